"""One process at a time plays and sends from one SQLite file; a second one is told so.

A database on a server is held by the writer's own connection (`bot.store.postgresql`).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from bot.store.errors import DatabaseInUse
from bot.store.place import file_of
from bot.store.schema import HEAD

try:
    from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
except ImportError:  # pragma: no cover - a platform without it has no such guard
    flock = None  # type: ignore[assignment]

SUFFIX = "-lock"
"""Beside the database: SQLite's own locks live in the file itself and must not be touched."""


@contextmanager
def alone_with(url: str) -> Iterator[None]:
    """Hold a database for this process; the system lets go of it however the process ends.

    Args:
        url: an SQLAlchemy URL; a database in memory or on a server needs no such guard.

    Raises:
        DatabaseInUse: another process holds it.
    """
    file = _lock_file(url)
    if file is None or flock is None:
        yield
        return
    with file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise DatabaseInUse(file.name.removesuffix(SUFFIX)) from None
        _say_what_we_know(file)
        yield


def _say_what_we_know(file: IO[str]) -> None:
    with suppress(OSError):  # a full disk: the database itself says better what is wrong
        file.truncate(0)
        os.write(file.fileno(), HEAD.encode())  # nothing is left to be written at the end


def known_by_holder(database: Path) -> str | None:
    """Return the newest migration that the program knows which holds a file; None: nobody."""
    beside = _beside(database.resolve())
    if flock is None or not beside.exists():
        return None
    with beside.open(encoding="utf-8") as file:
        try:
            flock(file, LOCK_SH | LOCK_NB)
        except BlockingIOError:
            return file.read()
    return None


def _beside(database: Path) -> Path:
    return database.with_name(database.name + SUFFIX)


def _lock_file(url: str) -> IO[str] | None:
    """Return the file to hold, None where there is nothing to guard or no place for a file."""
    database = file_of(url)
    if database is None:
        return None
    try:
        # The same file by another way to it is the same file; its folder may be yet to come.
        database = database.resolve()
        database.parent.mkdir(parents=True, exist_ok=True)
        return _beside(database).open("a", encoding="utf-8")
    except OSError:
        return None  # the database itself says better what is wrong
