"""Numbers as people write them: separators, words up to twenty, one number inside a sentence."""

import re
from functools import lru_cache
from itertools import pairwise
from unicodedata import normalize

from bot.core.lazy_pattern import lazy_pattern
from bot.core.universal import NUMBER_WORDS
from bot.core.words import normalise

_LONGEST = 24
"""Signs that one number may have: enough for what we keep exactly, small enough to be cheap."""

_MOST = 2**53
"""Whole numbers up to here survive JSON everywhere."""

_POINT_LANGUAGES = frozenset({"en", "zh", "ja", "ko", "he", "th", "hi"})
"""Languages that write 1,234.5; the others write 1.234,5."""

_NUMBER = lazy_pattern(r"(?<![\w.,])([-+\u2212]?)(\d+(?:[.,']\d+)*)")
_ANY_DIGIT = lazy_pattern(r"\d")
_SPACED = lazy_pattern(r"(?<![\w.,])\d{1,3}(?: \d{3})+(?!\d)")
_OUT_OF = lazy_pattern(r"\s*(?:/|su|out of|of|di)\s*(\d+)(?!\d)", re.IGNORECASE)
_WORDS_OUT_OF = lazy_pattern(r"\b(\w{1,24}) (su|out of) (\w{1,24})\b", re.IGNORECASE)
_SCALES = frozenset({5, 10, 20, 30, 100})
"""What a number may be out of where the question does not say: "1/2" is a half."""

_GROUPS = lazy_pattern(r"\d{1,3}(?:[.,']\d{3})+")
_SEPARATORS = str.maketrans(
    {"\u066b": ",", "\u066c": "'", "\u2019": "'", "\u00a0": "'", "\u202f": "'"}
)
"""Arabic decimal and thousands signs, and what stands between thousands elsewhere."""

_BEYOND = frozenset(
    {
        *("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        *("hundred", "thousand", "million", "billion", "dozen", "half", "minus", "k"),
        *("cento", "mille", "mila", "milione", "milioni", "miliardi", "dozzina"),
        *("mezzo", "mezza", "meno"),
    }
)
"""Words that change the number beside them in a way that is not read here: "7 and a half"."""

_THOUSANDS = lazy_pattern(r"\d\s*k\b", re.IGNORECASE)

_ARTICLES = frozenset({"uno", "una", "un", "one"})
"""Words that count as 1 only where nothing else is a number: "un 8"."""


def read(text: str, language: str, maximum: float | None = None) -> float | int | None:
    """Return the only number that a text holds.

    Args:
        text: a whole message: "8", "circa 8", "1.234,5", "otto", "8/10".
        language: whose separators and number words are read first.
        maximum: the most that the question takes; "8/10" is 8 only where it is 10 or unknown.

    Returns:
        A whole number as int; None where there is no number, or several.
    """
    digits = _spelled(_counted_out(text, language))
    if not _ANY_DIGIT.search(digits):
        return _in_words(text, language)
    found = list(_NUMBER.finditer(digits))
    if not found:
        return None
    first = found[0]
    out_of = _OUT_OF.match(digits, first.end())
    rest = digits[out_of.end() :] if out_of else digits[first.end() :]
    if _ANY_DIGIT.search(rest) or _ANY_DIGIT.search(digits[: first.start()]):
        return None
    value = _value(first[1], first[2], language)
    if (
        _counted(digits, language)
        or value is None
        or (out_of and not _fits(value, int(out_of[1][:_LONGEST]), maximum))
    ):
        return None
    return value


def _spelled(text: str) -> str:
    """Return the text with every kind of digit and separator in its plain form."""
    if not text.isascii():
        text = normalize("NFKC", text.translate(_SEPARATORS))
    return _SPACED.sub(lambda found: found[0].replace(" ", "'"), text)


def _counted_out(text: str, language: str) -> str:
    """Return the text with "otto su dieci" in digits."""
    table = _table(language.partition("-")[0])

    def digits(found: re.Match[str]) -> str:
        first, total = (table.get(normalise(found[at]), found[at]) for at in (1, 3))
        return f"{first} {found[2]} {total}"

    return _WORDS_OUT_OF.sub(digits, text)


def _fits(value: float, total: int, maximum: float | None) -> bool:
    scale = total in _SCALES if maximum is None else total == maximum
    return scale and 0 <= value <= total


def _value(sign: str, digits: str, language: str) -> float | int | None:
    written = _without_separators(digits, language) if len(digits) <= _LONGEST else None
    if written is None:
        return None
    number = float(written)
    whole = int(number) if "." in written else int(written)
    value = whole if whole == number else number
    if abs(value) > _MOST:
        return None
    return -value if sign in {"-", "\u2212"} else value


def _without_separators(plain: str, language: str) -> str | None:
    """Return the digits with a point before the decimals, None where they make no number."""
    signs = [sign for sign in plain if not sign.isdigit()]
    if not signs:
        return plain
    decimal = _decimal_sign(plain, signs, language)
    whole, _, decimals = plain.partition(decimal) if decimal else (plain, "", "")
    if not (whole.isdigit() or _GROUPS.fullmatch(whole)) or not (decimals or "0").isdigit():
        return None
    grouping = {sign for sign in whole if not sign.isdigit()}
    if len(grouping) > 1:
        return None
    digits = "".join(sign for sign in whole if sign.isdigit())
    return f"{digits}.{decimals}" if decimals else digits


def _decimal_sign(plain: str, signs: list[str], language: str) -> str | None:
    last = signs[-1]
    if last not in ".," or signs.count(last) > 1:
        return None
    if len(signs) > 1 or not _GROUPS.fullmatch(plain):
        return last
    own = "." if language.partition("-")[0] in _POINT_LANGUAGES else ","
    return last if last == own or plain.startswith("0") else None


def _in_words(text: str, language: str) -> int | None:
    said = normalise(text)
    if said in _EVERY_WORD:
        return _EVERY_WORD[said]
    table = _table(language.partition("-")[0])
    words = said.split()
    beside = any(one in table and next_one in table for one, next_one in pairwise(words))
    if beside or not _BEYOND.isdisjoint(words):
        return None
    found = [table[word] for word in words if word in table and word not in _ARTICLES]
    if found:
        return found[0] if len(found) == 1 else None
    return 1 if sum(word in _ARTICLES for word in words) == 1 else None


def _counted(text: str, language: str) -> bool:
    """Say whether number words stand beside the digits: then nobody knows what is meant."""
    words = set(normalise(text).split()) - _ARTICLES
    own = _table(language.partition("-")[0])
    return bool(words & (own.keys() | _BEYOND)) or _THOUSANDS.search(text) is not None


@lru_cache(maxsize=16)
def _table(language: str) -> dict[str, int]:
    return {word: number for number, word in enumerate(NUMBER_WORDS.get(language, ()))}


_EVERY_WORD = {word: number for words in NUMBER_WORDS.values() for number, word in enumerate(words)}
"""Alone in a message, a number word counts in every language; no two languages clash."""
