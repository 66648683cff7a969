"""What a whole message may mean: a phrase, else keywords, else a question or what is like it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from bot.core.intents import Intents, Meant
from bot.core.words import normalise
from bot.understanding.keywords import Keywords
from bot.understanding.likeness import Likeness

_BRANDS = 32
"""Brands, and versions of them, that are remembered at a time."""

_LIKE = 0.8
"""How sure a question is, and the highest likeness: always less than a keyword."""


class _Meanings:
    """All that is worked out, once, about what words may lead to in a brand."""

    def __init__(self, intents: Intents) -> None:
        self._phrases: dict[str, list[Meant]] = {}
        self._questions: dict[str, list[Meant]] = {}
        for intent in intents.all:
            for text in intent.phrases:
                meant = Meant(intent.name, 1.0, text)
                self._phrases.setdefault(normalise(text), []).append(meant)
            for text in intent.questions:
                meant = Meant(intent.name, _LIKE, text)
                self._questions.setdefault(normalise(text), []).append(meant)
        self._keywords = Keywords(intents.all)
        self._likeness = Likeness(
            (intent.name, text)
            for intent in intents.all
            for text in (*intent.phrases, *intent.questions)
        )

    def of(self, text: str) -> tuple[Meant, ...]:
        said = normalise(text)
        found: Sequence[Meant] = self._phrases.get(said) or self._keywords.find(text, said)
        found = found or self._questions.get(said) or self._like(text)
        return _each_once(found)

    def _like(self, text: str) -> list[Meant]:
        alike = self._likeness.find(text)
        return [Meant(one.name, one.score * _LIKE, one.words) for one in alike]


def read(text: str, intents: Intents) -> tuple[Meant, ...]:
    """Return what a message may mean, the surest first; nothing where it means none of them.

    Args:
        text: a whole message.
        intents: what it may lead to; what is worked out about them is remembered.
    """
    return _meanings(intents).of(text)


@lru_cache(maxsize=_BRANDS)
def _meanings(intents: Intents) -> _Meanings:
    return _Meanings(intents)


def _each_once(found: Iterable[Meant]) -> tuple[Meant, ...]:
    """Return the surest of each name, in their order."""
    once: dict[str, Meant] = {}
    for one in found:
        once.setdefault(one.name, one)
    return tuple(once.values())
