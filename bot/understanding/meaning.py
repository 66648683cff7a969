"""What a whole message may mean: a phrase beyond doubt, else keywords, else a clear likeness."""

from functools import lru_cache

from bot.core.intents import Intents, Meant
from bot.core.words import normalise
from bot.understanding.keywords import Keywords
from bot.understanding.likeness import Likeness

_BRANDS = 32
"""Brands, and versions of them, that are remembered at a time."""

_LIKE = 0.8
"""How sure the highest likeness is: always less than a keyword."""


class _Meanings:
    """All that is worked out, once, about what words may lead to in a brand."""

    def __init__(self, intents: Intents) -> None:
        self._phrases: dict[str, list[Meant]] = {}
        for intent in intents.all:
            for phrase in intent.phrases:
                among = self._phrases.setdefault(normalise(phrase), [])
                among.append(Meant(intent.name, 1.0, phrase))
        self._keywords = Keywords(intents.all)
        self._likeness = Likeness(
            (intent.name, text)
            for intent in intents.all
            for text in (*intent.phrases, *intent.questions)
        )

    def of(self, text: str) -> tuple[Meant, ...]:
        said = normalise(text)
        exact = self._phrases.get(said, ())
        if exact:
            return _each_once(tuple(exact))
        held = self._keywords.find(text, said)
        if held:
            return held
        alike = self._likeness.find(text)
        return _each_once(tuple(Meant(one.name, one.score * _LIKE, one.words) for one in alike))


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


def _each_once(found: tuple[Meant, ...]) -> tuple[Meant, ...]:
    """Return the surest of each name, in their order."""
    once: dict[str, Meant] = {}
    for one in found:
        once.setdefault(one.name, one)
    return tuple(once.values())
