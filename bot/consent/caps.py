"""Caps: how often the brand may begin, counted back from now and never by the calendar."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.brand.durations import Period, Rate

PERIODS: dict[Period, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}
"""Rolling windows: a month is any 30 days."""

LONGEST = max(PERIODS.values())
"""What began longer ago than this counts for nothing."""


def free_at(rate: Rate, begun: Sequence[datetime], now: datetime) -> datetime | None:
    """Return when one more may begin, None where it may at once.

    Args:
        rate: so many in any such period.
        begun: when the brand began before, in any order.
        now: the present moment.
    """
    period = PERIODS[rate.period]
    counted = sorted(moment for moment in begun if now - moment < period)
    if len(counted) < rate.count:
        return None
    return counted[len(counted) - rate.count] + period
