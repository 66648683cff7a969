"""Accounts can be joined, and parted again: codes for it, and what an account is by itself."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Add columns that are empty where an account stands alone, and two tables."""
    op.add_column("identities", sa.Column("own", TEXT, nullable=True))
    op.add_column("identities", sa.Column("lent", TEXT, nullable=True))
    op.add_column("identities", sa.Column("spoke_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "link_codes",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("external_id", TEXT, nullable=False),
        sa.Column("taker", TEXT, nullable=True),
        sa.Column("taker_channel", TEXT, nullable=True),
        sa.Column("taker_external_id", TEXT, nullable=True),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_link_codes")),
    )
    op.create_index("ix_link_codes_brand_code", "link_codes", ["brand", "code"])
    op.create_index("ix_link_codes_brand_person", "link_codes", ["brand", "person"])
    op.create_index("ix_link_codes_brand_until", "link_codes", ["brand", "until"])
    op.create_table(
        "link_attempts",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_link_attempts")),
    )
    op.create_index("ix_link_attempts_brand_at", "link_attempts", ["brand", "at"])


def downgrade() -> None:
    """Drop them: joined accounts stay those of one person."""
    op.drop_table("link_attempts")
    op.drop_table("link_codes")
    op.drop_column("identities", "spoke_at")
    op.drop_column("identities", "lent")
    op.drop_column("identities", "own")
