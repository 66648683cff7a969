"""Repeating what an author wrote in a message: short, and in one line."""

from collections.abc import Iterable

_LONGEST = 40
"""Characters of an author's text that a message repeats."""

_MOST = 8
"""Names that a hint lists."""


def quoted(text: str) -> str:
    """Return a text in quotes, shortened."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"}"'


def listed(names: Iterable[str]) -> str:
    """Return the first names of many, in order."""
    known = sorted(names)
    return ", ".join(known[:_MOST]) + (", …" if len(known) > _MOST else "")
