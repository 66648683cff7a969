"""Conversations that were handed over to people."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT, only_where

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table, which is empty until somebody is asked for."""
    op.create_table(
        "handoffs",
        sa.Column("brand", TEXT, nullable=False),
        sa.Column("id", TEXT, nullable=False),
        sa.Column("conversation", TEXT, nullable=False),
        sa.Column("person", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("recipient", TEXT, nullable=False),
        sa.Column("space", TEXT, nullable=True),
        sa.Column("dialogue", TEXT, nullable=False),
        sa.Column("place", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("desk", TEXT, nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("end", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_handoffs")),
    )
    op.create_index(op.f("ix_handoffs_brand_person"), "handoffs", ["brand", "person"])
    op.create_index(op.f("ix_handoffs_brand_conversation"), "handoffs", ["brand", "conversation"])
    op.create_index(op.f("ix_handoffs_brand_dialogue"), "handoffs", ["brand", "dialogue"])
    op.create_index(
        "ix_handoffs_open",
        "handoffs",
        ["brand", "at"],
        **only_where("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("handoffs")
