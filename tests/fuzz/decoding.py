"""Wrong updates through each door: nothing raises, and whatever is decoded can be kept."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.channels.conformance.decoding import can_be_kept
from bot.core.events import Incoming
from tests.fuzz.doors import DOORS, Door
from tests.fuzz.mutating import Mutator

MOST_SHOWN = 5
_AT_ONCE = 2_000


@dataclass
class Tried:
    """What came of the updates of one door; `broken` are the first that should not have been."""

    mutated: int = 0
    decoded: int = 0
    raised: int = 0
    unstorable: int = 0
    broken: list[str] = field(default_factory=list)

    def blame(self, fault: str, raw: bytes) -> None:
        """Keep an update that showed a fault."""
        if len(self.broken) < MOST_SHOWN:
            self.broken.append(f"{fault}: {raw[:2_000]!r}")


Keep = Callable[[Sequence[Incoming]], Awaitable[None]]


async def try_door(name: str, count: int, seed: int, keep: Keep) -> Tried:
    """Send so many wrong updates through a door.

    Args:
        name: of the door.
        count: how many.
        seed: from which all chance comes.
        keep: takes in what was decoded.
    """
    door, tried = DOORS[name], Tried()
    mutator = Mutator(f"{seed} {name}", door.samples)
    while tried.mutated < count:
        some = min(_AT_ONCE, count - tried.mutated)
        decoded = [one for _ in range(some) for one in _through(door, mutator.next(), tried)]
        await keep(decoded)
    return tried


def _through(door: Door, raw: bytes, tried: Tried) -> Sequence[Incoming]:
    tried.mutated += 1
    try:
        incoming = door.take(raw)
    except Exception as error:  # noqa: BLE001 - whatever it raises is the finding
        tried.raised += 1
        tried.blame(type(error).__name__, raw)
        return ()
    kept = [one for one in incoming if can_be_kept(one)]
    if len(kept) < len(incoming):
        tried.unstorable += 1
        tried.blame("unstorable", raw)
    tried.decoded += len(kept)
    return kept
