"""PostgreSQL as the product needs it: every commit on the disk, and nobody in anybody's way.

It keeps the promise of `bot.store.sqlite` in its own words: a transaction begins with a lock that
only one in the database has, so that nothing read in it is changed by somebody else before its end.
Units that may run beside each other share that lock, and lock what each of them is about.
"""

from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from time import sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bot.store.backend import Backend, Holding
from bot.store.beside import Beside, begin_beside, beside_whom
from bot.store.errors import DatabaseInUse, StoreSettingFault, in_one_line
from bot.store.kept import LastTransaction
from bot.store.migrating import KNOW, oldest_at_work, turn_to_migrate
from bot.store.numbers import number_from
from bot.store.postgresql_bell import PostgresqlBell
from bot.store.postgresql_numbers import DRAW, Drawn
from bot.store.replanning import Replanning
from bot.store.reserving import lock_name
from bot.store.statement import plainly
from bot.store.wire import Wire, lay, wire_of

DRIVER = "postgresql+psycopg"
LOCKS = 0x636F6E76
"""The first half of the names of our advisory locks: `conv` in ASCII."""
WRITING = 1
"""The lock of whoever writes, until the end of a transaction; shared by those beside each other."""
HOLDING = 2
"""The lock of whoever plays and sends, until the end of a connection: shared among those who share
the work, or alone of one who plays what others would have to send."""

_OLDEST = 130_000
_SESSION = """
SET client_encoding = 'UTF8';
SET lock_timeout = '5s';
SET enable_seqscan = off;
SET enable_hashjoin = off;
SET enable_mergejoin = off;
SET jit = off;
SET plan_cache_mode = force_generic_plan;
SET tcp_keepalives_idle = 10;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 3;
SELECT set_config('synchronous_commit', 'on', false)
WHERE current_setting('synchronous_commit') = 'off';
"""
"""We wait for the lock as long as for SQLite's. Every statement has its index, and every join looks
up what it needs there: plans that change with a table's size would surprise. A machine that is gone
lets go of its locks within half a minute. A commit that was told of is on the disk, whatever the
server's own setting is."""
_STANDSTILL = "4s"
"""For how long a transaction may stand still, before the server ends it: whoever was stopped in the
middle of one keeps everybody else from writing. They wait a little longer than that."""
_TRY_TO_HOLD = {
    "shared": f"SELECT pg_try_advisory_lock_shared({LOCKS}, {HOLDING})",
    "alone": f"SELECT pg_try_advisory_lock({LOCKS}, {HOLDING})",
}
_TRIES, _BETWEEN = 20, 0.1
"""For two seconds, in steps: a process that was killed is soon known to be gone."""
_ALONE = f"SELECT pg_advisory_xact_lock({LOCKS}, {WRITING})"
_SHARED = f"SELECT pg_advisory_xact_lock_shared({LOCKS}, {WRITING})"
_OWN = "SELECT pg_advisory_xact_lock(%s)"
_NUMBERS = f"SELECT CAST(pg_current_xact_id() AS text), {DRAW}"
"""Its number comes after the lock: whoever waits for that must not hold back what is vacuumed. So
do those of the common order: they are higher than those of whoever had the lock before."""
_ONLY_READS = ("default_transaction_read_only", "in_hot_standby")
"""What a server from 14 on tells by itself of a connection that cannot write: it may have begun
so, and stays so when the next one could."""


def postgresql(url: URL, holding: Holding | None = None) -> Backend:
    """Return the backend of a database on a server.

    Args:
        url: where it is.
        holding: how a connection has to hold the database to be of use: where somebody else has
            taken it for themselves meanwhile, nothing more is written from here. None: not at all.

    Raises:
        StoreSettingFault: the driver is not installed, or the URL asks for what it cannot do.
    """
    engine, last = _plain_engine(url), LastTransaction(to_look(url))
    event.listen(engine, "begin", partial(_begin, last))
    event.listen(engine, "connect", _do_not_stand_still)
    if holding is not None:
        event.listen(engine, "connect", partial(_hold, url.database or "", holding))
    bell = None if holding == "alone" else PostgresqlBell(engine)
    event.listen(engine, "commit", _commit)  # behind what the bell tells with it
    return Backend(
        engine,
        says_unavailable,
        is_lost=_is_lost,
        was_kept=last.was_kept,
        after_unit=_refuse_to_lose,
        after_commit=Replanning().after_commit,
        turn_to_migrate=turn_to_migrate,
        oldest_at_work=oldest_at_work,
        begin_beside=begin_beside,
        bell=bell,
    )


def driven(url: URL) -> URL:
    """Return the URL with the driver that the store uses.

    Raises:
        StoreSettingFault: the driver is not installed, or the URL asks for what it cannot do.
    """
    if url.drivername not in {"postgresql", DRIVER}:
        raise StoreSettingFault(f"write postgresql://… instead of {url.drivername}://…")
    if find_spec("psycopg") is None:
        raise StoreSettingFault(
            "PostgreSQL needs its driver, install it with: pip install 'convivio[postgresql]'"
        )
    _refuse_unknown(url.query)
    return url.set(drivername=DRIVER)


def _refuse_unknown(options: Mapping[str, str | tuple[str, ...]]) -> None:
    from psycopg import ProgrammingError  # noqa: PLC0415 - only where it is installed
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415

    try:
        make_conninfo(**dict.fromkeys(options, ""))
    except ProgrammingError as error:
        raise StoreSettingFault(f"the database setting is wrong: {in_one_line(error)}") from None


def to_look(url: URL) -> Engine:
    """Return an engine that only reads, all of it as of one moment, and keeps nobody waiting.

    Raises:
        StoreSettingFault: the driver is not installed, or the URL asks for what it cannot do.
    """
    engine = _plain_engine(url)
    event.listen(engine, "begin", _begin_to_look)
    return engine


def _plain_engine(url: URL) -> Engine:
    engine = create_engine(
        driven(url),
        poolclass=NullPool,
        paramstyle="format",
        connect_args={"fallback_application_name": "convivio", "connect_timeout": 10},
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "before_cursor_execute", _settle)
    event.listen(engine, "rollback", _drop)
    return engine


def _prepare(connection: Any, entry: ConnectionPoolEntry) -> None:
    from bot.store.postgresql_wire import PostgresqlWire  # noqa: PLC0415 - as its driver

    fault = _fault_of_server(connection)
    if fault is not None:
        connection.close()
        raise StoreSettingFault(fault)
    # The transaction begins with our own words, and not before the first statement of a unit.
    connection.autocommit = True
    connection.prepare_threshold = None  # letting go of its own, it would of those of the wire
    connection.execute(_SESSION)
    connection.execute(KNOW)
    lay(PostgresqlWire(connection), entry.info)


def _fault_of_server(connection: Any) -> str | None:
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return f"the database is encoded in {encoding}: make one in UTF8"
    if connection.info.server_version < _OLDEST:
        return "the server is older than PostgreSQL 13"
    return None


def _do_not_stand_still(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.execute(f"SET idle_in_transaction_session_timeout = '{_STANDSTILL}'")


def _hold(name: str, holding: Holding, connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Hold the database; the server lets go of it soon after its holder's end, however that was."""
    for _ in range(_TRIES):
        if connection.execute(_TRY_TO_HOLD[holding]).fetchone()[0]:
            return
        sleep(_BETWEEN)
    connection.close()
    raise DatabaseInUse(name)


def _begin(last: LastTransaction, connection: Connection) -> None:
    last.number = None
    wire = wire_of(connection)
    try:
        wire.order("BEGIN")
        _lock(wire, beside_whom(connection))
        ((last.number, first),) = wire.read(_NUMBERS, ())
    except Exception:
        _driver(connection).rollback()  # it has begun, and only waited in vain for its lock
        raise
    number_from(connection, Drawn(wire, first))


def _lock(wire: Wire, beside: Beside | None) -> None:
    """Take the locks of a transaction: in one order, so that nobody waits in vain."""
    wire.order(_ALONE if beside is None else _SHARED)
    if beside is not None and beside.names:
        wire.put(_OWN, [(one,) for one in sorted(map(lock_name, beside.names))])


def _begin_to_look(connection: Connection) -> None:
    plainly(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")


def _commit(connection: Connection) -> None:
    """Commit with what is still on its way, in one: the driver finds nothing left to commit."""
    plainly(connection, "COMMIT")
    wire_of(connection).settle()


def _drop(connection: Connection) -> None:
    if not connection.invalidated:
        wire_of(connection).drop()


def _settle(connection: Connection, *_: Any) -> None:
    """What does not go by the wire comes after what does."""
    wire_of(connection).settle()


def _refuse_to_lose(connection: Connection) -> None:
    """Fail where a statement had failed and nobody said so: the server would roll back silently."""
    wire_of(connection).settle()
    status = _driver(connection).info.transaction_status
    if status == status.INERROR:
        raise RuntimeError("a unit of work hid the failure of a statement")


def _is_lost(connection: Connection) -> bool:
    # One that could not be replaced is closed already, and has no driver's connection any more.
    if connection.closed or connection.invalidated:
        return True
    driver = _driver(connection)
    return bool(driver.closed) or any(
        driver.info.parameter_status(name) == "on" for name in _ONLY_READS
    )


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def says_unavailable(error: BaseException) -> bool:
    """Say whether the server failed (gone, full, locked, closed to us), not a statement of ours.

    Tables that are not what this program knows are such a failure, too: nothing is written then.
    """
    from psycopg import InterfaceError, OperationalError  # noqa: PLC0415 - only where it is used
    from psycopg.errors import (  # noqa: PLC0415
        DataCorrupted,
        IdleInTransactionSessionTimeout,
        IndexCorrupted,
        InsufficientPrivilege,
        InternalError_,
        InvalidSchemaName,
        ReadOnlySqlTransaction,
        UndefinedColumn,
        UndefinedTable,
    )

    cause = error.orig if isinstance(error, DBAPIError) else error
    gone = OperationalError | InterfaceError | IdleInTransactionSessionTimeout
    refused = InsufficientPrivilege | InvalidSchemaName | ReadOnlySqlTransaction
    changed = UndefinedColumn | UndefinedTable
    broken = InternalError_ | DataCorrupted | IndexCorrupted
    return isinstance(cause, gone | refused | changed | broken)
