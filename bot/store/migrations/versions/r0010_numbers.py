"""Processes that share a database on a server are given the numbers of the common order by it."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_BLOCK = 65_536
_NUMBERED = ("events", "deliveries", "consents", "emissions", "calls")


def upgrade() -> None:
    """Begin above every number that a process has counted so far."""
    if op.get_bind().dialect.name == "postgresql":
        numbers = sa.Sequence("numbers", start=_first(), increment=_BLOCK)
        op.execute(sa.schema.CreateSequence(numbers))


def _first() -> int:
    highest = (op.get_bind().scalar(sa.text(f"SELECT max(seq) FROM {one}")) for one in _NUMBERED)  # noqa: S608
    return max(time.time_ns(), *((one or 0) + 1 for one in highest))


def downgrade() -> None:
    """Drop it: the one process that is left counts from its clock."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.schema.DropSequence(sa.Sequence("numbers")))
