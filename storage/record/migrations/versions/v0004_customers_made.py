"""Make the list of customers whom agents put on file during a call, or took off again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "newcomers",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("customer_id", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_newcomers_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_newcomers")),
    )
    op.create_index(op.f("ix_newcomers_tenant_customer_id"), "newcomers", ["tenant", "customer_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_newcomers_tenant_customer_id"), table_name="newcomers")
    op.drop_table("newcomers")
