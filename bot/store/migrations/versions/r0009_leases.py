"""Each role of a brand is one process's at a time, by a lease."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add a table that is empty until a process takes a role."""
    op.create_table(
        "leases",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("owner", TEXT),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger()),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "role", name=op.f("pk_leases")),
    )


def downgrade() -> None:
    """Drop it: one process has everything then."""
    op.drop_table("leases")
