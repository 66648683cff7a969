"""A brand that has been at it for a while: the same rows in whatever database."""

from typing import Any

from sqlalchemy import Boolean, Column, LargeBinary, MetaData, Table, Text, insert

from bot.store.connection import Connection
from bot.store.schema import metadata

STATUSES = {
    "deliveries": ("pending", "claimed", "unknown", "rejected", "accepted", "cancelled"),
    "recipients": ("planned", "opened", "unknown", "skipped", "accepted"),
    "occurrences": ("running", "waiting", "paused", "cancelled", "ended"),
    "calls": ("pending", "claimed", "failed", "answered"),
    "emissions": ("pending", "rejected", "accepted"),
}
"""How the rows of a table stand, in turn; most rows have ended as the last one says."""
ENDED_AFTER = 40
"""The row from which on everything has ended."""

WORDS = {
    "kind": ("reply", "farewell", "feed"),
    "held": ("quiet", "busy"),
    "reason": ("busy", "stopped", "quiet"),
}
SHARED = {"topic": 5, "occurrence": 40, "dialogue": 20, "feed": 5}
"""So many there are of these; of all else each row has its own."""
ONE = frozenset({"brand", "channel"})
"""There is one of these."""
SELDOM = ("due_at", "held", "follows", "lease_owner", "lease_until", "unused_since", "blocked_at")
"""What is null in most rows, where it may be."""
ENDS = ("done_at", "ended_at", "settled_at")
"""What is null until something has ended."""


def crowd(connection: Connection, rows: int, tables: MetaData = metadata) -> None:
    """Fill every table with so many rows."""
    for table in tables.sorted_tables:
        there_is_one = ONE.issuperset(table.primary_key.columns.keys())
        ours = 1 if there_is_one else rows
        connection.execute(insert(table), [row(table, number) for number in range(ours)])


def row(table: Table, number: int) -> dict[str, Any]:
    """Return one row of a table; the same number gives the same values, in every table."""
    return {column.name: _value(column, number) for column in table.columns}


def word(name: str, number: int) -> str:
    """Return what a text of this name is in the row with this number."""
    if name in ONE:
        return name
    if name in WORDS:
        return WORDS[name][number % len(WORDS[name])]
    return f"x{number % SHARED[name]}" if name in SHARED else f"x{number}"


def _value(column: Column[Any], number: int) -> object:
    if column.nullable and _is_missing(column.name, number):
        return None
    if column.name == "status":
        return _status(STATUSES[column.table.name], number)
    if isinstance(column.type, LargeBinary):
        return f"x{number}".encode()
    if isinstance(column.type, Boolean):
        return bool(number % 3)
    return word(column.name, number) if isinstance(column.type, Text) else number


def _is_missing(name: str, number: int) -> bool:
    if name in SELDOM:
        return number % 10 > 4
    if name in ENDS:
        return number < ENDED_AFTER and number % 4 > 0
    return (name == "space" and number % 2 > 0) or (name == "reason" and number % 7 == 0)


def _status(all_of_them: tuple[str, ...], number: int) -> str:
    return all_of_them[number % len(all_of_them) if number < ENDED_AFTER else -1]
