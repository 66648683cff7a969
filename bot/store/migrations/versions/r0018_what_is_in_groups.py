"""Find what somebody has in groups by who they are, and other answers by the runs they are in."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import only_where

revision = "0018"
down_revision = "0017"

_MARK = """
UPDATE answers SET shared = true WHERE EXISTS (
  SELECT 1 FROM runs
  WHERE runs.brand = answers.brand AND runs.id = answers.run AND runs.person <> answers.person
)
"""


def upgrade() -> None:
    """Mark answers in runs that groups share, and add indexes of these and of own conversations."""
    op.add_column("answers", sa.Column("shared", sa.Boolean(), nullable=True))
    op.execute(_MARK)
    op.create_index(
        "ix_answers_shared", "answers", ["brand", "person"], **only_where("shared IS NOT NULL")
    )
    op.drop_index("ix_answers_brand_person", table_name="answers")
    op.create_index(
        "ix_conversations_own",
        "conversations",
        ["brand", "person", "space"],
        **only_where("space IS NOT NULL"),
    )


def downgrade() -> None:
    """Find answers by who has given them."""
    op.drop_index("ix_conversations_own", table_name="conversations")
    op.create_index("ix_answers_brand_person", "answers", ["brand", "person"])
    op.drop_index("ix_answers_shared", table_name="answers")
    op.drop_column("answers", "shared")
