"""Reading moments: ISO dates and times as slots hold them, in the person's own zone."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.expressions.scope import ExpressionError, Operand

_DAY = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = lazy_pattern(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


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
    """Return two values to be compared; a moment beside a day or a time of day becomes that too.

    Otherwise today, which begins at midnight, would already be over at noon.
    """
    match left, right:
        case datetime(), str() if day_written(right) is not None:
            return day(left, timezone).isoformat(), right
        case str(), datetime() if day_written(left) is not None:
            return left, day(right, timezone).isoformat()
        case datetime(), str() if (clock := clock_written(right)) is not None:
            return clock_time(left, timezone).isoformat("minutes"), clock
        case str(), datetime() if (clock := clock_written(left)) is not None:
            return clock, clock_time(right, timezone).isoformat("minutes")
        case _:
            return left, right


def day_written(text: str) -> str | None:
    """Return the day that a text is, as slots hold it, None where it is none."""
    try:
        return date.fromisoformat(text).isoformat() if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def clock_written(text: str) -> str | None:
    """Return a time of day such as 18:00 or 9:30 as slots hold it, None for any other text."""
    return text.rjust(len("09:30"), "0") if _CLOCK.fullmatch(text) else None


def _within(value: datetime, timezone: str) -> datetime:
    there = zone(timezone)
    if value.tzinfo is None:
        return value.replace(tzinfo=there)
    try:
        return value.astimezone(there)
    except OverflowError:
        return value
