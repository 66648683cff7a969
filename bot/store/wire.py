"""The way of one connection to its database: where statements and what comes of them pass.

Over a network, the way itself costs more than most statements. So a statement whose outcome nobody
needs is only put on its way, and one that is asked for before it is read goes with those behind it.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection

Values = Sequence[Any]
"""The parameters of one execution, in order: texts, numbers, bytes, lists of these, or None."""
Rows = Sequence[tuple[Any, ...]]
Answer = Callable[[], Rows]
"""Returns the rows of what was asked; waits for them where they have not come yet."""

_WIRE = "wire"


class Wire(Protocol):
    """Executes statements in their order, within the transaction that the connection is in.

    Where one fails, that is raised by it or by one that comes later, at the latest by `settle`.
    """

    def read(self, sql: str, values: Values) -> Rows:
        """Execute a statement and return all rows."""
        ...

    def ask(self, sql: str, values: Values) -> Answer:
        """Execute a statement whose rows are read later."""
        ...

    def change(self, sql: str, rows: Sequence[Values]) -> int:
        """Execute a statement once for each of these, and say how many rows it changed in all."""
        ...

    def put(self, sql: str, rows: Sequence[Values]) -> None:
        """Execute a statement once for each of these."""
        ...

    def order(self, sql: str) -> None:
        """Execute what says where the transaction stands: it has neither values nor rows."""
        ...

    def settle(self) -> None:
        """Wait until everything is executed."""
        ...

    def drop(self) -> None:
        """Nobody waits for what is under way any more: it is about to be rolled back."""
        ...


class _AtOnce:
    """Executes everything by one cursor of the driver's, when it is told to.

    Args:
        driver: the driver's connection.
    """

    def __init__(self, driver: Any) -> None:
        self._cursor = driver.cursor()

    def read(self, sql: str, values: Values) -> Rows:
        rows: Rows = self._cursor.execute(sql, values).fetchall()
        return rows

    def ask(self, sql: str, values: Values) -> Answer:
        rows = self.read(sql, values)
        return lambda: rows

    def change(self, sql: str, rows: Sequence[Values]) -> int:
        cursor = self._cursor
        if len(rows) == 1:
            cursor.execute(sql, rows[0])
        else:
            cursor.executemany(sql, rows)
        changed: int = cursor.rowcount
        return changed

    def put(self, sql: str, rows: Sequence[Values]) -> None:
        self.change(sql, rows)

    def order(self, sql: str) -> None:
        self._cursor.execute(sql)

    def settle(self) -> None:
        """Nothing is ever under way."""

    def drop(self) -> None:
        """Nothing is ever under way."""


def lay(wire: Wire, info: dict[Any, Any]) -> None:
    """Let the connection with this info go by a wire."""
    info[_WIRE] = wire


def wire_of(connection: Connection) -> Wire:
    """Return the wire of a connection; where none was laid, the driver executes at once."""
    info = connection.info
    found: Wire | None = info.get(_WIRE)
    if found is None:
        found = _AtOnce(connection.connection.dbapi_connection)
        lay(found, info)
    return found
