"""What platforms tell of the way to somebody: it is closed, open again, or leads elsewhere."""

from typing import assert_never

from bot.core.effects import CloseDoor, Effect, MoveSpace, OpenDoor
from bot.core.events import Blocked, SpaceMoved, Unblocked


def at_the_door(happening: Blocked | Unblocked | SpaceMoved) -> Effect:
    """Return what follows; the conversation stays as it is."""
    match happening:
        case Blocked():
            return CloseDoor()
        case Unblocked():
            return OpenDoor()
        case SpaceMoved(to):
            return MoveSpace(to)
        case _:
            assert_never(happening)
