"""Compares what somebody read with what was foretold: lost, changed, overtaken, or read twice."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.foretold import Message


@dataclass(frozen=True)
class Sent:
    """One delivery as the outbox knows it: its group, and how often its end was unknown."""

    group: str
    doubts: int


@dataclass
class Judged:
    """What was found about one person."""

    lost: int = 0
    unlike: int = 0
    doubled: int = 0
    doubled_without_doubt: int = 0
    copies: Counter[int] = field(default_factory=Counter)


def judge(read: Sequence[Message], wanted: Sequence[Message], sent: Sequence[Sent]) -> Judged:
    """Return what is wrong with what somebody read.

    A group may be told again from any of its parts on, as long as the next group has not begun:
    each such repeat must be of a delivery that was in doubt.
    """
    found = Judged()
    if len(sent) != len(wanted):
        found.unlike += 1
        return found
    newest = -1
    for message in read:
        if newest + 1 < len(wanted) and message == wanted[newest + 1]:
            newest += 1
            found.copies[newest] += 1
        elif (place := _repeated(message, wanted, sent, newest)) is not None:
            found.copies[place] += 1
            found.doubled += 1
        else:
            found.unlike += 1
    found.lost = len(wanted) - newest - 1
    found.doubled_without_doubt = sum(
        max(0, count - 1 - sent[place].doubts) for place, count in found.copies.items()
    )
    return found


def _repeated(
    message: Message, wanted: Sequence[Message], sent: Sequence[Sent], newest: int
) -> int | None:
    """Return which part of the newest group this is; None where it is none of them."""
    place = newest
    while place >= 0 and sent[place].group == sent[newest].group:
        if wanted[place] == message:
            return place
        place -= 1
    return None
