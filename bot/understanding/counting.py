"""Number words as days and minutes need them: up to fifty-nine, and the ordinals of days."""

from functools import lru_cache

from bot.core.universal import NUMBER_WORDS
from bot.understanding.spelling import any_of, spelled

_TENS = {
    "en": {20: "twenty", 30: "thirty", 40: "forty", 50: "fifty"},
    "it": {20: "venti", 30: "trenta", 40: "quaranta", 50: "cinquanta"},
}

_ORDINALS = {
    "en": (
        *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
        *("tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth"),
        *("seventeenth", "eighteenth", "nineteenth", "twentieth", "twenty first"),
        *("twenty second", "twenty third", "twenty fourth", "twenty fifth", "twenty sixth"),
        *("twenty seventh", "twenty eighth", "twenty ninth", "thirtieth", "thirty first"),
    ),
    "it": ("primo",),
}
"""Italian counts only the first of a month so."""


@lru_cache(maxsize=64)
def numbers_in(languages: tuple[str, ...]) -> dict[str, int]:
    """Return the numbers up to 59 by their words, written with a space where they have a gap."""
    return {word: number for language in languages for word, number in _words(language)}


@lru_cache(maxsize=64)
def ordinals_in(languages: tuple[str, ...]) -> dict[str, int]:
    """Return the days of a month by their ordinals."""
    return {
        word: place
        for language in languages
        for place, word in enumerate(_ORDINALS.get(language, ()), start=1)
    }


def pattern_of(words: dict[str, int]) -> str:
    """Return a pattern that finds one of these words, whichever way its gap is written."""
    return any_of(words).replace(r"\ ", r"[\s-]?")


def value_of(found: str, words: dict[str, int]) -> int | None:
    """Return the number that digits or words stand for, None where `words` has it not."""
    if found.isdecimal():
        return int(found)
    spaced = found.replace("-", " ")
    if spaced in words:
        return words[spaced]
    joined = spaced.replace(" ", "")
    return next((number for word, number in words.items() if word.replace(" ", "") == joined), None)


def _words(language: str) -> list[tuple[str, int]]:
    simple = [spelled(word) for word in NUMBER_WORDS.get(language, ())]
    found = [(word, number) for number, word in enumerate(simple)]
    for tens, word in _TENS.get(language, {}).items():
        found.append((word, tens))
        found += [(_compound(language, word, simple[one]), tens + one) for one in range(1, 10)]
    return found


def _compound(language: str, tens: str, one: str) -> str:
    if language != "it":
        return f"{tens} {one}"
    return (tens[:-1] if one[0] in "uo" else tens) + one
