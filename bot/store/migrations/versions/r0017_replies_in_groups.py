"""What we said in a group is found by what the platform calls it: people reply to it."""

from alembic import op

from bot.store.columns import only_where

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Add an index of what was said in groups."""
    op.create_index(
        "ix_deliveries_spaces",
        "deliveries",
        ["brand", "channel", "space", "platform_message"],
        **only_where("space IS NOT NULL"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_index("ix_deliveries_spaces", table_name="deliveries")
