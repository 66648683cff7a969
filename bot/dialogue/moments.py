"""Reading moments: ISO dates and times as slots hold them, in the person's own zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.dialogue.scope import ExpressionError, Operand

_DAY_LENGTH = len("2030-12-05")


def zone(name: str) -> ZoneInfo:
    """Return the time zone of that IANA name, UTC where there is none of it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def moment(value: Operand, timezone: str) -> datetime:
    """Return what an ISO date, time of a date, or moment stands for, in `timezone`.

    Raises:
        ExpressionError: the value is none of these.
    """
    if isinstance(value, datetime):
        return _within(value, timezone)
    if isinstance(value, str):
        try:
            return _within(datetime.fromisoformat(value), timezone)
        except ValueError:
            pass
    what = "An empty value" if value is None else "This"
    raise ExpressionError(f"{what} is not a date.")


def clock_time(value: Operand, timezone: str) -> time:
    """Return the time of day of an ISO time such as `09:30`, or of a moment.

    Raises:
        ExpressionError: the value is neither.
    """
    if isinstance(value, str):
        try:
            return time.fromisoformat(value)
        except ValueError:
            pass
    return moment(value, timezone).time()


def day(value: Operand, timezone: str) -> date:
    """Return the day that a date or moment falls on in `timezone`.

    Raises:
        ExpressionError: the value is no date.
    """
    return moment(value, timezone).date()


def on_same_ground(left: Operand, right: Operand, timezone: str) -> tuple[Operand, Operand]:
    """Return two values to be compared; a moment beside a day becomes the day it falls on there.

    Otherwise today, which begins at midnight, would already be over at noon.
    """
    match left, right:
        case datetime(), str() if _is_day(right):
            return day(left, timezone).isoformat(), right
        case str(), datetime() if _is_day(left):
            return left, day(right, timezone).isoformat()
        case _:
            return left, right


def _is_day(text: str) -> bool:
    try:
        return len(text) == _DAY_LENGTH and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _within(value: datetime, timezone: str) -> datetime:
    there = zone(timezone)
    if value.tzinfo is None:
        return value.replace(tzinfo=there)
    try:
        return value.astimezone(there)
    except OverflowError:
        return value
