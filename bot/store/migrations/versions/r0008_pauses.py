"""Pauses that platforms ask for outlive a process, and what was rejected has an index."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT, only_where

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add a table that is empty until a platform asks for a pause, and the index."""
    op.create_table(
        "pauses",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("brand", "channel", name=op.f("pk_pauses")),
    )
    op.create_index(
        "ix_deliveries_rejected",
        "deliveries",
        ["brand", "settled_at"],
        **only_where("status = 'rejected'"),
    )


def downgrade() -> None:
    """Drop both: a pause that is asked for ends with its process."""
    op.drop_index("ix_deliveries_rejected", table_name="deliveries")
    op.drop_table("pauses")
