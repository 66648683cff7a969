"""Five fields of a crontab line, read as crontab means them: weekday 0 and 7 are both Sunday."""

from calendar import monthrange
from collections.abc import Mapping

from msgspec import Struct

from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.core.lazy_pattern import lazy_pattern

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LEAP_YEAR = 2024


class CronFault(Exception):  # noqa: N818  # what an author wrote is a diagnostic, not an error
    """The line cannot be read: `message` says why, `hint` what to write."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class _Field(Struct, frozen=True):
    """What one of the five may hold; names count from `first`."""

    called: str
    first: int
    last: int
    names: tuple[str, ...] = ()

    @property
    def by_name(self) -> Mapping[str, int]:
        return {name: self.first + at for at, name in enumerate(self.names)}


_FIELDS = (
    _Field("minute", 0, 59),
    _Field("hour", 0, 23),
    _Field("day of the month", 1, 31),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _WEEKDAYS),
)
_PART = lazy_pattern(r"(\*|(\w+)(?:-(\w+))?)(?:/(\d{1,4}))?")


class Crontab(Struct, frozen=True):
    """When something recurs: each field as the numbers that it admits, in order.

    `weekdays` count from Sunday, 0 to 6. `days` or `weekdays` is None where the author wrote `*`;
    where both are given a day needs to fit only one of them, as cron has always had it.
    """

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: tuple[int, ...] | None
    months: tuple[int, ...]
    weekdays: tuple[int, ...] | None

    @property
    def ever(self) -> bool:
        """Say whether it comes at all: 31 February does not."""
        if self.days is None or self.weekdays is not None:
            return True
        return any(self.days[0] <= monthrange(_LEAP_YEAR, month)[1] for month in self.months)


def crontab_of(text: str) -> Crontab:
    """Return what a crontab line says.

    Args:
        text: minute, hour, day of the month, month and day of the week, as in `0 10 * * 1`.

    Raises:
        CronFault: it cannot be read.
    """
    written = text.split()
    if len(written) != len(_FIELDS):
        hint = "They are minute, hour, day, month and weekday, such as 0 10 * * 1."
        raise CronFault(f"{quoted(text)} has {len(written)} fields instead of 5.", hint)
    minutes, hours, days, months, weekdays = (
        _values(part, field) for part, field in zip(written, _FIELDS, strict=True)
    )
    return Crontab(
        minutes=minutes,
        hours=hours,
        days=None if written[2].startswith("*") and len(days) == _span(_FIELDS[2]) else days,
        months=months,
        weekdays=None
        if written[4].startswith("*") and len(weekdays) == _span(_FIELDS[4])
        else tuple(sorted({day % 7 for day in weekdays})),
    )


def _span(field: _Field) -> int:
    return field.last - field.first + 1


def _values(written: str, field: _Field) -> tuple[int, ...]:
    found: set[int] = set()
    for part in written.split(","):
        found.update(_range(part, field))
    return tuple(sorted(found))


def _range(part: str, field: _Field) -> range:
    read = _PART.fullmatch(part)
    if read is None:
        raise CronFault(f"{quoted(part)} cannot be read as a {field.called}.", _sample(field))
    step = 1 if read[4] is None else int(read[4])
    if step == 0:
        raise CronFault(f"{quoted(part)} would never come: its step is 0.")
    if read[1] == "*":
        return range(field.first, field.last + 1, step)
    first = _number(read[2], field)
    if read[3] is not None:
        last = _number(read[3], field)
    else:
        last = first if read[4] is None else field.last
    if last < first and field.names == _WEEKDAYS and last == 0:
        last = 7
    if last < first:
        raise CronFault(f"{quoted(part)} runs backwards.", f"Write {last}-{first}.")
    return range(first, last + 1, step)


def _number(word: str, field: _Field) -> int:
    if word.isascii() and word.isdigit():
        number = int(word)
    else:
        known = field.by_name
        found = known.get(word.lower()[:3]) if word.isalpha() else None
        if found is None:
            hint = did_you_mean(word, field.names) or _sample(field)
            raise CronFault(f"{quoted(word)} is no {field.called}.", hint)
        number = found
    if not field.first <= number <= field.last:
        raise CronFault(f"{quoted(word)} is no {field.called}.", _sample(field))
    return number


def _sample(field: _Field) -> str:
    return f"It is * or numbers from {field.first} to {field.last}."
