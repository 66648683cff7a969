"""A server that cannot be used for a while: whoever is connected meets it at once."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
from sqlalchemy import make_url

from tests.databases.server import address


def gone(url: str) -> AbstractContextManager[None]:
    """Let nobody connect to a database meanwhile."""
    return _ordered(url, "ALLOW_CONNECTIONS false", "ALLOW_CONNECTIONS true")


def read_only(url: str) -> AbstractContextManager[None]:
    """Let nobody write to a database meanwhile."""
    setting = "default_transaction_read_only"
    return _ordered(url, f"SET {setting} = on", f"RESET {setting}")


@contextmanager
def _ordered(url: str, trouble: str, end: str) -> Iterator[None]:
    alter = f"ALTER DATABASE {make_url(url).database}"
    with psycopg.connect(address(), autocommit=True) as server:
        server.execute(f"{alter} {trouble}")  # type: ignore[arg-type] - a name of ours
        try:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [make_url(url).database],
            )
            yield
        finally:
            server.execute(f"{alter} {end}")  # type: ignore[arg-type]
