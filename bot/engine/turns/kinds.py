"""What kind of thing a stored event tells, by how it begins: nothing is decoded for that."""

from typing import get_args

from msgspec import Struct

from bot.core.events import (
    Answered,
    Began,
    Blocked,
    Due,
    Happened,
    Happening,
    Opened,
    Pressed,
    Reacted,
    Said,
    SpaceMoved,
    Unblocked,
    Undelivered,
    Voted,
)
from bot.store.events import PendingEvent


def _beginnings(*kinds: type[Struct], then: str = "") -> tuple[str, ...]:
    """Return how stored events of these kinds begin, with what follows on their names."""
    return tuple(f'{{"type":"{kind.__struct_config__.tag}"{then}' for kind in kinds)


_KNOWN = _beginnings(*get_args(Happening))
_SPOKEN = _beginnings(Said, Pressed, Voted, Opened)
_UNSPOKEN = _beginnings(Blocked, Unblocked, SpaceMoved, Undelivered, Reacted)
_BEGAN = _beginnings(Began)
_URGENT_ANSWER = _beginnings(Answered, then=',"cause":"urgent"')
_CAUSED = (
    *_beginnings(Happened, Due, Began),
    *_beginnings(Answered, then=',"cause":"caused"'),
    *_URGENT_ANSWER,
)


def is_of_known_kind(row: PendingEvent) -> bool:
    """Say whether this program knows what has happened; a newer one may have taken it in."""
    return row.happening.startswith(_KNOWN)


def is_spoken(row: PendingEvent) -> bool:
    """Say whether a person did this."""
    return row.happening.startswith(_SPOKEN)


def is_unspoken(row: PendingEvent) -> bool:
    """Say whether this is something that nobody says: it is never answered in words."""
    return row.happening.startswith(_UNSPOKEN)


def is_caused(row: PendingEvent) -> bool:
    """Say whether a clock or another system did this, or had us call what has answered now."""
    return row.happening.startswith(_CAUSED)


def can_be_held(row: PendingEvent) -> bool:
    """Say whether quiet hours hold this; what the brand begins was asked for at the gate."""
    return is_caused(row) and not row.happening.startswith(_BEGAN)


def is_urgent_answer(row: PendingEvent) -> bool:
    """Say whether something urgent had us call what has answered now: no quiet hours hold it."""
    return row.happening.startswith(_URGENT_ANSWER)
