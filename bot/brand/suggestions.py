"""Did you mean: the nearest known word to one that is unknown."""

from collections.abc import Iterable

_CUTOFF = 0.6
"""Likeness from 0 to 1; difflib's own default: one slip in four letters is forgiven."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` was probably meant to be, None if nothing is near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only where something is misspelled

    by_folded = {name.casefold(): name for name in sorted(known)}
    found = get_close_matches(word.casefold(), by_folded, n=1, cutoff=_CUTOFF)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """Return the question to ask about `word`, None if nothing known is near."""
    found = nearest(word, known)
    return None if found is None else f'Did you mean "{found}"?'
