"""Whether a transaction was kept whose commit nobody has confirmed: the server remembers."""

from time import monotonic, sleep

from sqlalchemy import Engine, text

_PATIENCE, _BETWEEN = 10.0, 0.2
"""Seconds for which a server that is gone is asked again, and between two questions."""
_STATUS = text("SELECT pg_xact_status(CAST(CAST(:number AS text) AS xid8))")


class LastTransaction:
    """The present transaction of the writer, by the number that the server gave it.

    Args:
        asking: where a connection to ask by comes from.
    """

    def __init__(self, asking: Engine) -> None:
        self._asking = asking
        self.number: str | None = None

    def was_kept(self) -> bool:
        """Say whether it was committed; where the server stays away it counts as not kept."""
        last = monotonic() + _PATIENCE
        while self.number is not None and monotonic() < last:
            try:
                status = self._status(self.number)
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
