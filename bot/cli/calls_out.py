"""What `convivio doctor` says of calls to the outside: what failed, what does not end."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from msgspec import Struct

from bot.brand.brand import Brand
from bot.cli.diagnosis import Finding, by_kind, written
from bot.core.ids import BrandId
from bot.store.calls import FailedCall, calls_under_way, failed_calls
from bot.store.connection import Connection
from bot.store.moments import from_moment, to_moment

_ABOUT = "calls"

_LATELY = timedelta(days=7)
_LONG = timedelta(minutes=15)
"""Longer than all tries of a call take."""


class Calls(Struct, frozen=True):
    """The calls of a brand that failed lately; how many have not ended, and since when one is."""

    failed: Sequence[FailedCall] = ()
    under_way: int = 0
    since: datetime | None = None


def look_at_calls(connection: Connection, brand: BrandId, now: datetime) -> Calls:
    """Return what became of a brand's calls."""
    count, since = calls_under_way(connection, brand)
    failed = failed_calls(connection, brand, to_moment(now - _LATELY))
    return Calls(failed, count, None if since is None else from_moment(since))


def calls_reach(brand: Brand) -> Iterator[Finding]:
    """Tell which systems calls may reach though they are not public."""
    if brand.own_systems:
        words = f"may reach {', '.join(brand.own_systems)} beside the public internet"
        yield Finding(_ABOUT, "fine", words)


def calls_made(calls: Calls, now: datetime) -> Iterator[Finding]:
    """Tell of each call and reason how many failed lately, and of calls that do not end."""
    for (name, reason), alike in by_kind(calls.failed, attrgetter("name", "reason")):
        at = written(alike[-1].at)
        words = f"{len(alike)} {name} failed ({reason}), the last at {at}"
        yield Finding(_ABOUT, "trouble", words)
    if calls.since is not None and now - calls.since > _LONG:
        since = calls.since.isoformat(timespec="seconds")
        words = f"{calls.under_way} under way, the oldest since {since}: does the brand run?"
        yield Finding(_ABOUT, "trouble", words)
