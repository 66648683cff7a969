"""An event says who waits for what is said to it, and how long: others may play its turn."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add two columns that are empty where nobody waits."""
    op.add_column("events", sa.Column("waiter", TEXT, nullable=True))
    op.add_column("events", sa.Column("waits_until", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Drop them: who waits is known to the one process alone."""
    op.drop_column("events", "waits_until")
    op.drop_column("events", "waiter")
