"""What platforms tell of the way to somebody: closed, open again, elsewhere, or a dead end."""

from typing import assert_never

from bot.core.effects import CloseDoor, Effect, MarkUndelivered, MoveSpace, OpenDoor
from bot.core.events import Blocked, Reachability, SpaceMoved, Unblocked, Undelivered


def effect_of(happening: Reachability) -> Effect:
    """Return what follows; the conversation stays as it is."""
    match happening:
        case Blocked():
            return CloseDoor()
        case Unblocked():
            return OpenDoor()
        case SpaceMoved(to):
            return MoveSpace(to)
        case Undelivered(delivery, reason):
            return MarkUndelivered(delivery, reason)
        case _:
            assert_never(happening)
