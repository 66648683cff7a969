"""What each kind of message may do: the policy as one table."""

from collections.abc import Mapping

from msgspec import Struct

from bot.store.deliveries import DeliveryKind


class Policy(Struct, frozen=True):
    """How a message of one kind leaves.

    `asks` says that whoever claims it asks whether it is still wanted (a stop, a block, quiet
    hours), for nobody has just asked for it; `speaks_first` that it also needs a consent, room
    under the caps and an armed database. `repeats` says that it is sent again while nobody knows
    whether it came, on a platform that would not know the repetition; where it `speaks_first`, its
    broadcast may say otherwise (`if_unknown`).
    """

    asks: bool = False
    speaks_first: bool = False
    repeats: bool = True


POLICIES: Mapping[DeliveryKind, Policy] = {
    "reply": Policy(),
    "farewell": Policy(),
    "export": Policy(),
    "service": Policy(asks=True),
    "topic": Policy(asks=True, speaks_first=True, repeats=False),
}
"""Answers to what a person did; the confirmation of a stop; a person's own data; what a clock or an
event caused; the first word to many. `docs/reference/deliveries.md` shows them beside each other.
"""
