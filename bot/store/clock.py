"""The database's own clock: the only one that all processes on a database share."""

from bot.store.connection import Connection
from bot.store.statement import asked

_NOW = {
    "postgresql": "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
    "sqlite": "SELECT CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
}


def database_time(connection: Connection) -> int:
    """Return the present moment (microseconds), also late in a transaction that had to wait."""
    ((now,),) = asked(connection, _NOW[connection.dialect.name], ())
    return int(now)
