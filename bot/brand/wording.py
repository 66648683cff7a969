"""How messages repeat what an author wrote, short and in one line, and how they count."""

from collections.abc import Iterable

_LONGEST = 40
"""Characters of an author's text that a message repeats."""

_MOST = 8
"""Names that a hint lists."""


def quoted(text: str) -> str:
    """Return a text in quotes, shortened."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"}"'


def counted(number: int, noun: str) -> str:
    """Return a number of things, such as "1 fault" or "2 faults"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Iterable[str]) -> str:
    """Return the first names of many, in order."""
    known = sorted(names)
    return ", ".join(known[:_MOST]) + (", …" if len(known) > _MOST else "")
