"""What starts a dialogue by words: phrases and keywords."""

from collections.abc import Mapping
from functools import lru_cache

from bot.core.words import holds_word, normalise

_authored = lru_cache(maxsize=4096)(normalise)
"""Only what authors wrote is remembered, never what people write."""


def read_phrases(text: str, phrases: Mapping[str, str]) -> tuple[str, ...]:
    """Return the targets of the phrases that the whole text is, each once.

    Args:
        text: a whole message.
        phrases: the target of each phrase.
    """
    said = normalise(text)
    found = (target for phrase, target in phrases.items() if _authored(phrase) == said)
    return tuple(dict.fromkeys(found))


def read_keywords(text: str, keywords: Mapping[str, str]) -> tuple[str, ...]:
    """Return the targets of the longest keywords that the text holds, each once.

    Args:
        text: a whole message.
        keywords: the target of each keyword.

    Returns:
        Several targets where keywords of the same length lead to different ones.
    """
    said = normalise(text)
    held = [
        (len(_authored(word)), target)
        for word, target in keywords.items()
        if holds_word(said, _authored(word))
    ]
    longest = max((length for length, _ in held), default=0)
    return tuple(dict.fromkeys(target for length, target in held if length == longest))
