"""Keywords: whole words of a message, found without trying every keyword of a brand."""

from collections.abc import Iterator, Sequence

from bot.core.clusters import clusters
from bot.core.intents import Intent, Meant
from bot.core.words import normalise

_SURE = 0.9
"""How sure a keyword is: less than a whole phrase, more than any likeness."""

_Found = tuple[str, str]
"""The name of an intent, and the keyword as its author wrote it."""


class Keywords:
    """The keywords of a brand, by the word that they begin with, and signs by what they are.

    Args:
        intents: all that words may lead to.
    """

    def __init__(self, intents: Sequence[Intent]) -> None:
        self._by_first: dict[str, dict[str, list[_Found]]] = {}
        self._signs: dict[str, list[_Found]] = {}
        for intent in intents:
            for keyword in intent.keywords:
                self._add(intent.name, keyword)

    def find(self, text: str, said: str) -> tuple[Meant, ...]:
        """Return what the longest keywords of a message lead to, each once.

        Args:
            text: the message as it was written.
            said: the same as `normalise` returns it.
        """
        held = dict(self._held(text, said))
        longest = max(map(len, held), default=0)
        found = [one for words, among in held.items() if len(words) == longest for one in among]
        return tuple(Meant(name, _SURE, keyword) for name, keyword in dict(found).items())

    def _add(self, name: str, keyword: str) -> None:
        words = normalise(keyword)
        is_word = any(sign.isalnum() for sign in words)
        first, _, _ = words.partition(" ")
        among = self._by_first.setdefault(first, {}) if is_word else self._signs
        among.setdefault(words, []).append((name, keyword))

    def _held(self, text: str, said: str) -> Iterator[tuple[str, list[_Found]]]:
        """Yield every keyword that the message holds; signs are words of their own."""
        words = said.split()
        for place, word in enumerate(words):
            for keyword, among in self._by_first.get(word, {}).items():
                length = keyword.count(" ") + 1
                if " ".join(words[place : place + length]) == keyword:
                    yield keyword, among
        for sign in dict.fromkeys(map(normalise, clusters(text))) if self._signs else ():
            if sign in self._signs:
                yield sign, self._signs[sign]
