"""What a picture of a dialogue is made of, whatever draws it."""

from typing import Literal

from msgspec import Struct

Shape = Literal["start", "says", "asks", "decides", "does", "waits", "leads", "end"]


class Box(Struct, frozen=True):
    """One step: what is written in its box, and by its shape what kind of step it is."""

    name: str
    shape: Shape
    text: str


class Way(Struct, frozen=True):
    """An arrow between two boxes, with when it is taken; empty where it always is."""

    start: str
    to: str
    when: str = ""


class Picture(Struct, frozen=True):
    """One dialogue, drawn from its first step on: what nothing leads to is not in it."""

    dialogue: str
    boxes: tuple[Box, ...]
    ways: tuple[Way, ...]
