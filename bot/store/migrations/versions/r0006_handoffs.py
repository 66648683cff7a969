"""Conversations that were handed over to people."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table, which is empty until somebody is asked for."""
    op.create_table(
        "handoffs",
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("space", sa.Text(), nullable=True),
        sa.Column("dialogue", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("desk", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("end", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_handoffs")),
    )
    op.create_index(op.f("ix_handoffs_brand_person"), "handoffs", ["brand", "person"])
    op.create_index(op.f("ix_handoffs_brand_conversation"), "handoffs", ["brand", "conversation"])
    op.create_index(op.f("ix_handoffs_brand_dialogue"), "handoffs", ["brand", "dialogue"])
    op.create_index(
        "ix_handoffs_open",
        "handoffs",
        ["brand", "at"],
        sqlite_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("handoffs")
