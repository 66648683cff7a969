"""A brand that has been at it for a while: enough rows for a database to care how it reads them."""

from sqlalchemy import Boolean, Column, LargeBinary, Text

from bot.store.connection import Connection
from bot.store.schema import metadata
from bot.store.statement import plainly

ROWS = 4_000
UNDER_WAY = "ARRAY['pending', 'claimed', 'planned', 'opened']"
SHARED = {
    "brand": "'b'",
    "channel": "'c'",
    "topic": "'t' || i % 5",
    "occurrence": "'o' || i % 40",
    "dialogue": "'d' || i % 20",
    "status": f"coalesce(({UNDER_WAY})[1 + i % 20], 'accepted')",
    "feed": "'f' || i % 5",
}
"""What many rows have in common; all else differs from row to row."""
ENDED = ("done_at", "ended_at", "settled_at")
"""What is null in one row of twenty."""
OPEN = ("due_at", "held", "follows", "lease_owner", "lease_until", "unused_since")
"""What few rows have: it is null in all but one of a hundred."""


def crowd(connection: Connection) -> None:
    """Fill every table of a PostgreSQL database, and let it learn what is in them."""
    for table in metadata.sorted_tables:
        columns = list(table.columns)
        names = ", ".join(f'"{column.name}"' for column in columns)
        values = ", ".join(map(_value, columns))
        plainly(
            connection,
            f"INSERT INTO {table.name} ({names}) SELECT {values} "
            f"FROM generate_series(1, {ROWS}) AS i ON CONFLICT DO NOTHING",
        )
    plainly(connection, "ANALYZE")


def _value(column: Column[object]) -> str:
    if column.nullable and column.name in OPEN:
        return f"CASE WHEN i % 100 = 0 THEN {_plain(column)} END"
    if column.nullable and column.name in ENDED:
        return f"CASE WHEN i % 20 > 0 THEN {_plain(column)} END"
    return SHARED.get(column.name, _plain(column))


def _plain(column: Column[object]) -> str:
    if isinstance(column.type, LargeBinary):
        return "NULL"
    if isinstance(column.type, Boolean):
        return "true"
    return f"'{column.name}-' || i" if isinstance(column.type, Text) else "i"
