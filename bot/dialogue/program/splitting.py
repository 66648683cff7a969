"""Letting chance decide."""

from bot.dialogue.program.part import Part


class Arm(Part, frozen=True):
    """One way of a split, which begins at `to`; `share` is its part beside those of the others."""

    name: str
    share: float
    to: int


class Split(Part, frozen=True, tag="split"):
    """Go the way that was drawn for this person when they first came here, or draw it now.

    `name` is what it is remembered by within the dialogue; `slot` gets the arm's name.
    """

    path: str
    name: str
    arms: tuple[Arm, ...]
    slot: str | None = None
