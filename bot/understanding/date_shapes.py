"""The forms in which people write a day, as patterns over spelled text."""

import re
from datetime import date, timedelta
from functools import lru_cache

from msgspec import Struct

from bot.understanding.calendar_days import (
    Unit,
    after,
    day_of,
    next_in_month,
    next_in_year,
    next_weekday,
)
from bot.understanding.counting import numbers_in, ordinals_in, pattern_of, value_of
from bot.understanding.date_words import DateWords, date_words
from bot.understanding.shapes import Read, Shape, shapes_of, without_certain
from bot.understanding.spelling import any_of

_YEARS_AHEAD = 20
"""Years that a year of two digits may lie ahead; beyond them it is one of the last century."""

_UNITS: dict[str, Unit] = {
    **dict.fromkeys(("day", "days", "giorno", "giorni", "gg", "tag", "tage", "tagen"), "day"),
    **dict.fromkeys(("dia", "dias", "jour", "jours", "dag", "dagen"), "day"),
    **dict.fromkeys(("week", "weeks", "settimana", "settimane", "woche", "wochen"), "week"),
    **dict.fromkeys(("semana", "semanas", "semaine", "semaines", "weken"), "week"),
    **dict.fromkeys(("month", "months", "mese", "mesi", "monat", "monate", "monaten"), "month"),
    **dict.fromkeys(("mes", "meses", "mois", "maand", "maanden"), "month"),
    **dict.fromkeys(("year", "years", "anno", "anni", "jahr", "jahre", "jahren"), "year"),
    **dict.fromkeys(("ano", "anos", "an", "ans", "jaar"), "year"),
}

_ONE = frozenset(
    {"a", "an", "one", "un", "una", "un'", "uno", "ein", "einem", "einer", "une", "um"}
)

_NEXT_WEEK = r"next week|(?:del)?la (?:prossima settimana|settimana (?:prossima|che viene))"
_NEXT_YEAR = "next year|(?:dell'|l')?anno prossimo|(?:del )?prossimo anno"
_THIS_YEAR = "this year|(?:di )?quest'anno"

_END = r"(?![\w']|[:.,/-]\d)"


class Today(Struct, frozen=True):
    """The day on which something was said, and the order in which its writer puts numbers."""

    day: date
    month_first: bool
    words: DateWords
    numbers: dict[str, int]


DateShape = Shape[Today, date]
"""One form of a day; a certain one is never a time of day."""


@lru_cache(maxsize=64)
def day_numbers(languages: tuple[str, ...]) -> dict[str, int]:
    """Return the words that count days in these languages (without regions)."""
    return {
        word: number
        for word, number in (numbers_in(languages) | ordinals_in(languages)).items()
        if 0 < number <= 31  # noqa: PLR2004  # days of a month
    }


def _iso(found: re.Match[str], today: Today) -> date | None:
    del today
    return day_of(int(found["y"]), int(found["m"]), int(found["d"]))


def _numeric(found: re.Match[str], today: Today) -> date | None:
    first, second, written = int(found["a"]), int(found["b"]), found["y"]
    day, month = (second, first) if today.month_first else (first, second)
    if not written:
        return next_in_year(today.day, month, day)
    return day_of(_year(written, today.day), month, day)


def _named(found: re.Match[str], today: Today) -> date | None:
    day, month = value_of(found["d"], today.numbers), today.words.months[found["m"]]
    written = found["y"]
    if day is None:
        return None
    if not written:
        return next_in_year(today.day, month, day)
    return day_of(_year(written, today.day), month, day)


def _year(written: str, today: date) -> int:
    if not written[-1].isdecimal():
        return today.year + (re.fullmatch(_NEXT_YEAR, written) is not None)
    year = int(written.strip("'/-"))
    if year > 99:  # noqa: PLR2004  # more than two digits
        return year
    year += today.year - today.year % 100
    return year - 100 if year > today.year + _YEARS_AHEAD else year


def _day_in_week(found: re.Match[str], today: Today) -> date | None:
    """Return "Friday the 5th": the next 5th, where that is a Friday."""
    number = value_of(found["d"], today.numbers)
    day = None if number is None else next_in_month(today.day, number)
    agrees = day is not None and day.weekday() == today.words.weekday(found["w"])
    return day if agrees else None


def _day(found: re.Match[str], today: Today) -> date | None:
    return next_in_month(today.day, int(found["d"]))


def _relative(found: re.Match[str], today: Today) -> date | None:
    return after(today.day, today.words.relative[found["r"]], "day")


def _ahead(found: re.Match[str], today: Today) -> date | None:
    return after(today.day, _count(found["c"], today), _UNITS[found["u"]])


def _ago(found: re.Match[str], today: Today) -> date | None:
    return after(today.day, -_count(found["c"], today), _UNITS[found["u"]])


def _count(found: str, today: Today) -> int:
    return 1 if found in _ONE else value_of(found, today.numbers) or 0


def _coming(found: re.Match[str], today: Today) -> date:
    return next_weekday(today.day, today.words.weekday(found["w"]))


def _last(found: re.Match[str], today: Today) -> date:
    back = (today.day.weekday() - today.words.weekday(found["w"]) - 1) % 7 + 1
    return today.day - timedelta(days=back)


def _in_next_week(found: re.Match[str], today: Today) -> date:
    to_monday = 7 - today.day.weekday()
    return today.day + timedelta(days=to_monday + today.words.weekday(found["w"]))


_ISO = r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?:[t ]\d\d:\d\d[\d:.+z-]*)?"
_SLASHED = r"(?P<a>\d{1,2}) ?/ ?(?P<b>\d{1,2})(?: ?/ ?(?P<y>\d{4}|\d\d))?"
_DOTTED = r"(?P<a>\d{1,2})(?P<s>[.-])(?P<b>\d{1,2})(?:(?P=s)(?P<y>\d{4}|\d\d)|\.?)(?! ?%(month)s)"
_SPACED = r"(?P<a>\d{1,2}) (?P<b>\d{1,2}) (?P<y>\d{4})"
_YEAR = rf"(?P<y>[-/]?\d{{4}}|['/-]\d\d|(?:2[5-9]|[3-9]\d)(?!\d| ?[:h])|{_THIS_YEAR}|{_NEXT_YEAR})"
"""Two digits without a sign are a year where they could be no hour."""

_OF_YEAR = rf"(?:(?:,| of| di| de| del| dell')? ?{_YEAR})?"

_IN = r"(?:in|fra|tra|within|entro|dans|en|em|over)"
_ORDINAL = r"(?:st|nd|rd|th|er|[oae\u00b0.])?"

_FORMS: tuple[tuple[str, Read[Today, date], bool], ...] = (
    (_ISO, _iso, True),
    (
        rf"%(day)s{_ORDINAL}(?: ?(?:of|di|de|del) | ?[-/.] ?| )?%(month)s\.?{_OF_YEAR}",
        _named,
        True,
    ),
    (rf"%(first_month)s\.?[ -](?:the )?%(day)s(?!\d){_ORDINAL}{_OF_YEAR}", _named, True),
    (_SLASHED, _numeric, True),
    (_SPACED, _numeric, True),
    (
        rf"{_IN} (?:about |circa )?%(count)s ?%(unit)s(?:'s? time)?",
        _ahead,
        True,
    ),
    (r"%(count)s ?%(unit)s (?:from (?:now|today)|da (?:oggi|adesso|ora))", _ahead, True),
    (r"%(count)s ?%(unit)s (?:ago|fa)", _ago, True),
    (_DOTTED, _numeric, False),
    (rf"%(weekday)s\.?,? (?:the |il |l')?%(day)s{_ORDINAL}", _day_in_week, False),
    (
        r"(?:the |il giorno |giorno |il |l'|den |el |le )(?P<d>\d{1,2})(?:st|nd|rd|th|\u00b0)?",
        _day,
        False,
    ),
    (r"(?P<d>\d{1,2})(?:st|nd|rd|th)", _day, False),
    (r"(?P<r>%(relative)s)", _relative, False),
    (r"(?:last|lo scorso|la scorsa|scorso|scorsa) %(weekday)s", _last, False),
    (r"%(weekday)s (?:scorso|scorsa)", _last, False),
    (rf"%(weekday)s,? (?:of )?(?:{_NEXT_WEEK})", _in_next_week, False),
    (rf"(?:{_NEXT_WEEK}),? (?:on )?%(weekday)s", _in_next_week, False),
    (r"(?:this|next|coming|questo|questa|prossimo|prossima) %(weekday)s", _coming, False),
    (r"%(weekday)s (?:prossimo|prossima|che viene)", _coming, False),
)
"""Every form with what it means, those that say more before those that are a part of them.

The first of them are days whatever stands around them; the others are looked for when what can
only be a time has been taken out.
"""


@lru_cache(maxsize=64)
def date_shapes(languages: tuple[str, ...]) -> tuple[DateShape, ...]:
    """Return the forms of a day in these languages (without regions)."""
    words = date_words(languages)
    short = date_words(languages[:1]).short_weekdays
    numbers = pattern_of(day_numbers(languages))
    parts = {
        "day": rf"(?P<d>\d{{1,2}}|{numbers})",
        "month": rf"(?P<m>{any_of(words.months)})",
        "first_month": rf"(?P<m>{any_of(name for name in words.months if name not in short)})",
        "weekday": rf"(?P<w>{any_of([*words.weekdays, *words.short_weekdays])})",
        "relative": any_of(words.relative),
        "count": rf"(?P<c>\d{{1,3}}|{any_of(_ONE)}|{numbers})",
        "unit": rf"(?P<u>{any_of(_UNITS)})",
    }
    return shapes_of(_FORMS, parts, _END)


def without_dates(plain: str, languages: tuple[str, ...]) -> str:
    """Return a spelled text without what can only be a day."""
    return without_certain(plain, date_shapes(languages))
