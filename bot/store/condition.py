"""What a database is like: its kind, its tables, and whether a commit is on the disk."""

from msgspec import Struct
from sqlalchemy import inspect, text

from bot.store.clock import database_time
from bot.store.connection import Connection


class Condition(Struct, frozen=True):
    """A database as one of our own connections finds it.

    `unsafe` says by which setting of its own a commit may be lost with the power; None: by none.
    `now` is its clock (microseconds).
    """

    kind: str
    tables: str | None
    unsafe: str | None
    now: int


def condition_of(connection: Connection) -> Condition:
    """Look at a database.

    Args:
        connection: one that the store uses, inside a transaction.
    """
    if connection.dialect.name == "sqlite":
        kind, unsafe = f"SQLite {_said(connection, 'SELECT sqlite_version()')}", None
        if int(_said(connection, "PRAGMA synchronous")) < _FULL:
            unsafe = "synchronous is not FULL"
    else:
        kind = f"PostgreSQL {_said(connection, 'SHOW server_version').split()[0]}"
        unsafe = "fsync is off" if _said(connection, "SHOW fsync") == "off" else None
    return Condition(kind, tables_of(connection), unsafe, database_time(connection))


_FULL = 2
"""`PRAGMA synchronous`: 0 OFF, 1 NORMAL, 2 FULL, 3 EXTRA (sqlite.org/pragma.html)."""


def tables_of(connection: Connection) -> str | None:
    """Return the migration that the tables are of; None where there are none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _said(connection: Connection, question: str) -> str:
    return str(connection.exec_driver_sql(question).scalar_one())
