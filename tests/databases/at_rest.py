"""What a database holds, read as somebody would who has found it: byte by byte."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
from sqlalchemy import make_url


def bytes_of(url: str) -> Iterator[tuple[str, bytes]]:
    """Return everything that a database holds, by where it is: its files, or its rows."""
    if url.startswith("sqlite"):
        file = Path(str(make_url(url).database))
        for part in sorted(file.parent.glob(f"{file.name}*")):
            yield part.name, part.read_bytes()
        return
    with psycopg.connect(url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        for (table,) in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"').fetchall():  # type: ignore[arg-type]
                yield table, repr(row).encode()


def places_of(word: str, url: str) -> set[str]:
    """Return where a word stands in a database, in whatever case."""
    found = word.encode().lower()
    return {place for place, data in bytes_of(url) if found in data.lower()}
