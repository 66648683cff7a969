"""What dialogues keep beside a person: tags, and the arms of splits."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT

revision = "0005"
down_revision = "0004"

_NEW_COLUMNS = ("tags", "arms")


def upgrade() -> None:
    """Add what is empty until a dialogue fills it."""
    for column in _NEW_COLUMNS:
        op.add_column("persons", sa.Column(column, TEXT, nullable=True))


def downgrade() -> None:
    """Drop it."""
    for column in _NEW_COLUMNS:
        op.drop_column("persons", column)
