"""Yes and no, as people say them."""

from functools import lru_cache

from bot.core.universal import NO_WORDS, YES_WORDS, words_of
from bot.core.words import normalise

_COURTESY = {"en": ("please", "thanks", "thank you"), "it": ("grazie", "per favore")}
"""What may stand beside a yes or a no, and is neither by itself."""


def read(text: str, languages: tuple[str, ...]) -> bool | None:
    """Return true for a yes, false for a no, None for anything else.

    Args:
        text: a whole message; "Sì!", "ok", "yes, of course" and a thumb or two count.
        languages: the languages whose words count.
    """
    said = normalise(text)
    only_sign = len(set(said)) == 1
    words = [said[0]] if only_sign else said.split()
    meanings: set[bool] = set()
    while words:
        length = _beginning(words, languages)
        if not length:
            return None
        meaning = _meanings(languages)[" ".join(words[:length])]
        meanings |= set() if meaning is None else {meaning}
        words = words[length:]
    return meanings.pop() if len(meanings) == 1 else None


def _beginning(words: list[str], languages: tuple[str, ...]) -> int:
    """Return how many of the words a known word or phrase begins with takes, 0 for none."""
    meanings = _meanings(languages)
    lengths = range(min(len(words), _longest(languages)), 0, -1)
    return next((length for length in lengths if " ".join(words[:length]) in meanings), 0)


@lru_cache(maxsize=64)
def _longest(languages: tuple[str, ...]) -> int:
    return max(len(phrase.split()) for phrase in _meanings(languages))


@lru_cache(maxsize=64)
def _meanings(languages: tuple[str, ...]) -> dict[str, bool | None]:
    """Return what each word or phrase means; None where it is mere courtesy."""
    return {
        **dict.fromkeys(words_of(_COURTESY, languages)),
        **dict.fromkeys(words_of(NO_WORDS, languages), False),
        **dict.fromkeys(words_of(YES_WORDS, languages), True),
    }
