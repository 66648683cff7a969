"""Telling the brand's own systems."""

from msgspec import field

from bot.core.values import Value
from bot.dialogue.program.part import Part


class Emit(Part, frozen=True, tag="emit"):
    """Tell the brand's own systems of an event, with `data` resolved as values of `set` are."""

    path: str
    event: str
    data: dict[str, Value] = field(default_factory=dict)
