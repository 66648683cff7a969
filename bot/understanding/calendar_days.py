"""Reckoning with days of the calendar; a day that there is not is None."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year"]

_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}

_LEAP_YEARS = 9
"""Years among which every day of the calendar comes, whatever century ends."""

_MONTHS_AHEAD = 4
"""Months among which every day of a month comes that any month has."""


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day, None where the calendar has it not."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def next_in_year(today: date, month: int, day: int) -> date | None:
    """Return the next time that a day of the year comes, today if that is it."""
    years = range(today.year, today.year + _LEAP_YEARS)
    found = (day_of(year, month, day) for year in years)
    return next((one for one in found if one is not None and one >= today), None)


def next_in_month(today: date, day: int) -> date | None:
    """Return the next time that a day of the month comes, today if that is it."""
    months = (_month(today, ahead) for ahead in range(_MONTHS_AHEAD))
    found = (day_of(year, month, day) for year, month in months)
    return next((one for one in found if one is not None and one >= today), None)


def after(today: date, count: int, unit: Unit) -> date | None:
    """Return the day so many days, weeks, months or years from today; a short month ends sooner."""
    try:
        if unit in _DAYS:
            return today + timedelta(days=count * _DAYS[unit])
        year, month = _month(today, count * _MONTHS[unit])
        return date(year, month, min(today.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return None


def next_weekday(today: date, weekday: int) -> date:
    """Return the next day of that name after today, for today has a word of its own."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _month(today: date, ahead: int) -> tuple[int, int]:
    """Return the year and the month so many months ahead."""
    months = today.year * 12 + today.month - 1 + ahead
    return months // 12, months % 12 + 1
