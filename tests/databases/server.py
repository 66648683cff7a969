"""A real PostgreSQL for the tests: started by whoever needs it first, stopped with the last test.

`CONVIVIO_TEST_POSTGRESQL` names another server by the URL of a database on it; its user must be
allowed to make databases. Each test gets a database of its own, copied from one with all tables.
"""

import contextlib
import os
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import Iterator
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from bot.store.postgresql import postgresql
from bot.store.upgrade import upgrade
from tests.databases.packaged import at_database, server_in

ANOTHER = "CONVIVIO_TEST_POSTGRESQL"
_HOME = "CONVIVIO_TEST_POSTGRESQL_HOME"
"""The folder of this run, by which all its processes find the server."""

_FAST = ("fsync", "full_page_writes", "synchronous_commit")
"""What a test server is given up for: nothing in it outlives the run."""

_COPIED = "STRATEGY FILE_COPY"
"""How our own server makes a database of another: by its files, a third of logging every page."""


def prepare() -> None:
    """Name the folder of this run, before its workers begin."""
    if _HOME not in os.environ:
        os.environ[_HOME] = tempfile.mkdtemp(prefix="postgresql-")


def stop() -> None:
    """Take away what this run has made, once nobody uses it."""
    home = Path(os.environ.pop(_HOME))
    if os.environ.get(ANOTHER):
        _drop_all(os.environ[ANOTHER], home)
    elif (home / "address").exists():
        _end(home / "data")
    shutil.rmtree(home, ignore_errors=True)


def address() -> str:
    """Return the URL of a database on the server, which is started where it does not run yet."""
    with _alone() as home:
        return _address(home)


@contextlib.contextmanager
def new_database(*, with_tables: bool = True) -> Iterator[str]:
    """Give a database of its own, and take it away when it has ended; yields its URL."""
    with _alone() as home:
        server, template = _address(home), _template(home)
    copied = "" if os.environ.get(ANOTHER) else _COPIED
    name = f"{template}_{uuid.uuid4().hex[:12]}"
    source = template if with_tables else "template0"
    _drop_all_but_the_latest(server)
    _order(server, f"CREATE DATABASE {name} TEMPLATE {source} ENCODING 'UTF8' {copied}")
    yield at_database(server, name)
    _left.append(name)


_left: list[str] = []
"""Databases that nobody uses any more, the latest last.

Before a server drops one whose connections are just being closed, it waits a tenth of a second for
them. Every test would wait for that: so the latest stays until the next one is left too.
"""


def _drop_all_but_the_latest(server: str) -> None:
    while len(_left) > 1:
        _order(server, f"DROP DATABASE {_left.pop(0)} WITH (FORCE)")


_known: dict[str, psycopg.Connection[Any]] = {}
"""Connections by which the server is told what to do: each would be a process of it anew."""


def _order(url: str, *statements: str) -> list[tuple[Any, ...]]:
    if url not in _known or _known[url].broken:
        _known[url] = psycopg.connect(url, autocommit=True)
    for statement in statements:
        cursor = _known[url].execute(statement)  # type: ignore[arg-type] - a name of ours
    return cursor.fetchall() if cursor.description else []


def let_go() -> None:
    """Close what this process has open on the server."""
    while _known:
        _known.popitem()[1].close()


@contextlib.contextmanager
def _alone() -> Iterator[Path]:
    """Let one process at a time look after the server."""
    home = Path(os.environ[_HOME])
    with (home / "lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield home


def _address(home: Path) -> str:
    known = home / "address"
    if not known.exists():
        known.write_text(os.environ.get(ANOTHER) or _start(home), encoding="utf-8")
    return known.read_text(encoding="utf-8")


def _start(home: Path) -> str:
    server = server_in(home / "data")
    server.start()
    url: str = server.get_uri()
    changes = [f"ALTER SYSTEM SET {name} = off" for name in _FAST]
    _order(url, *changes, "SELECT pg_reload_conf()")
    return url


def _end(data: Path) -> None:
    """Tell the server to drop everything and go, and wait until it lets go of its socket."""
    number = (data / "postmaster.pid").read_text(encoding="utf-8").partition("\n")[0]
    with contextlib.suppress(ProcessLookupError):
        os.kill(int(number), signal.SIGQUIT)
    last = time.monotonic() + 5
    while any(data.glob(".s.PGSQL.*")) and time.monotonic() < last:
        time.sleep(0.01)


def _template(home: Path) -> str:
    """Return the name of the database that has all tables and nothing in them."""
    name = f"convivio_{home.name.rpartition('-')[2].lower()}"
    if not (home / name).exists():
        server = _address(home)
        _order(server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        backend = postgresql(make_url(at_database(server, name)))
        with backend.engine.connect() as connection:
            upgrade(connection, backend)
        backend.engine.dispose()
        (home / name).touch()
    return name


def _drop_all(url: str, home: Path) -> None:
    template = f"convivio_{home.name.rpartition('-')[2].lower()}"
    found = _order(url, f"SELECT datname FROM pg_database WHERE datname LIKE '{template}%'")
    _order(url, *(f"DROP DATABASE {name} WITH (FORCE)" for (name,) in found), "SELECT 1")
