"""Secrets written where anybody who reads the files can read them, known by their shape."""

import re
from collections.abc import Iterator

from bot.brand.collected import Faults
from bot.brand.nodes import Document
from bot.core.lazy_pattern import lazy_pattern

_SHAPES = {
    "a Telegram token": r"\b\d{6,12}:[A-Za-z0-9_-]{33,}",
    "a Discord token": r"\b[MNO][A-Za-z0-9_-]{22,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}",
    "a signing secret": r"\bwhsec_[A-Za-z0-9+/]{16,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a token of GitHub": r"\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{30,}",
    "a token of Slack": r"\bxox[abeprs]-[A-Za-z0-9-]{20,}",
    "a key of Amazon": r"\bAKIA[0-9A-Z]{16}\b",
    "a key of Google": r"\bAIza[0-9A-Za-z_-]{35}",
    "a secret key": r"\b(?:sk|rk)[-_][A-Za-z0-9_-]{20,}",
    "a bearer token": r"\bBearer [A-Za-z0-9._~+/-]{16,}",
    "a password in an address": r"://[^/\s:@{}$]+:[^/\s:@{}$]+@",
}
_ANY = lazy_pattern("|".join(f"({shape})" for shape in _SHAPES.values()))
_PERHAPS = lazy_pattern(r"[A-Za-z0-9_+/.-]{20}|://|-----BEGIN|Bearer ")
"""What each of them holds: most lines have no word that long, and need no closer look."""

_NAMES = tuple(_SHAPES)


def refuse_spilled(document: Document, faults: Faults) -> None:
    """Add a fault for each secret in a file, which never repeats the secret.

    Args:
        document: any file that people write.
        faults: where to add; a line that has an error already gets no second one.
    """
    spilled = list(_found_in(document.text))
    if not spilled:
        return
    known = {(one.file, one.line) for one in faults.found if one.severity == "error"}
    for found in spilled:
        place = document.place(found.start())
        if (place.file, place.line) not in known:
            message = f"This looks like {_NAMES[(found.lastindex or 1) - 1]}."
            hint = "Take it out and have a new one made: whoever has these files has it too."
            faults.error(place, message, hint)


def _found_in(text: str) -> Iterator[re.Match[str]]:
    """Yield what looks like a secret; none goes beyond its line."""
    end = 0
    while (perhaps := _PERHAPS.search(text, end)) is not None:
        begin = text.rfind("\n", 0, perhaps.start()) + 1
        end = text.find("\n", perhaps.end())
        end = len(text) if end < 0 else end
        yield from _ANY.finditer(text, begin, end)
