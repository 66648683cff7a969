"""What people put around an answer: "vorrei il … grazie", "I'd like the … please"."""

from collections.abc import Iterator

FRAMING = frozenset(
    {
        *("the", "a", "an", "i", "it", "is", "my", "me", "of", "to", "in", "one", "some", "mine"),
        *("would", "like", "love", "want", "have", "take", "go", "for", "with", "choose", "pick"),
        *("prefer", "say", "think", "choice", "please", "thanks", "thank", "you", "just", "then"),
        *("size", "colour", "color", "definitely", "let", "be", "well", "oh"),
        *("il", "lo", "la", "i", "gli", "le", "un", "una", "uno", "di", "del", "della", "in"),
        *("vorrei", "voglio", "prendo", "prenderei", "scelgo", "preferisco", "dico"),
        *("direi", "penso", "credo", "facciamo", "opto", "andrei", "vado", "per", "con", "sono"),
        *("me", "mi", "piace", "piacerebbe", "serve", "va", "bene", "quello", "quella", "allora"),
        *("grazie", "favore", "piacere", "proprio", "taglia", "colore"),
    }
)
"""Words that surround an answer and are none of it, folded."""

_CONTRACTED = frozenset({"d", "m", "s", "ll", "l"})
"""What is left of "I'd", "I'm", "it's", "I'll" and "l'" when apostrophes end a word."""

_MOST_WORDS = 10
"""Words of a message that is still looked at so: a longer one says more than its answer."""


def framed(said: str) -> Iterator[str]:
    """Yield what a message says without the words around it, those that keep more first.

    Args:
        said: a message as `bot.core.words.normalise` returns it.
    """
    words = said.split()
    if len(words) > _MOST_WORDS:
        return
    left, right = _framing(words), _framing(words[::-1])
    for taken in range(1, left + right + 1):
        for before in range(max(0, taken - right), min(left, taken) + 1):
            core = words[before : len(words) - (taken - before)]
            if core and not FRAMING.issuperset(core):
                yield " ".join(core)


def _framing(words: list[str]) -> int:
    """Return how many words from the start are a frame."""
    outside = (n for n, word in enumerate(words) if word not in FRAMING | _CONTRACTED)
    return next(outside, len(words))
