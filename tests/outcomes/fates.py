"""What may become of a message on any platform: refused for good, in doubt, or on hold."""

from collections.abc import Iterator
from typing import Any

from tests.outcomes.row import (
    BREAK_OFF,
    BREAK_OFF_AFTER,
    HANG,
    HANG_AFTER,
    RESET,
    RESET_AFTER,
    Fault,
    Row,
)

AGAIN = "sends it again, first after 1 s and then ever more slowly"
GOES_ON = "keeps it among the rejected (`convivio deliveries list`) and goes on"
HOLDS = "holds the channel, reports it and tries every 30 s"
_LOSSES = {
    "no answer": (HANG, HANG_AFTER),
    "cut off": (RESET, RESET_AFTER),
    "the answer breaks off": (BREAK_OFF, BREAK_OFF_AFTER),
}


def rejected(name: str, where: str, fault: dict[str, Any]) -> Row:
    """Return the row of a message that is refused for good."""
    return Row(name, "rejected", GOES_ON, (Fault(where, fault),), ends="rejected")


def doubted(name: str, where: str, fault: dict[str, Any], then: str = AGAIN, **more: Any) -> Row:
    """Return the row of a message of which nobody knows for a while whether it was taken."""
    return Row(name, "unknown", then, (Fault(where, fault),), doubted=True, **more)


def lost(where: str, then: str = AGAIN, *, copies: int = 2, **more: Any) -> Iterator[Row]:
    """Yield each way to lose an answer, with nothing done and with all of it.

    Args:
        where: the request that it belongs to.
        then: what the product does.
        copies: how often a message is read that was taken and is sent again.
        more: as in `Row`.
    """
    for name, (before, after) in _LOSSES.items():
        yield doubted(f"{name}, and nothing was done", where, before, then, **more)
        yield doubted(f"{name}, though it was done", where, after, then, copies=copies, **more)
