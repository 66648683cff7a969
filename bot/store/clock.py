"""The clock by which processes on a database agree: the one that is its own."""

from datetime import datetime

from bot.store.bell import is_shared
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.statement import asked

AT_ONCE = 0
"""Due when it is written: by every clock."""

_NOW = {
    "postgresql": "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
    "sqlite": "SELECT CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
}


def database_time(connection: Connection) -> int:
    """Return the present moment (microseconds), also late in a transaction that had to wait."""
    ((now,),) = asked(connection, _NOW[connection.dialect.name], ())
    return int(now)


def waiting_time(connection: Connection, steady: datetime) -> int:
    """Return the moment (microseconds) by which short waits begin and end: for another try, say.

    Args:
        connection: inside a transaction.
        steady: the time by a clock of this process that nobody sets. Where other processes may take
            up what waits it is the database's instead.
    """
    return database_time(connection) if is_shared(connection) else to_moment(steady)
