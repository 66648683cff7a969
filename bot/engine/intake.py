"""Intake: what a platform tells is stored once, before the platform is told that we have it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec import Struct

from bot.channels.contract import ChannelSettings, Receipt
from bot.core.events import Incoming
from bot.core.ids import BrandId, EventId, derive
from bot.store.connection import Connection
from bot.store.events import NewEvent, add_events
from bot.store.moments import to_moment
from bot.store.values import to_json

MOST_WAITING = 10_000
"""Events of one brand that may wait for their turn: a minute's work, and a bound on what a flood
can occupy. Beyond it, senders are told to come again."""


class Arrival(Struct, frozen=True):
    """Updates that came together over one channel."""

    settings: ChannelSettings
    incoming: tuple[Incoming, ...]
    at: datetime


Rows = Sequence[NewEvent]
Known = set[tuple[BrandId, EventId]]


def event_id(settings: ChannelSettings, incoming: Incoming) -> EventId:
    """Return the id of an update: the same for every repetition of it."""
    return EventId(derive(settings.name, incoming.external_id))


def rows_for(arrival: Arrival, next_number: Callable[[], int]) -> list[NewEvent]:
    """Return an arrival as the store keeps it, numbered in its order."""
    settings, at = arrival.settings, to_moment(arrival.at)
    return [
        NewEvent(
            brand=settings.brand,
            id=event_id(settings, incoming),
            seq=next_number(),
            channel=settings.name,
            sender=incoming.sender.id,
            sender_facts=to_json(incoming.sender),
            space=incoming.space,
            happening=to_json(incoming.happening),
            raw=incoming.raw,
            received_at=at,
        )
        for incoming in arrival.incoming
    ]


def store_arrivals(connection: Connection, arrivals: Sequence[Rows]) -> list[tuple[Receipt, ...]]:
    """Write arrivals, and say of each update whether it is new."""
    brands: dict[BrandId, list[NewEvent]] = {}
    for rows in arrivals:
        for row in rows:
            brands.setdefault(row.brand, []).append(row)
    known = {
        (brand, event) for brand, rows in brands.items() for event in add_events(connection, rows)
    }
    return [tuple(_receipt(row, known) for row in rows) for rows in arrivals]


def _receipt(row: NewEvent, known: Known) -> Receipt:
    """Say whether an update is new; from then on it is known."""
    key = (row.brand, row.id)
    if key in known:
        return Receipt("duplicate", row.id)
    known.add(key)
    return Receipt("new", row.id)
