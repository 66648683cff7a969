"""Calling other dialogues, and leaving this one."""

from msgspec import field

from bot.core.values import Value
from bot.dialogue.program.part import Part


class Run(Part, frozen=True, tag="run"):
    """Call a dialogue and return: `arguments` set its slots, `slot` gets the map of them back."""

    path: str
    dialogue: str
    arguments: dict[str, Value] = field(default_factory=dict)
    slot: str | None = None


class Go(Part, frozen=True, tag="go"):
    """End this dialogue and begin another in its place."""

    path: str
    dialogue: str


class End(Part, frozen=True, tag="end"):
    """End this dialogue; also the last instruction of every program."""

    path: str


class Restart(Part, frozen=True, tag="restart"):
    """Begin this dialogue again with empty slots."""

    path: str
