"""The only clock of the product: everything else is told the time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import clock_gettime, monotonic

try:
    from time import CLOCK_BOOTTIME as _LASTING
except ImportError:  # pragma: no cover - where there is none, the other stops with the machine
    from time import CLOCK_MONOTONIC as _LASTING


def now() -> datetime:
    """Return the present time in UTC."""
    return datetime.now(UTC)


def steady_clock() -> Callable[[], datetime]:
    """Return a clock that begins with the present time and goes on evenly, whoever sets the other.

    Its moments are for comparing with each other alone.
    """
    begun, counted = now(), monotonic()
    return lambda: begun + timedelta(seconds=monotonic() - counted)


def lasting_seconds() -> float:
    """Return seconds that nobody sets, and that also count while the process or machine stands."""
    return clock_gettime(_LASTING)
