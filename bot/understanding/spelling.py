"""One spelling for all that people type: accents and case gone, digits and separators in place.

`bot.core.words` folds a text to its words; here the signs stay, for in a date, a time or a number
they carry the meaning.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import combining, decimal, normalize

from bot.core.lazy_pattern import lazy_pattern

LONGEST = 300
"""Characters beyond which a message is a story, and holds no date or time that answers alone."""

TAKEN = " # "
"""Stands for what was read already, so that nothing is read twice and nothing grows together."""

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2044\u2215", "/"),
    }
)
"""Apostrophes, dashes and slashes that keyboards put in the place of the plain ones."""

_DOUBT = lazy_pattern(
    r"\b(?:not|non|never|mai|or|oppure|od?|nicht|pas|ou|oder)\b|n't\b"
    r"|\b(?:after|before|dopo|prima|until|till|fino|from|da|dal|dalle|between|tra|fra|every|each|ogni)"
    r"(?: [\w']+){0,2} #"
)
"""What makes another thing of a date or time: "not", "or", and "after" or the like before it."""

_JOINED = r"(?: ?[,/+-] ?| (?:e|ed|and|to|till|al|alle|all'|et|und|y) ?| )"
_NUMBER_BESIDE = lazy_pattern(rf"\d{_JOINED}#|#{_JOINED}\d+(?!\d)(?![.,:]\d)(?! ?[^\W\d])|\d-\d")
"""A number that may be a part of a date or time, or a second one: "5, 6 May", but not "6 May, 5
people"."""


def spelled(text: str) -> str:
    """Return a text in lower case without accents, with plain digits, signs and single spaces."""
    if not text.isascii():
        folded = normalize("NFKD", normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS))
        text = "".join(_plain(sign) for sign in folded if not combining(sign))
    return " ".join(text.casefold().replace("#", " ").split())


def _plain(sign: str) -> str:
    return sign if sign.isascii() else str(decimal(sign, sign))


def is_doubtful(rest: str) -> bool:
    """Say whether what stands around what was read makes it something else, or more than one."""
    joined = " ".join(rest.split())
    return _DOUBT.search(joined) is not None or _NUMBER_BESIDE.search(joined) is not None


def any_of(words: Iterable[str]) -> str:
    """Return a pattern that finds one of these words, the longest first; nothing where none is."""
    ordered = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return "|".join(map(re.escape, ordered)) or r"(?!)"


@lru_cache(maxsize=64)
def primary(languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages of some tags without their regions, each once, in order."""
    return tuple(dict.fromkeys(tag.partition("-")[0].casefold() for tag in languages))
