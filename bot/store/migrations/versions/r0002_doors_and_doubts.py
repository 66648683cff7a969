"""Closed doors, doubtful deliveries, and an index of what came last over a channel."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_LATEST = "ix_events_brand_channel_seq"


def upgrade() -> None:
    """Add what is empty until it happens; no row is rewritten."""
    op.add_column("identities", sa.Column("blocked_at", sa.BigInteger(), nullable=True))
    op.add_column(
        "deliveries",
        sa.Column("doubts", sa.Integer(), server_default=sa.text("0"), nullable=False),
    )
    op.create_index(op.f(_LATEST), "events", ["brand", "channel", "seq"], unique=False)


def downgrade() -> None:
    """Drop them."""
    op.drop_index(op.f(_LATEST), "events")
    op.drop_column("deliveries", "doubts")
    op.drop_column("identities", "blocked_at")
