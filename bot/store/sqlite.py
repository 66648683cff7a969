"""SQLite as the product needs it: one connection, honest transactions, every commit on the disk."""

import sqlite3
from contextlib import nullcontext, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, StaticPool

from bot.store.alone import known_by_holder
from bot.store.backend import Backend
from bot.store.errors import StoreUnavailable
from bot.store.place import is_memory
from bot.store.statement import plainly

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA cache_size = -16000",
    "PRAGMA temp_store = MEMORY",
    # What is erased is overwritten, not only forgotten.
    "PRAGMA secure_delete = ON",
    # Pages, 16 MB: many people touch pages far apart, and at the default of 1,000 every second
    # commit of theirs would fold the log back, with two more flushes (docs/decisions/0057).
    "PRAGMA wal_autocheckpoint = 4000",
    # The write-ahead log is folded back and cut, so that a burst does not keep its disk space.
    "PRAGMA journal_size_limit = 67108864",
)

_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    },
)
_PRIMARY_CODE = 0xFF


def sqlite(url: str | URL) -> Backend:
    """Return the backend of a database in a file or in memory."""
    return Backend(
        sqlite_engine(url),
        says_unavailable,
        is_lost=lambda _: False,
        was_kept=lambda: False,
        after_unit=lambda _: None,
        after_commit=scrub_if_asked,
        turn_to_migrate=lambda _: nullcontext(),
        oldest_at_work=_oldest_at_work,
    )


def sqlite_engine(url: str | URL) -> Engine:
    """Return an engine whose transactions begin IMMEDIATE; its folder is made where needed."""
    parsed = make_url(url)
    if parsed.database and parsed.database != ":memory:":
        _make_file(Path(parsed.database))
    engine = create_engine(parsed, poolclass=StaticPool)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin if is_memory(parsed) else _OneFile(parsed).begin)
    return engine


def _make_file(path: Path) -> None:
    """Make the file where there is none: what people say is for its owner's eyes only."""
    with suppress(OSError):  # opening it says better what is wrong
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transactions begin too late: a SELECT before the first write would read
    # outside of them, and updates would be lost without an error.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    plainly(connection, "BEGIN IMMEDIATE")


class _OneFile:
    """Writes to the file that was opened, as long as it is where it was.

    SQLite would go on in a file that was moved, deleted or replaced meanwhile, and what people said
    would be gone with the process.
    """

    def __init__(self, url: URL) -> None:
        self._path = Path(url.database or "")
        self._opened: tuple[int, int] | None = None

    def begin(self, connection: Connection) -> None:
        """Begin a transaction.

        Raises:
            StoreUnavailable: the file is not there any more, or another one is.
        """
        found = self._found()
        self._opened = self._opened or found
        if found is None or found != self._opened:
            told = "not there any more" if found is None else "another one now: start again with it"
            raise StoreUnavailable(f"the database file is {told}")
        _begin(connection)

    def _found(self) -> tuple[int, int] | None:
        try:
            status = self._path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino


def _oldest_at_work(connection: Connection) -> str | None:
    return known_by_holder(Path(connection.engine.url.database or ""))


_SCRUB = "scrub"


def ask_to_scrub(connection: Connection) -> None:
    """Let the log be emptied after the commit of this unit: it holds what was erased."""
    connection.info[_SCRUB] = True


def scrub_if_asked(connection: Connection) -> None:
    """Fold the write-ahead log back and cut it, as far as no reader of it prevents that."""
    if connection.info.pop(_SCRUB, False):
        # Where a reader is in the way, the log is emptied by a later checkpoint.
        with suppress(sqlite3.Error):
            plainly(connection, "PRAGMA wal_checkpoint(TRUNCATE)")


def says_unavailable(error: BaseException) -> bool:
    """Say whether the database itself failed (disk, lock), not the statement it was given."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(cause, "sqlite_errorcode", None)
    return isinstance(code, int) and (code & _PRIMARY_CODE) in _UNAVAILABLE
