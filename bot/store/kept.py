"""Whether a transaction was kept whose commit nobody has confirmed: the server remembers."""

from time import monotonic, sleep
from typing import Any

from sqlalchemy import Connection, Engine, text

_PATIENCE, _BETWEEN = 10.0, 0.2
"""Seconds for which a server that is gone is asked again, and between two questions."""
_STATUS = text("SELECT pg_xact_status(CAST(CAST(:number AS text) AS xid8))")


class LastTransaction:
    """The present transaction of the writer, by the number that the server gave it.

    Args:
        asking: where a connection to ask by comes from.
        begin: the SQL that begins a transaction; its last result ends with the number.
    """

    def __init__(self, asking: Engine, begin: str) -> None:
        self._asking = asking
        self._begin = begin
        self._number: str | None = None

    def begin(self, connection: Connection) -> None:
        """Begin a transaction on a connection."""
        self._number = None
        driver: Any = connection.connection.dbapi_connection
        try:
            cursor = driver.execute(self._begin)
            while cursor.nextset():
                pass
            self._number = cursor.fetchone()[-1]
        except Exception:
            driver.rollback()  # it has begun, and only waited in vain for its lock
            raise

    def was_kept(self) -> bool:
        """Say whether it was committed; where the server stays away it counts as not kept."""
        last = monotonic() + _PATIENCE
        while self._number is not None and monotonic() < last:
            try:
                status = self._status(self._number)
            except Exception:  # noqa: BLE001 - it is away, or does not know this number
                status = "unknown"
            if status in {"committed", "aborted", None}:
                return status == "committed"
            sleep(_BETWEEN)
        return False

    def _status(self, number: str) -> str | None:
        with self._asking.connect() as connection:
            found: str | None = connection.execute(_STATUS, {"number": number}).scalar()
        return found
