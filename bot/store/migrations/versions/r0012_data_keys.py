"""A key for each person and group, with which what they say is sealed."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT, only_where

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add a table that is empty until a brand encrypts."""
    op.create_table(
        "data_keys",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("master", TEXT, nullable=False),
        sa.Column("wrapped", TEXT, nullable=False),
        sa.Column("complete_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_data_keys")),
        sa.UniqueConstraint("brand", "owner", name="uq_data_keys_owner"),
    )
    op.create_index("ix_data_keys_brand_master", "data_keys", ["brand", "master"])
    op.create_index("ix_data_keys_own", "data_keys", ["brand"], **only_where("owner = ''"))


def downgrade() -> None:
    """Drop it: what was sealed cannot be opened any more."""
    op.drop_index("ix_data_keys_brand_master", table_name="data_keys")
    op.drop_index("ix_data_keys_own", table_name="data_keys")
    op.drop_table("data_keys")
