"""Quiet hours: when the brand begins nothing, by the clock on a person's own wall."""

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.brand.brand import Quiet

_DAY = timedelta(days=1)


def quiet_until(quiet: Quiet | None, zone: str, at: datetime) -> datetime | None:
    """Return when the quiet hours end that a moment falls in.

    Where clocks are set back, the hour that comes twice is read twice; where they are set forward,
    an end that does not exist comes as much later as the clock jumped: nobody is woken too early.

    Args:
        quiet: the brand's quiet hours, None where it has none.
        zone: the IANA name of a time zone that exists.
        at: a moment with its zone.

    Returns:
        Their end in UTC, later than `at`; None outside of them.
    """
    if quiet is None:
        return None
    begins, ends = _clock(quiet.start), _clock(quiet.end)
    local = at.astimezone(ZoneInfo(zone))
    if not _is_within(local.time(), begins, ends):
        return None
    over_midnight = begins > ends and local.time() >= begins
    day = local.date() + _DAY if over_midnight else local.date()
    end = datetime.combine(day, ends, local.tzinfo)
    until = end.astimezone(UTC)
    return until if until > at else end.replace(fold=1).astimezone(UTC)


@lru_cache(maxsize=64)
def _clock(text: str) -> time:
    return time.fromisoformat(text)


def _is_within(clock: time, begins: time, ends: time) -> bool:
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends
