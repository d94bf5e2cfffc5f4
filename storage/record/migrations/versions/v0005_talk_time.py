"""Keep of each handled call since when the agent talked with the customer, and for how long."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handled", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("handled", sa.Column("talk_ms", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("handled") as handled:
        handled.drop_column("talk_ms")
        handled.drop_column("answered_at")
