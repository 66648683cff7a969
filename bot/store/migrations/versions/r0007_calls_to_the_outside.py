"""Calls to the outside: what turns asked for, who makes it, and how it ended."""

import sqlalchemy as sa
from alembic import op

from bot.store.columns import TEXT, only_where

revision = "0007"
down_revision = "0006"

_TEXTS = (
    *("brand", "id", "event", "channel", "place", "name", "key", "cause", "status"),
    *("person", "external_id", "space", "target", "began", "lease_owner", "reason"),
)
_NEEDED = frozenset(_TEXTS[:9])


def upgrade() -> None:
    """Add a table that is empty until a dialogue calls something."""
    op.create_table(
        "calls",
        *(sa.Column(name, TEXT, nullable=name not in _NEEDED) for name in _TEXTS),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("timeout", sa.Integer(), nullable=False),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("brand", "id", name=op.f("pk_calls")),
    )
    op.create_index(op.f("ix_calls_brand_person"), "calls", ["brand", "person"])
    op.create_index(op.f("ix_calls_brand_event"), "calls", ["brand", "event"])
    _partial("ix_calls_pending", ["due_at", "seq"], "status = 'pending'")
    _partial("ix_calls_claimed", ["lease_until"], "status = 'claimed'")
    _partial("ix_calls_under_way", ["channel", "space"], "status IN ('pending', 'claimed')")
    _partial("ix_calls_failed", ["settled_at"], "status = 'failed'")


def downgrade() -> None:
    """Drop it: who waits for an answer gets none."""
    op.drop_table("calls")


def _partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "calls", ["brand", *columns], **only_where(where))
