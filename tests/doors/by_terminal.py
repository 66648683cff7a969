"""Holds a conversation through `convivio chat`, typed into a pipe."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.doors.neutral import Act, Line, Press, Say
from tests.product import convivio, environment

_NUMBERED = re.compile(r"  \d+\. (.+)")
_ADDED = re.compile(r"  \((.+)\)")


def talk(brand: Path, database: Path, acts: Sequence[Act]) -> list[Line]:
    """Return what the person at the terminal reads."""
    typed = "".join(f"{_typed(act)}\n" for act in acts)
    environ = environment(CONVIVIO_DATABASE=str(database))
    printed = convivio("chat", str(brand), environ=environ, typed=typed)
    return [line for text in printed.splitlines() for line in _read(text)]


def _typed(act: Act) -> str:
    match act:
        case Say(text):
            return text
        case Press(label):
            return label


def _read(text: str) -> list[Line]:
    if numbered := _NUMBERED.fullmatch(text):
        return [("button", numbered[1])]
    if added := _ADDED.fullmatch(text):
        return [("button", label) for label in added[1].split(" / ")]
    return [("text", text.strip())] if text.strip() else []
