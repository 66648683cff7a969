"""One conversation in neutral words, whatever the door: what a person reads, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Say:
    """Something typed."""

    text: str


@dataclass(frozen=True)
class Press:
    """A button pressed, by its label."""

    label: str


Act = Say | Press

SURVEY: Sequence[Act] = (
    Say("survey"),
    Press("A conversation"),
    Say("The baker *next door* {7*6} <b>&"),
    Say("eleven"),
    Say("8"),
    Press("Yes"),
)
"""Through the example's survey by its longest way, with one wrong answer on it."""

Line = tuple[str, str]
"""A line of text ("text", …) or a button ("button", label)."""


def lines_of(text: str, labels: Sequence[str]) -> list[Line]:
    """Return one message as neutral lines."""
    return [("text", line.strip()) for line in text.splitlines() if line.strip()] + [
        ("button", label) for label in labels
    ]
