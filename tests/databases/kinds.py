"""The kinds of database that there are: the same tests run on each."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.databases.server import new_database

KINDS = ("sqlite", "postgresql")


@contextmanager
def database_of(kind: str, file: Path, *, with_tables: bool = True) -> Iterator[str]:
    """Give a database of a kind, in this file or on a server; yields its URL.

    One in a file has its tables once it was opened.
    """
    if kind == "sqlite":
        yield f"sqlite:///{file}"
        return
    with new_database(with_tables=with_tables) as url:
        yield url
