"""The forms in which people write a time of day, as patterns over spelled text.

A shape is certain where nothing but a time looks like it ("alle 9", "9:30", "3pm"); the others
count only where a time was asked for.
"""

import re
from functools import lru_cache

from msgspec import Struct

from bot.understanding.counting import numbers_in, pattern_of, value_of
from bot.understanding.shapes import Read, Shape, shapes_of, without_certain
from bot.understanding.spelling import any_of

Clock = tuple[int, int]
"""An hour and a minute as they were said; whether there is such a time is checked at the end."""

_NAMED_HOURS = {
    "en": {"noon": 12, "midday": 12, "midnight": 0},
    "it": {"mezzogiorno": 12, "mezzodi": 12, "mezzanotte": 0},
    "de": {"mittag": 12, "mitternacht": 0},
    "es": {"mediodia": 12, "medianoche": 0},
    "fr": {"midi": 12, "minuit": 0},
    "nl": {"middernacht": 0},
    "pt": {"meio-dia": 12, "meia-noite": 0},
}

_BEFORE_HOUR = {
    "en": ("at", "around", "about", "by"),
    "it": ("alle ore", "alle", "le ore", "le", "ore", "all'", "h"),
    "de": ("um", "gegen"),
    "es": ("a las", "a la", "las"),
    "fr": ("a", "vers"),
    "nl": ("om",),
    "pt": ("as",),
}
"""Words that make a time of the number behind them."""

_ONE = {"una": 1}
"""The one hour that Italian counts in the feminine."""

_EXACT_MINUTES = frozenset({5, 10, 20, 25})
"""Minutes that say "to five" without "minutes": "nine to five" is a working day."""

_LEAST_BARE_MINUTES = 10
"""Minutes that may follow an hour without a sign: "nine thirty", but not "nine three"."""

_NOON = 12

_END = r"(?![\w:]|[.,/-]\d)"
_HALF = r"(?P<half>[ap]\.? ?m\b\.?)"


class HourWords(Struct, frozen=True):
    """The numbers that stand for hours and minutes in some languages, and the named hours."""

    numbers: dict[str, int]
    named: dict[str, int]

    def hour(self, found: str) -> int | None:
        """Return the hour that digits or words name."""
        return self.named[found] if found in self.named else value_of(found, self.numbers)

    def minutes(self, found: str) -> int | None:
        """Return the minutes that digits or words name, quarters and halves among them."""
        if "quart" in found:
            return 45 if found.startswith("tre") else 15
        return 30 if found.startswith(("half", "mezz")) else value_of(found, self.numbers)


def _digits(found: re.Match[str], words: HourWords) -> Clock | None:
    del words
    return _in_half((int(found["h"]), int(found["n"])), found["half"])


def _hour(found: re.Match[str], words: HourWords) -> Clock | None:
    hour = words.hour(found["h"])
    return None if hour is None else (hour, 0)


def _half(found: re.Match[str], words: HourWords) -> Clock | None:
    clock = _hour(found, words)
    return None if clock is None else _in_half(clock, found["half"])


def _past(found: re.Match[str], words: HourWords) -> Clock | None:
    hour, minutes = words.hour(found["h"]), words.minutes(found["n"])
    return None if hour is None or minutes is None else (hour, minutes)


def _minus(found: re.Match[str], words: HourWords) -> Clock | None:
    """Return "ten to five"; to one is after noon."""
    hour, minutes = words.hour(found["h"]), words.minutes(found["n"])
    if hour is None or not minutes:
        return None
    return ((hour - 1) % 24 or _NOON, 60 - minutes)


def _to(found: re.Match[str], words: HourWords) -> Clock | None:
    sure = found["unit"] or "quart" in found["n"] or words.minutes(found["n"]) in _EXACT_MINUTES
    return _minus(found, words) if sure else None


def _bare(found: re.Match[str], words: HourWords) -> Clock | None:
    """Return "nine thirty" and "nine oh five"."""
    clock = _past(found, words)
    if clock is None or (clock[1] < _LEAST_BARE_MINUTES) is (found["oh"] is None):
        return None
    return clock


def _bare_half(found: re.Match[str], words: HourWords) -> Clock | None:
    """Return "nine thirty pm"."""
    clock = _bare(found, words)
    return None if clock is None else _in_half(clock, found["half"])


def _in_half(clock: Clock, half: str | None) -> Clock | None:
    """Return the time in the half of the day that "am" or "pm" names."""
    hour, minutes = clock
    if not half:
        return clock
    if half.startswith("a"):
        return None if hour > _NOON else (hour % _NOON, minutes)
    return (hour if hour > _NOON else hour % _NOON + _NOON), minutes


_QUARTER, _QUARTO = r"(?:a )?quarter|%(number)s", r"(?:un )?quarto|%(number)s"
_SPOKEN = r"%(hour)s(?: |(?<=[a-z])-)(?:(?P<oh>oh?|zero) )?(?P<n>\d\d|%(number_words)s)"
_MINUTES = r"min(?:ute)?s?"

_FORMS: tuple[tuple[str, Read[HourWords, Clock], bool], ...] = (
    (rf"(?P<h>\d{{1,2}})(?: ?: ?|h)(?P<n>\d\d)(?::\d\d(?:\.\d+)?)?(?: ?{_HALF})?", _digits, True),
    (rf"(?P<h>\d{{1,2}})[.,](?P<n>\d\d) ?{_HALF}", _digits, True),
    (r"%(before)s ?(?P<h>\d{1,2})[.,](?P<n>\d\d)(?P<half>)", _digits, True),
    (rf"(?P<n>half|{_QUARTER})(?: {_MINUTES})? (?:past|after) %(hour)s", _past, True),
    (r"(?P<n>half) %(hour)s", _past, True),
    (rf"(?P<n>{_QUARTER})(?P<unit> {_MINUTES})? (?:to|till|before) %(hour)s", _to, True),
    (rf"(?P<n>{_QUARTO})(?P<unit> minuti)? all[e'] ?%(hour)s", _to, True),
    (rf"%(hour)s e (?P<n>mezz[ao]|tre quarti|{_QUARTO})(?: minuti)?", _past, True),
    (rf"%(hour)s meno (?P<n>{_QUARTO})(?: minuti)?", _minus, True),
    (rf"{_SPOKEN} ?{_HALF}", _bare_half, True),
    (rf"%(hour)s ?{_HALF}", _half, True),
    (r"(?P<h>\d{1,2}) ?h", _hour, True),
    (r"%(hour)s ?(?:o ?'? ?clock|in punto|uhr|uur|heures)", _hour, True),
    (r"l'(?P<h>una|1)", _hour, True),
    (r"%(before)s ?%(hour)s", _hour, True),
    (r"(?:12 )?(?P<h>%(named)s)", _hour, True),
    (r"(?P<h>\d{1,2})[.,](?P<n>\d\d)(?P<half>)", _digits, False),
    (_SPOKEN, _bare, False),
)
"""Every form with what it means, those that say more before those that are a part of them."""


@lru_cache(maxsize=64)
def hour_words(languages: tuple[str, ...]) -> HourWords:
    """Return the words for hours and minutes in these languages (without regions)."""
    named = {word: hour for one in languages for word, hour in _NAMED_HOURS.get(one, {}).items()}
    return HourWords(numbers_in(languages) | (_ONE if "it" in languages else {}), named)


@lru_cache(maxsize=64)
def time_shapes(languages: tuple[str, ...]) -> tuple[Shape[HourWords, Clock], ...]:
    """Return the forms of a time in these languages (without regions)."""
    words = hour_words(languages)
    number_words = pattern_of(words.numbers)
    number = rf"(?:\d{{1,2}}|{number_words})"
    before = any_of(word for one in languages for word in _BEFORE_HOUR.get(one, ()))
    parts = {
        "number": number,
        "number_words": number_words,
        "hour": rf"(?P<h>{number}|{any_of(words.named)})",
        "named": any_of(words.named),
        "before": rf"(?:{before})",
    }
    return shapes_of(_FORMS, parts, _END)


def without_times(plain: str, languages: tuple[str, ...]) -> str:
    """Return a spelled text without what can only be a time."""
    return without_certain(plain, time_shapes(languages))
