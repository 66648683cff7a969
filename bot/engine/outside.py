"""What happens outside the conversation: taken in once, as an order of a shop that was shipped.

No dialogue waits for such events yet: of an event nothing is kept but that it came, so that its
repetition is known.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from bot.core.ids import BrandId, ChannelName, EventId, derive
from bot.store.connection import Connection
from bot.store.events import NewEvent, add_events
from bot.store.moments import to_moment
from bot.store.people import Account, person_of

Taken = Literal["new", "duplicate", "nobody"]
"""`nobody`: it is about a person who never began a conversation; nothing is kept of it."""

_NO_CHANNEL = ChannelName("")


class Happened(Struct, frozen=True):
    """Something that happened elsewhere: to the person `person` of `channel`, or to everybody.

    `external_id` is the sender's own id of it, unique among the brand's outside events.
    """

    brand: BrandId
    external_id: str
    name: str
    channel: ChannelName | None = None
    person: str | None = None


def take_outside(
    connection: Connection, happened: Happened, number: Callable[[], int], now: datetime
) -> Taken:
    """Write down that an event came.

    Args:
        connection: inside a transaction.
        happened: what was told.
        number: gives the next number of the common order.
        now: the present time.
    """
    if happened.channel is not None and happened.person is not None:
        account = Account(happened.brand, happened.channel, happened.person)
        if person_of(connection, account) is None:
            return "nobody"
    return "duplicate" if add_events(connection, [_row(happened, number(), now)]) else "new"


def _row(happened: Happened, number: int, now: datetime) -> NewEvent:
    at = to_moment(now)
    return NewEvent(
        brand=happened.brand,
        id=EventId(derive("outside", happened.external_id, "")),
        seq=number,
        channel=_NO_CHANNEL,
        sender="",
        sender_facts="",
        space=None,
        happening="",
        raw=None,
        received_at=at,
        done_at=at,
        outcome="done",
    )
