"""What a version of a dialogue was published with, and since when nobody has used it."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add what is empty until the next publication; no row is rewritten."""
    op.add_column(
        "dialogue_versions",
        sa.Column("beside", TEXT, server_default=sa.text("'{}'"), nullable=False),
    )
    op.add_column("dialogue_versions", sa.Column("unused_since", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Drop them."""
    op.drop_column("dialogue_versions", "unused_since")
    op.drop_column("dialogue_versions", "beside")
