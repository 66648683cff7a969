"""Database files of the tests that have all tables already: they are made once in a process."""

import tempfile
from functools import cache
from pathlib import Path

from bot.store.sqlite import sqlite
from bot.store.upgrade import upgrade


def new_file(place: Path) -> Path:
    """Write a database with all tables and nothing in them, and return its place."""
    place.write_bytes(_tables())
    return place


@cache
def _tables() -> bytes:
    with tempfile.TemporaryDirectory() as home:
        file = Path(home) / "tables.db"
        backend = sqlite(f"sqlite:///{file}")
        with backend.engine.connect() as connection:
            upgrade(connection, backend)
        backend.engine.dispose()
        return file.read_bytes()
