"""A message that is a poll says by which name its votes come."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT, only_where

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add a column that is empty for all but polls, and an index of these."""
    op.add_column("deliveries", sa.Column("poll", TEXT, nullable=True))
    op.create_index(
        "ix_deliveries_poll",
        "deliveries",
        ["brand", "channel", "poll"],
        **only_where("poll IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop it: votes are for polls that nobody knows."""
    op.drop_index("ix_deliveries_poll", table_name="deliveries")
    op.drop_column("deliveries", "poll")
