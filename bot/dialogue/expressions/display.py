"""How a value is shown to a person: in words, in their language."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Literal

from bot.core.attached import in_words
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.expressions.moments import clock_time, moment
from bot.dialogue.expressions.scope import ExpressionError, Operand, Scope

if TYPE_CHECKING:
    from babel import Locale

Style = Literal["short", "medium", "long", "full"]

_CLOCK = lazy_pattern(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_ISO = lazy_pattern(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2}))?"
)
"""A day as slots hold it, or a moment as `set` stores one."""

_DAY_LENGTH = len("2030-12-05")

_SMALL = 1000
"""Whole numbers below this are written alike in every language: no separators."""

_LONGEST = 10**18
"""Numbers beyond this are no amounts of anything: they are written as they are."""

_YES_NO = {
    "en": ("yes", "no"),
    "it": ("sì", "no"),
    "de": ("ja", "nein"),
    "es": ("sí", "no"),
    "fr": ("oui", "non"),
    "nl": ("ja", "nee"),
    "pt": ("sim", "não"),
}


def shown(value: Operand, scope: Scope, slot: str | None = None) -> str:
    """Return the text that stands for `value` in a message.

    Null is empty, true and false are words, numbers and moments follow the language, a list reads
    "a, b and c", and the value of a choice slot is its label. A day in its ISO form follows the
    language too, wherever it comes from, unless it is somebody's answer in their own words; a time
    of day does in the slot of a question for one. A count shows the labels that it counts.

    Args:
        value: what an expression gave.
        scope: whose language and zone it is shown in.
        slot: the slot that the value was read from, where it was read from one alone.
    """
    labels = {} if slot is None else scope.labels.get(slot, {})
    asked = None if slot is None else scope.asked.get(slot)
    if isinstance(value, str) and asked == "text":
        return value
    if isinstance(value, str) and asked == "time" and _CLOCK.fullmatch(value):
        return time_text(value, scope)
    return _shown(value, scope, labels)


def _text(value: str, scope: Scope) -> str:
    """Return the day or the moment that a text is, in the person's language, or the text itself."""
    if not value[:1].isdigit() or not _ISO.fullmatch(value):
        return value
    try:
        return date_text(value, scope, "long" if len(value) == _DAY_LENGTH else "medium")
    except (ExpressionError, OverflowError):
        return value


def plain(value: Operand) -> str:  # noqa: PLR0911  # one case for each kind
    """Return the text that stands for `value` inside data: the same in every language."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case datetime():
            return value.isoformat()
        case Mapping():
            listed = ", ".join(f"{key}: {plain(item)}" for key, item in value.items())
            return in_words(value) or listed
        case int() | float():
            return str(value)
        case _:
            return ", ".join(plain(item) for item in value)


def number_text(value: float, language: str, decimals: int | None = None) -> str:
    """Return a number as `language` writes it, with exactly `decimals` digits where it is given."""
    if decimals is None and isinstance(value, int) and -_SMALL < value < _SMALL:
        return str(value)
    if not -_LONGEST < value < _LONGEST or not isfinite(value):
        return str(value)
    from babel.numbers import format_decimal  # noqa: PLC0415  # 60 ms that few texts need

    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale=_locale(language))


def date_text(value: Operand, scope: Scope, style: Style) -> str:
    """Return the day of a moment in CLDR's `style`: short, medium, long or full."""
    from babel.dates import format_date  # noqa: PLC0415  # 60 ms that few texts need

    day = moment(value, scope.timezone).date()
    return format_date(day, format=style, locale=_locale(scope.language))


def time_text(value: Operand, scope: Scope, style: Style = "short") -> str:
    """Return the time of day of a time or a moment in CLDR's `style`."""
    from babel.dates import format_time  # noqa: PLC0415  # 60 ms that few texts need

    at = clock_time(value, scope.timezone)
    return format_time(at, format=style, locale=_locale(scope.language))


def list_text(items: list[str], language: str) -> str:
    """Return "a, b and c" in `language`."""
    if len(items) < 2:  # noqa: PLR2004  # nothing to join
        return "".join(items)
    two_last = _pair_pattern(language)
    return two_last.format(", ".join(items[:-1]), items[-1])


def _shown(  # noqa: PLR0911  # one case for each kind
    value: Operand, scope: Scope, labels: Mapping[str, str]
) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _yes_no(value, scope.language)
        case str():
            label = labels.get(value)
            return _text(value, scope) if label is None else label
        case datetime():
            return date_text(value, scope, "medium")
        case Mapping():
            return _count_text(value, scope, labels) if labels else plain(value)
        case int() | float():
            return labels.get(str(value)) or number_text(value, scope.language)
        case _:
            return list_text([_shown(item, scope, labels) for item in value], scope.language)


def _count_text(count: Mapping[str, Operand], scope: Scope, labels: Mapping[str, str]) -> str:
    """Return how often each choice was taken, by what it is called."""
    return ", ".join(
        f"{labels.get(choice, choice)}: {_shown(times, scope, {})}"
        for choice, times in count.items()
    )


def _yes_no(value: bool, language: str) -> str:
    yes, no = _YES_NO.get(language.partition("-")[0], _YES_NO["en"])
    return yes if value else no


@lru_cache(maxsize=256)
def _pair_pattern(language: str) -> str:
    """Return the pattern that joins two things, without the comma that some write before "and"."""
    pattern: str = _locale(language).list_patterns["standard"]["2"]
    return pattern


def _locale(language: str) -> "Locale":
    from bot.dialogue.expressions.locales import locale_of  # noqa: PLC0415  # brings Babel

    return locale_of(language)
