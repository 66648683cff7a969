"""How like a message is to what authors wrote: the same words in the same order, but for a slip.

A likeness counts only where it is clear. Beside one slip of the pen, either may have a few words
that the other has not; never both, for "how do I cancel" is not like "how do I order".
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from msgspec import Struct

from bot.core.intents import Meant
from bot.core.words import normalise

LEAST = 0.8
"""Least share of words, counted on both sides, that have to be the same."""

_MOST_WORDS = 12
"""Words of a message beyond which it is a story of its own, and like nothing."""

_SLIP = 0.9
"""What a word counts that is the same but for a slip: a letter too many, missing, or changed."""

_SHORTEST_SLIP = 4
_SHORTEST_SLIP_ALONE = 7
"""Letters below which another letter makes another word; a word that stands alone needs more."""

_LITTLE = frozenset(
    {
        *("a", "an", "the", "of", "is", "are", "s", "please", "thanks", "hi", "hello", "hey"),
        *("il", "lo", "la", "i", "gli", "le", "l", "un", "uno", "una", "e", "di", "d", "del"),
        *("dello", "della", "dell", "dei", "degli", "delle", "ciao", "salve", "scusa", "grazie"),
    }
)
"""Words that are left out or put in without changing what is meant."""

_OPENINGS = (
    *(("would", "like", "to"), ("like", "to"), ("want", "to")),
    *(("can",), ("could",), ("may",), ("do",), ("does",)),
    *(("mi", "piacerebbe"), ("vorrei",), ("voglio",), ("volevo",), ("posso",), ("potrei",)),
)
"""What a request may begin with, whatever it asks for."""

_CHANGING = frozenset(
    {"not", "no", "non", "never", "mai", "without", "senza", "t", "dont", "cant", "wont"}
)
"""Words that are never left out or put in: they turn the meaning round."""


class _Phrase(Struct, frozen=True):
    name: str
    authored: str
    words: tuple[str, ...]


class Likeness:
    """The phrases of a brand, to be found by any of their words, however many there are.

    Args:
        phrases: the name of what a phrase leads to, and the phrase as its author wrote it.
    """

    def __init__(self, phrases: Iterable[tuple[str, str]]) -> None:
        self._phrases = [_Phrase(name, text, _words(text)) for name, text in phrases]
        self._holding: dict[str, set[int]] = {}
        for place, phrase in enumerate(self._phrases):
            for word in phrase.words:
                self._holding.setdefault(word, set()).add(place)
        self._slips: dict[str, set[str]] = {}
        for word in self._holding:
            for slip in _slips(word):
                self._slips.setdefault(slip, set()).add(word)
        self._longest = max(map(len, self._holding), default=0)

    def find(self, text: str) -> tuple[Meant, ...]:
        """Return every phrase that a message is clearly like, the likest first."""
        words = _words(text)
        if not 0 < len(words) <= _MOST_WORDS:
            return ()
        found = []
        for place in self._candidates(words):
            phrase = self._phrases[place]
            score = likeness(words, phrase.words)
            if score >= LEAST:
                found.append(Meant(phrase.name, score, phrase.authored))
        return tuple(sorted(found, key=lambda one: -one.score))

    def _candidates(self, words: Sequence[str]) -> list[int]:
        """Return the phrases that hold two thirds of these words, which those like them do.

        Each of them holds one of any third of the words and one more: the rarest will do.
        """
        holding = sorted((self._held_by(word) for word in words), key=len)
        least = len(words) - len(words) // 3
        some = set(chain.from_iterable(holding[: len(words) // 3 + 1]))
        return sorted(one for one in some if sum(one in held for held in holding) >= least)

    def _held_by(self, word: str) -> set[int]:
        if len(word) > self._longest + 1:  # people can write words without end
            return set()
        alike = {word}.union(*(self._slips.get(slip, ()) for slip in _slips(word)))
        held = [found for one in alike if (found := self._holding.get(one)) is not None]
        return held[0] if len(held) == 1 else set().union(*held)


def likeness(said: Sequence[str], authored: Sequence[str]) -> float:
    """Return how like two rows of words are, 0 to 1."""
    same = _same_in_order(said, authored)
    matched = [one for one in same if one]
    if len(matched) < min(len(said), len(authored)) or matched.count(_SLIP) > 1:
        return 0.0
    if not matched or _CHANGING.intersection(said) != _CHANGING.intersection(authored):
        return 0.0
    return 2 * sum(matched) / (len(said) + len(authored))


def _same_in_order(said: Sequence[str], authored: Sequence[str]) -> list[float]:
    """Return, for each word of the shorter row, how the next of the longer row that is it counts.

    The shorter row has to lie in the longer one as a whole, in its order.
    """
    shorter, longer = sorted((tuple(said), tuple(authored)), key=len)
    alone = len(shorter) == 1
    rest = iter(longer)
    counted = ((_counts(word, other, alone=alone) for other in rest) for word in shorter)
    return [next(filter(None, counts), 0.0) for counts in counted]


def _counts(word: str, other: str, *, alone: bool) -> float:
    if word == other:
        return 1.0
    shortest = _SHORTEST_SLIP_ALONE if alone else _SHORTEST_SLIP
    if min(len(word), len(other)) < shortest or not (word + other).isalpha():
        return 0.0
    return _SLIP if is_slip(word, other) else 0.0


def is_slip(word: str, other: str) -> bool:
    """Say whether one letter more, less, changed, or changed places makes one word of the other."""
    if len(word) < len(other):
        word, other = other, word
    if len(word) - len(other) > 1:
        return False
    pairs = enumerate(zip(word, other, strict=False))
    start = next((at for at, (one, two) in pairs if one != two), len(other))
    rest, rest_other = word[start:], other[start:]
    if len(word) > len(other):
        return rest[1:] == rest_other
    turned = rest_other[1:2] + rest_other[:1] + rest_other[2:]
    return rest[1:] == rest_other[1:] or rest == turned


def _slips(word: str) -> Iterator[str]:
    """Yield the word, and every word that it is without one letter: two with a slip share one."""
    yield word
    if len(word) >= _SHORTEST_SLIP:
        for at in range(len(word)):
            yield word[:at] + word[at + 1 :]


def _words(text: str) -> tuple[str, ...]:
    """Return the words that count; all of them where none would be left."""
    words = tuple(normalise(text).split())
    counting = tuple(word for word in words if word not in _LITTLE) or words
    begun = (one for one in _OPENINGS if counting[: len(one)] == one != counting)
    return counting[len(next(begun, ())) :]
