"""Make the notes of agents, the calls they handled, and the settings of their desks."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notes",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_notes_staff_id")),
        sa.PrimaryKeyConstraint("tenant", "call_id", "staff_id", name=op.f("pk_notes")),
    )
    op.create_table(
        "handled",
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("disposition", sa.Text(), nullable=False),
        sa.Column("resolved", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("follow_up", sa.Date(), nullable=True),
        sa.Column("wrapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("auto", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_handled_staff_id")),
        sa.PrimaryKeyConstraint("tenant", "call_id", "staff_id", "ended_at", name=op.f("pk_handled")),
    )
    op.create_index(
        op.f("ix_handled_tenant_staff_id_ended_at"),
        "handled",
        ["tenant", "staff_id", "ended_at"],
        unique=False,
    )
    op.create_index(op.f("ix_handled_tenant_customer_id"), "handled", ["tenant", "customer_id"], unique=False)
    op.create_table(
        "desk_settings",
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_desk_settings_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_desk_settings")),
    )


def downgrade() -> None:
    op.drop_table("desk_settings")
    op.drop_index(op.f("ix_handled_tenant_customer_id"), table_name="handled")
    op.drop_index(op.f("ix_handled_tenant_staff_id_ended_at"), table_name="handled")
    op.drop_table("handled")
    op.drop_table("notes")
