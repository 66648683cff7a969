"""Changing the tables of a database on a server: one process at a time, beside those at work.

Every connection holds the number of the newest migration that its program knows, shared with all
others of the kind. So whoever migrates sees which programs are still at work, however they end.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlalchemy import Connection

from bot.store.schema import HEAD

_MIGRATING = 0x636F6E6D
"""The name of the lock of whoever migrates: `conm` in ASCII."""
_KNOWING = 0x636F6E6B
"""The first half of the names of what programs know: `conk`; the second is the migration."""

KNOW = f"SELECT pg_advisory_lock_shared({_KNOWING}, {int(HEAD)})"
"""What each connection says when it begins."""

_TRY = f"SELECT pg_try_advisory_lock({_MIGRATING}, 0)"
_WAIT = f"SET lock_timeout = 0; SELECT pg_advisory_lock({_MIGRATING}, 0)"
_WAITED = "SELECT set_config('lock_timeout', %s, false)"
_STANDSTILL = "SHOW idle_in_transaction_session_timeout"
_UNHURRIED = "SET idle_in_transaction_session_timeout = 0"
"""The library that migrates rests between two statements for as long as it likes."""
_HURRIED = "SELECT set_config('idle_in_transaction_session_timeout', %s, false)"
_LET_GO = f"SELECT pg_advisory_unlock({_MIGRATING}, 0)"
_OLDEST = f"""
SELECT min(CAST(objid AS bigint)) FROM pg_locks
WHERE locktype = 'advisory' AND granted AND CAST(classid AS bigint) = {_KNOWING} AND objsubid = 2
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608 - a number of ours

logger = logging.getLogger(__name__)


@contextmanager
def turn_to_migrate(connection: Connection) -> Iterator[None]:
    """Let nobody else look at the tables' version or change them meanwhile; wait however long."""
    driver = _driver(connection)
    if not driver.execute(_TRY).fetchone()[0]:
        logger.info("another process is bringing the tables up to date: waiting for it")
        patience = driver.execute("SHOW lock_timeout").fetchone()[0]
        driver.execute(_WAIT)
        driver.execute(_WAITED, [patience])
    standstill = driver.execute(_STANDSTILL).fetchone()[0]
    driver.execute(_UNHURRIED)
    try:
        yield
    finally:
        with suppress(Exception):  # a connection that is lost has let go of it
            driver.execute(_LET_GO)
            driver.execute(_HURRIED, [standstill])


def oldest_at_work(connection: Connection) -> str | None:
    """Return the newest migration that the oldest program at work knows; ours is among them."""
    (oldest,) = _driver(connection).execute(_OLDEST).fetchone()
    return None if oldest is None else f"{oldest:04}"


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection
