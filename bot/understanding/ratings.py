"""Ratings: by a number, by "4/5", in words, or in stars."""

import re

from bot.core.lazy_pattern import lazy_pattern
from bot.understanding import numbers

_FULL = frozenset("⭐★🌟✭✮✯⋆🟊*")
_EMPTY = frozenset("☆✩⚝")
_TIMES = lazy_pattern(r"[x\u00d7]\s*(?=\d)", re.IGNORECASE)


def read(text: str, language: str, maximum: int) -> int | None:
    """Return a rating as a whole number; whether it lies on the scale is for the asker to say.

    Full stars are counted, and empty ones where there are no others. Where there is a number too,
    it is the rating, unless the stars are another one.

    Args:
        text: a whole message.
        language: whose number words and separators are read first.
        maximum: the best rating; "4/5" is read only where it is 5.
    """
    stars = sum(sign in _FULL for sign in text) or sum(sign in _EMPTY for sign in text)
    words = "".join(" " if sign in _FULL or sign in _EMPTY else sign for sign in text)
    number = numbers.read(_TIMES.sub(" ", words) if stars else text, language, maximum)
    if stars and number is None and not any(map(str.isdigit, text)):
        return stars
    if stars > 1 and number != stars:
        return None
    return number if isinstance(number, int) else None
