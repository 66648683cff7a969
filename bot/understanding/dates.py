"""Days as people write them: "5 maggio", "next Friday", "fra tre giorni", "5/12/2030"."""

import re
from datetime import date
from functools import lru_cache

from bot.core.lazy_pattern import lazy_pattern
from bot.understanding.calendar_days import next_weekday
from bot.understanding.date_shapes import DateShape, Today, date_shapes, day_numbers
from bot.understanding.date_words import date_words
from bot.understanding.spelling import LONGEST, TAKEN, any_of, is_doubtful, primary, spelled
from bot.understanding.time_shapes import without_times

_ISO = lazy_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH_FIRST = "en-us"
_MORE = lazy_pattern(r"\b(?:week|weeks|weekend|settimana|settimane|month|months|mese|mesi)\b")
"""Words that move a day or make several of it, where they are not read themselves."""


def read(text: str, languages: tuple[str, ...], today: date) -> str | None:
    """Return the only day in a text, as "2030-12-05".

    Numbers are read day first, unless the person's own language is American English. A day without
    a year is the next one of that name.

    Args:
        text: a whole message.
        languages: whose words count, that of the person first.
        today: the day where the person is.

    Returns:
        None where there is no day, or more than one, or one that no calendar has.
    """
    whole = _whole(text)
    if whole is not None:
        return whole.isoformat()
    plain = spelled(text)
    if not plain or len(plain) > LONGEST:
        return None
    known = primary(languages)
    asked = Today(
        today,
        languages[0].casefold() == _MONTH_FIRST,
        date_words(known),
        day_numbers(known),
    )
    found = _only(plain, known, asked)
    return None if found is None else found.isoformat()


def _whole(text: str) -> date | None:
    """Return the day that a text is in the form in which slots hold it."""
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def _only(plain: str, languages: tuple[str, ...], today: Today) -> date | None:
    shapes = date_shapes(languages)
    days: set[date | None] = set()
    rest = _taken(plain, [one for one in shapes if one.certain], today, days)
    rest = without_times(rest, languages)
    rest = _taken(rest, [one for one in shapes if not one.certain], today, days)
    names = _weekday_names(languages, alone=not days)
    weekdays = {today.words.weekday(found[1] or found[2]) for found in names.finditer(rest)}
    rest = names.sub(TAKEN, rest)
    if is_doubtful(rest) or _MORE.search(rest) or len(weekdays) > 1:
        return None
    if not days:
        return next_weekday(today.day, weekdays.pop()) if weekdays else None
    day = days.pop()
    agrees = day is not None and not days and weekdays <= {day.weekday()}
    return day if agrees else None


def _taken(rest: str, shapes: list[DateShape], today: Today, days: set[date | None]) -> str:
    """Collect the days of some forms, and return what is left of the text."""
    for shape in shapes:
        days.update(shape.read(found, today) for found in shape.pattern.finditer(rest))
        rest = shape.pattern.sub(TAKEN, rest)
    return rest


@lru_cache(maxsize=64)
def _weekday_names(languages: tuple[str, ...], *, alone: bool) -> re.Pattern[str]:
    """Return what finds a weekday: a short name only as the whole message, or before a day."""
    words = date_words(languages)
    full, short = any_of(words.weekdays), any_of(words.short_weekdays)
    room = r"^({short})\.?$" if alone else r"\b({short})\.?,? (?:the |il |l')?(?=#)"
    return re.compile(rf"\b({full})\b'?|" + room.format(short=short))
