"""Make the changes of on-call schedules, their audit that nobody can rewrite, and feeds' generations."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REFUSED = "the audit of on-call changes is append-only"


def upgrade() -> None:
    _make_changes()
    op.create_table(
        "oncall_audit",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("did", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("change_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "number", name=op.f("pk_oncall_audit")),
    )
    op.create_index(
        op.f("ix_oncall_audit_tenant_schedule_number"), "oncall_audit", ["tenant", "schedule", "number"]
    )
    op.create_table(
        "oncall_feeds",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "staff_id", "schedule", name=op.f("pk_oncall_feeds")),
    )
    _refuse_rewriting()


def downgrade() -> None:
    op.drop_table("oncall_feeds")
    op.drop_table("oncall_audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION oncall_audit_is_append_only()")
    op.drop_table("oncall_changes")


def _make_changes() -> None:
    words = ("schedule", "kind", "person", "replaces")
    op.create_table(
        "oncall_changes",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in words),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("note", "state", "asks", "pair", "made_by")
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oncall_changes")),
    )
    op.create_index(
        op.f("ix_oncall_changes_tenant_number"), "oncall_changes", ["tenant", "number"], unique=True
    )
    op.create_index(op.f("ix_oncall_changes_tenant_until"), "oncall_changes", ["tenant", "until"])


def _refuse_rewriting() -> None:
    """Let the database itself refuse to change or delete a row of the audit (security.md C14)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION oncall_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER oncall_audit_kept BEFORE UPDATE OR DELETE ON oncall_audit "
            "FOR EACH ROW EXECUTE FUNCTION oncall_audit_is_append_only()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER oncall_audit_no_{change.lower()} BEFORE {change} ON oncall_audit "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"
        )
