"""The words of the calendar: months and weekdays by CLDR, and the days that have a name."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.localedata import LocaleDataDict
from msgspec import Struct

from bot.understanding.spelling import spelled

_RELATIVE: dict[str, dict[str, int]] = {
    "en": {
        **dict.fromkeys(("today", "tonight", "this morning", "this afternoon", "this evening"), 0),
        **dict.fromkeys(("tomorrow", "tomorow", "tommorow", "tommorrow", "tmrw", "tmr"), 1),
        **dict.fromkeys(("the day after tomorrow", "day after tomorrow", "overmorrow"), 2),
        "yesterday": -1,
        **dict.fromkeys(("the day before yesterday", "day before yesterday"), -2),
    },
    "it": {
        **dict.fromkeys(("oggi", "stasera", "stamattina", "stamani", "stanotte"), 0),
        "domani": 1,
        **dict.fromkeys(("dopodomani", "dopo domani", "domani l'altro"), 2),
        "ieri": -1,
        **dict.fromkeys(("l'altro ieri", "altro ieri", "l'altroieri", "altroieri"), -2),
    },
    "de": {"heute": 0, "morgen": 1, "ubermorgen": 2, "gestern": -1, "vorgestern": -2},
    "es": {"hoy": 0, "manana": 1, "pasado manana": 2, "ayer": -1, "anteayer": -2},
    "fr": {"aujourd'hui": 0, "demain": 1, "apres-demain": 2, "hier": -1, "avant-hier": -2},
    "nl": {"vandaag": 0, "morgen": 1, "overmorgen": 2, "gisteren": -1, "eergisteren": -2},
    "pt": {"hoje": 0, "amanha": 1, "depois de amanha": 2, "ontem": -1, "anteontem": -2},
}
"""Days by their distance from today, spelled without accents."""

_MORE_MONTHS = {
    "en": {"sept": 9, "febr": 2},
    "it": {"genn": 1, "febb": 2, "magg": 5, "giu": 6, "lugl": 7, "sett": 9},
}
"""Short names that people write and CLDR does not have."""

_MORE_WEEKDAYS = {"en": {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}, "it": {}}

_WIDE, _SHORT = "wide", "abbreviated"
_CONTEXTS = ("format", "stand-alone")


class DateWords(Struct, frozen=True):
    """What days are called in some languages, the first of these first.

    `months` are numbered from 1, weekdays from 0 for Monday. `relative` are days by their distance
    from today. Short weekdays are words of their own too ("sat"), and read where only a day can be
    meant.
    """

    months: dict[str, int]
    weekdays: dict[str, int]
    short_weekdays: dict[str, int]
    relative: dict[str, int]

    def weekday(self, name: str) -> int:
        """Return the number of a weekday by its full or its short name."""
        found = self.weekdays.get(name)
        return self.short_weekdays[name] if found is None else found


@lru_cache(maxsize=64)
def date_words(languages: tuple[str, ...]) -> DateWords:
    """Return the words of the calendar in these languages (without regions)."""
    found = DateWords({}, {}, {}, {})
    for language in languages:
        _add(found, language)
    return found


def _add(found: DateWords, language: str) -> None:
    locale = _locale(language)
    if locale is not None:
        for width in (_WIDE, _SHORT):
            _add_names(found.months, locale.months, width)
        _add_names(found.weekdays, locale.days, _WIDE)
        _add_names(found.short_weekdays, locale.days, _SHORT)
    _add_missing(found.months, _MORE_MONTHS.get(language, {}))
    _add_missing(found.short_weekdays, _MORE_WEEKDAYS.get(language, {}))
    _add_missing(found.relative, _RELATIVE.get(language, {}))


def _add_names(names: dict[str, int], calendar: LocaleDataDict, width: str) -> None:
    for context in _CONTEXTS:
        of_width: dict[int, str] = calendar[context][width]
        _add_missing(names, {spelled(name).rstrip("."): place for place, name in of_width.items()})


def _add_missing(names: dict[str, int], more: dict[str, int]) -> None:
    for name, place in more.items():
        if name[:1].isalpha():
            names.setdefault(name, place)


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return None
