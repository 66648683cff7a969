"""Grapheme clusters: what people take for one character, however many code points it has.

A small part of Unicode Standard Annex 29, for cutting texts: marks, joiners, variation selectors,
skin tones, tags, flags, conjoining Hangul and surrogates stay with what they belong to. Where it is
in doubt it keeps together.
"""

from collections.abc import Iterator
from unicodedata import category

_JOINER = "\u200d"
_NON_JOINER = "\u200c"
_TONES = ("\U0001f3fb", "\U0001f3ff")
_TAGS = ("\U000e0020", "\U000e007f")
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")
_HANGUL = ("\u1100", "\u11ff")
_HANGUL_REST = "\u1160"
_HIGH = ("\ud800", "\udbff")
_LOW = ("\udc00", "\udfff")


def clusters(text: str) -> Iterator[str]:
    """Yield the grapheme clusters of a text, in order; together they are the text."""
    start = flags = 0
    for at in range(1, len(text)):
        flags = flags + 1 if _between(text[at - 1], _FLAG_LETTERS) else 0
        if not _belongs(text[at - 1], text[at], flags):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def _belongs(before: str, after: str, flags: int) -> bool:
    """Say whether two neighbours are one; `flags` is how many flag letters end with the first."""
    if before < "\u0300" and after < "\u0300":
        return before == "\r" and after == "\n"
    return before not in "\r\n" and (_extends(after) or _joins(before, after, flags))


def _extends(after: str) -> bool:
    """Say whether a code point belongs to whatever is before it."""
    joins = after in {_JOINER, _NON_JOINER} or category(after).startswith("M")
    return joins or _between(after, _TONES) or _between(after, _TAGS)


def _joins(before: str, after: str, flags: int) -> bool:
    if _between(before, _FLAG_LETTERS) and _between(after, _FLAG_LETTERS):
        return flags % 2 == 1
    if _between(before, _HIGH) and _between(after, _LOW):
        return True
    hangul = _between(before, _HANGUL) and _between(after, _HANGUL)
    return before == _JOINER or (hangul and after >= _HANGUL_REST)


def _between(sign: str, ends: tuple[str, str]) -> bool:
    return ends[0] <= sign <= ends[1]
