"""How much SQLite does: the steps of its machine, which no other load of the computer changes."""

from collections.abc import Callable
from typing import TypeVar

from bot.store.connection import Connection

T = TypeVar("T")


def counted(connection: Connection, work: Callable[[], T]) -> tuple[int, T]:
    """Do something, and return how many steps the database took for it, with what came of it."""
    driver = connection.connection.dbapi_connection
    assert driver is not None
    steps = 0

    def count() -> int:
        nonlocal steps
        steps += 1
        return 0

    driver.set_progress_handler(count, 1)
    done = work()
    driver.set_progress_handler(None, 0)
    return steps, done
