"""In a group each has a conversation of their own: they are found by the group's address."""

from alembic import op

from bot.store.columns import only_where

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add indexes of what is in groups, and of joined accounts by whom they are by themselves."""
    op.create_index(
        "ix_conversations_spaces",
        "conversations",
        ["brand", "channel", "space", "person"],
        **only_where("space IS NOT NULL"),
    )
    op.create_index(
        "ix_identities_own", "identities", ["brand", "own"], **only_where("own IS NOT NULL")
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_identities_own", table_name="identities")
    op.drop_index("ix_conversations_spaces", table_name="conversations")
