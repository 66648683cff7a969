"""The only clock of the product: everything else is told the time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic


def now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def steady_clock() -> Callable[[], datetime]:
    """Return a clock that begins with the present time and goes on evenly, whoever sets the other.

    Its moments are for comparing with each other alone.
    """
    begun, counted = now(), monotonic()
    return lambda: begun + timedelta(seconds=monotonic() - counted)
