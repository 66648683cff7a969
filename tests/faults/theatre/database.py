"""Where the product keeps its books on this stage: a file, or a server that is ours to trouble."""

import os
import resource
import shutil
import signal
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.databases.packaged import at_database, server_in
from tests.faults.theatre.processes import Process
from tests.faults.theatre.small_disk import filled

IN_FLIGHT = "SELECT COUNT(*) FROM deliveries WHERE status = 'claimed' AND attempts > 0"
WAITING = "SELECT COUNT(*) FROM deliveries WHERE status IN ('pending', 'claimed')"
UNDONE = "SELECT COUNT(*) FROM events WHERE done_at IS NULL"
SENT = """
SELECT channel, recipient, group_id, doubts FROM deliveries WHERE recipient IS NOT NULL
ORDER BY channel, recipient, seq, position
"""


class File:
    """An SQLite file."""

    def __init__(self, home: Path) -> None:
        self._path = home / "convivio.db"
        self.url = str(self._path)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return what it holds now, whoever else uses it."""
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=30)) as one:
            return one.execute(question).fetchall()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let somebody else hold the lock of those who write."""
        options = {"timeout": 30, "isolation_level": None, "check_same_thread": False}
        with closing(sqlite3.connect(self._path, **options)) as one:  # type: ignore[call-overload]
            one.execute("BEGIN IMMEDIATE")
            yield
            one.rollback()

    def close(self) -> None:
        """Do nothing: the folder goes with everything else."""


@contextmanager
def full_disk(process: Process) -> Iterator[None]:
    """Let no file of a process grow: what it writes beyond its files' first page fails."""
    number = process.process.pid
    _, most = resource.prlimit(number, resource.RLIMIT_FSIZE)
    resource.prlimit(number, resource.RLIMIT_FSIZE, (4096, most))
    try:
        yield
    finally:
        resource.prlimit(number, resource.RLIMIT_FSIZE, (most, most))


class Server:
    """A PostgreSQL server of this stage alone, with one database on it.

    What it has committed outlives the end of its processes, not that of the machine.

    Args:
        disk: one of its own, which may be filled; None: there is none.
    """

    def __init__(self, disk: Path | None = None) -> None:
        self.disk = disk
        self._home = disk or Path(tempfile.mkdtemp(prefix="theatre-"))
        self._data = self._home / "data"
        self._server = server_in(self._data)
        self.start()
        self._admin: str = self._server.get_uri()
        self.order(
            "ALTER SYSTEM SET fsync = off",
            "ALTER SYSTEM SET max_wal_size = '64MB'",
            "ALTER SYSTEM SET min_wal_size = '32MB'",
            "SELECT pg_reload_conf()",
        )
        self.order("CREATE DATABASE market TEMPLATE template0 ENCODING 'UTF8'")
        self.url = at_database(self._admin, "market")

    def start(self) -> None:
        """Start it."""
        self._server.start()

    def stop(self, how: signal.Signals) -> None:
        """End it: SIGINT ends what is under way, SIGQUIT is as good as a crash.

        Args:
            how: one of these two.
        """
        number = int((self._data / "postmaster.pid").read_text().partition("\n")[0])
        os.kill(number, how)
        last = time.monotonic() + 60
        while (self._data / "postmaster.pid").exists() or Path(f"/proc/{number}").exists():
            assert time.monotonic() < last, "the server does not end"
            time.sleep(0.02)

    def order(self, *statements: str) -> None:
        """Order something of the server, as its administrator."""
        with psycopg.connect(self._admin, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)  # type: ignore[arg-type] - of ours

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        """Return what the database holds now."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(question).fetchall()  # type: ignore[arg-type] - of ours

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let somebody else hold the tables that everything goes through."""
        with psycopg.connect(self.url) as connection:
            connection.execute("SET lock_timeout = '20s'")
            connection.commit()
            while not _has_locked(connection):
                connection.rollback()
            yield
            connection.rollback()

    @contextmanager
    def read_only(self) -> Iterator[None]:
        """Let it take nothing new."""
        self.order("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
        try:
            yield
        finally:
            self.order(
                "SET default_transaction_read_only = off",
                "ALTER SYSTEM RESET default_transaction_read_only",
                "SELECT pg_reload_conf()",
            )

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let its disk be full. It may end of that, and is started again then."""
        assert self.disk is not None, "it has no disk of its own"
        with filled(self.disk):
            yield
        self.start()

    def terminate(self, share: float) -> None:
        """End about so large a share of the connections to the database."""
        self.order(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = 'market' AND pid <> pg_backend_pid() AND random() < {share}"
        )

    def close(self) -> None:
        """End it and take everything away."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._home if self.disk is None else self._data, ignore_errors=True)


Database = File | Server
TROUBLED = (psycopg.Error, sqlite3.Error)
"""What a question is answered with while something is wrong with the database."""


def _has_locked(connection: psycopg.Connection) -> bool:
    """Lock the tables, unless it ends as one of two transactions that wait for each other."""
    try:
        connection.execute("LOCK TABLE events, deliveries IN ACCESS EXCLUSIVE MODE")
    except psycopg.errors.DeadlockDetected:
        return False
    return True
