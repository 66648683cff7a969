"""Note in a private conversation when its person was last heard."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the column; until somebody is heard again, what stands with the person counts."""
    op.add_column("conversations", sa.Column("heard_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Note it with the person alone."""
    op.execute(
        "UPDATE persons SET last_said = (SELECT heard_at FROM conversations AS private"
        " WHERE private.brand = persons.brand AND private.id = persons.id)"
        " WHERE EXISTS (SELECT 1 FROM conversations AS private WHERE private.brand = persons.brand"
        " AND private.id = persons.id AND private.heard_at > coalesce(persons.last_said, 0))"
    )
    op.drop_column("conversations", "heard_at")
