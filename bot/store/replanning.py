"""Plans that fit the tables as they are: those of an empty table mislead in a large one.

PostgreSQL keeps the plan of a prepared statement until it has analyzed a table: a minute or so. In
an empty table every index is as good as the next, and one that finds a whole brand may be kept. So
it is while nothing is known of what is in a table that has grown: a first broadcast would look at
everybody for each of those who are spoken to.
"""

from contextlib import suppress

from sqlalchemy import Connection

from bot.store.schema import metadata
from bot.store.statement import asked, plainly
from bot.store.wire import wire_of

_GROWN, _LARGE = 2**16, 2**26
"""Bytes from which on it matters how a table is read, and those whose look would take too long for
whoever waits meanwhile: the server will come to it by itself."""
_UNKNOWN = f"""
SELECT oid::regclass::text FROM pg_class
WHERE relname = ANY(CAST(%s AS text[])) AND pg_table_is_visible(oid) AND relkind = 'r'
  AND relpages = 0 AND pg_relation_size(oid) BETWEEN {_GROWN} AND {_LARGE}
"""  # noqa: S608 - numbers of ours


class Replanning:
    """Lets plans be made anew whenever twice as much was committed as when they were made last."""

    def __init__(self) -> None:
        self._commits = 0

    def after_commit(self, connection: Connection) -> None:
        """Count a commit, which stays one whatever comes of the rest."""
        from psycopg import Error  # noqa: PLC0415 - only where it is installed

        self._commits += 1
        if self._commits & (self._commits - 1) == 0:
            with suppress(Error):
                _make_anew(connection)


def _make_anew(connection: Connection) -> None:
    for (table,) in asked(connection, _UNKNOWN, [list(metadata.tables)]):
        plainly(connection, f"ANALYZE (SKIP_LOCKED) {table}")
    plainly(connection, "DISCARD PLANS")
    wire_of(connection).settle()
