"""The database's own clock: the only one that all processes on a database share."""

from bot.store.connection import Connection

_NOW = {
    "postgresql": "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
    "sqlite": "SELECT CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
}


def database_time(connection: Connection) -> int:
    """Return the present moment (microseconds), also late in a transaction that had to wait."""
    return int(connection.exec_driver_sql(_NOW[connection.dialect.name]).scalar_one())
