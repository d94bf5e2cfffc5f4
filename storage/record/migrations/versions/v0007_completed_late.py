"""Keep of each handled call that nobody wrapped up who has completed it later, and when."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("handled", sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("handled", sa.Column("completed_by", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("handled") as handled:
        handled.drop_column("completed_by")
        handled.drop_column("completed_at")
