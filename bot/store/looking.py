"""Looking into a database that another process may be using: nothing in it is changed."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy import create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bot.store.connection import Connection
from bot.store.errors import StoreSettingFault, StoreUnavailable, in_one_line
from bot.store.place import file_of, url_of
from bot.store.sealing.plan import VAULT
from bot.store.sealing.unlocking import refuse_locked
from bot.store.sealing.vault import Vault
from bot.store.statement import plainly

T = TypeVar("T")

_PATIENCE = 10_000
"""Milliseconds to wait where another process is just opening or closing the database."""


def look_into(url: str, look: Callable[[Connection], T], vault: Vault | None = None) -> T:
    """Return what is seen in a database at one moment, whoever is writing to it meanwhile.

    Args:
        url: an SQLAlchemy URL of a file, or of a database on a server.
        look: reads through the connection it is given.
        vault: opens what is sealed; None: nothing is encrypted.

    Raises:
        EncryptionFault: something in it is encrypted that the vault cannot open.
        StoreSettingFault: this is neither.
        StoreUnavailable: it cannot be read.
    """
    file = file_of(url)

    def unlocked(connection: Connection) -> T:
        if vault is not None:
            connection.info[VAULT] = vault
        refuse_locked(connection, vault)
        return look(connection)

    if file is None:
        return _look_at_server(url, unlocked)
    was_in_use = _is_in_use(file)
    try:
        seen = _look(file, unlocked, at_rest=not was_in_use)
        if not was_in_use and _is_in_use(file):  # somebody began to write while we looked
            seen = _look(file, unlocked, at_rest=False)
    except DBAPIError as error:
        raise StoreUnavailable(str(error.orig)) from error
    except sqlite3.Error as error:
        raise StoreUnavailable(str(error)) from error
    return seen


def _look_at_server(url: str, look: Callable[[Connection], T]) -> T:
    place = url_of(url)
    if place.get_backend_name() != "postgresql":
        raise StoreSettingFault("only a database in a file or on a server can be looked into")
    from bot.store.postgresql import says_unavailable, to_look  # noqa: PLC0415 - when it is used

    engine = to_look(place)
    try:
        with engine.connect() as connection:
            return look(connection)
    except Exception as error:
        if says_unavailable(error):
            raise StoreUnavailable(in_one_line(error)) from error
        raise
    finally:
        engine.dispose()


def has_tables(connection: Connection) -> bool:
    """Say whether the database has ever been used: one that is just being made has no tables."""
    return inspect(connection).has_table("conversations")


def _is_in_use(file: Path) -> bool:
    return file.with_name(file.name + "-wal").exists()


def _look(file: Path, look: Callable[[Connection], T], *, at_rest: bool) -> T:
    # One that nobody writes to is read without the files that SQLite would leave beside it.
    options = "mode=ro&immutable=1" if at_rest else "mode=ro"
    engine = create_engine(
        f"sqlite:///file:{quote(str(file.resolve()))}?{options}&uri=true", poolclass=NullPool
    )
    event.listen(engine, "connect", _prepare)
    try:
        with engine.connect() as connection:
            plainly(connection, "BEGIN")  # all that is read is of one moment
            return look(connection)
    finally:
        engine.dispose()


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
    connection.execute("PRAGMA query_only = ON")
