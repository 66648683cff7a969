"""Yes and no, as people say them."""

from functools import lru_cache

from bot.core.universal import NO_WORDS, YES_WORDS, words_of
from bot.core.words import normalise


def read(text: str, languages: tuple[str, ...]) -> bool | None:
    """Return true for a yes, false for a no, None for anything else.

    Args:
        text: a whole message; "Sì!", "ok" and a thumb count.
        languages: the languages whose words count.
    """
    said = normalise(text)
    if said in _yes(languages):
        return True
    return False if said in _no(languages) else None


@lru_cache(maxsize=64)
def _yes(languages: tuple[str, ...]) -> frozenset[str]:
    return words_of(YES_WORDS, languages)


@lru_cache(maxsize=64)
def _no(languages: tuple[str, ...]) -> frozenset[str]:
    return words_of(NO_WORDS, languages)
