"""The forms in which people write one kind of thing, as patterns over spelled text."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from msgspec import Struct

from bot.understanding.spelling import TAKEN

Known = TypeVar("Known")
Meant = TypeVar("Meant")

Read = Callable[[re.Match[str], Known], Meant | None]
"""Says what a match means, by what is known besides; None where there is no such thing."""

_START = r"(?<![\w.,:/+-])"


class Shape(Struct, Generic[Known, Meant], frozen=True):
    """One form; a `certain` one is nothing else, whatever stands around it."""

    pattern: re.Pattern[str]
    read: Read[Known, Meant]
    certain: bool


def shapes_of(
    forms: Sequence[tuple[str, Read[Known, Meant], bool]], parts: Mapping[str, str], end: str
) -> tuple[Shape[Known, Meant], ...]:
    """Return forms as shapes, in their order.

    Args:
        forms: patterns with what they mean, and whether they are certain.
        parts: what stands for the names in the patterns.
        end: the pattern of what may follow.
    """
    return tuple(
        Shape(re.compile(_START + form % parts + end), read, certain)
        for form, read, certain in forms
    )


def without_certain(plain: str, shapes: Sequence[Shape[Known, Meant]]) -> str:
    """Return a spelled text without what can only be one of these."""
    for shape in shapes:
        if shape.certain:
            plain = shape.pattern.sub(TAKEN, plain)
    return plain
