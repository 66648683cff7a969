"""An event says who waits for what is said to it: another process may play its turn."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add a column that is empty where nobody waits."""
    op.add_column("events", sa.Column("waiter", TEXT, nullable=True))


def downgrade() -> None:
    """Drop it: who waits is known to the one process alone."""
    op.drop_column("events", "waiter")
