"""How words are compared: case, accents, emoji and punctuation do not count."""

from unicodedata import category, combining, normalize

_MOST_REMEMBERED = 4096
"""Code points whose folding is remembered: enough for living scripts, bounded for odd ones."""

_ENCLOSING_MARK = "Me"
_UNSPACED = ((0x2E80, 0x30A0), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
"""Ideographs and hiragana are written without spaces: each is a word of its own (UAX 29)."""

_SKIN_TONES = range(0x1F3FB, 0x1F400)
_SELECTORS = range(0xFE00, 0xFE10)
_JOINER = 0x200D


class _Folding(dict[int, str]):
    """What each code point becomes, worked out when it is first met."""

    def __missing__(self, point: int) -> str:
        folded = _fold(chr(point))
        if len(self) < _MOST_REMEMBERED:
            self[point] = folded
        return folded


def _fold(character: str) -> str:
    if category(character).startswith(("S", "P", "Z", "C")):
        return "" if character == "\u00ad" or ord(character) == _JOINER else " "
    plain = normalize("NFKD", normalize("NFKD", character).casefold())
    return "".join(map(_fold_plain, plain))


def _fold_plain(character: str) -> str:
    kind = category(character)
    if combining(character) or kind == _ENCLOSING_MARK or ord(character) in _SELECTORS:
        return ""
    if kind[0] not in "LNM":
        return " "
    point = ord(character)
    unspaced = any(first <= point < last for first, last in _UNSPACED)
    return f" {character} " if unspaced else character


_FOLDING = _Folding()


class _Signs(dict[int, int | None]):
    def __missing__(self, point: int) -> int | None:
        ignored = point in _SKIN_TONES or point in _SELECTORS or point == _JOINER
        return None if ignored else point


def normalise(text: str) -> str:
    """Return the words of a text, folded, with one space between them.

    Apostrophes and hyphens end a word: "Dell'ordine!" gives "dell ordine". A text without a
    single word ("👍", "?") gives its signs, so that no text but a blank one becomes empty.

    Args:
        text: anything that a person or an author wrote.

    Returns:
        Text to compare with, never to show; the same again for its own result.
    """
    words = " ".join(text.translate(_FOLDING).split())
    return words or "".join(text.translate(_Signs()).split()).casefold()


def holds_word(text: str, word: str) -> bool:
    """Say whether a text holds `word` (or several words in a row), whole.

    Args:
        text: what a person wrote, as `normalise` returns it.
        word: what is looked for, as `normalise` returns it.
    """
    return bool(word) and f" {word} " in f" {text} "
