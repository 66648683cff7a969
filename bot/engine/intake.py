"""Intake: what a platform tells is stored once, before the platform is told that we have it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain

from msgspec import Struct

from bot.channels.contract import ChannelSettings, Receipt
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelName, EventId, derive
from bot.engine.quotations import quoting
from bot.engine.roles.tenure import Tenure
from bot.engine.votes import placed
from bot.store.clock import database_time
from bot.store.connection import Connection
from bot.store.events import NewEvent, add_events, wait_for_events
from bot.store.moments import SECOND, to_moment
from bot.store.numbers import Number, numbers_of
from bot.store.values import to_json

MOST_WAITING = 10_000
"""Events of one brand that may wait for their turn: a minute's work, and a bound on what a flood
can occupy. Beyond it, senders are told to come again."""


class HeldFor(Struct, frozen=True):
    """Who waits for what is said to updates, and for how many seconds."""

    name: str
    seconds: float


class Arrival(Struct, frozen=True):
    """Updates that came together over one channel, in their order, heard by this tenure of it.

    `ids` are those of the updates, by what the platform calls each of them.
    """

    settings: ChannelSettings
    incoming: tuple[Incoming, ...]
    ids: Mapping[str, EventId]
    at: datetime
    tenure: Tenure
    waiter: HeldFor | None = None


Known = set[tuple[BrandId, EventId]]


def event_ids(channel: ChannelName, incoming: Sequence[Incoming]) -> dict[str, EventId]:
    """Return the ids of updates, by the platform's: the same for every repetition of them."""
    return {one.external_id: EventId(derive(channel, one.external_id)) for one in incoming}


def _rows(connection: Connection, arrival: Arrival, number: Number) -> list[NewEvent]:
    """Return an arrival as the store keeps it, numbered in its order."""
    settings, at, waiter = arrival.settings, to_moment(arrival.at), arrival.waiter
    until = None
    if waiter is not None:
        until = database_time(connection) + round(waiter.seconds * SECOND)
    return [
        NewEvent(
            brand=settings.brand,
            id=arrival.ids[incoming.external_id],
            seq=number(),
            channel=settings.name,
            sender=incoming.sender.id,
            sender_facts=to_json(incoming.sender),
            space=incoming.space,
            happening=to_json(incoming.happening),
            raw=incoming.raw,
            received_at=at,
            waiter=None if waiter is None else waiter.name,
            waits_until=until,
        )
        for incoming in _found(connection, settings, arrival.incoming)
    ]


def _found(
    connection: Connection, settings: ChannelSettings, incoming: Sequence[Incoming]
) -> Sequence[Incoming]:
    """Return updates with what we know of the messages of ours that they are about."""
    return quoting(connection, settings, placed(connection, settings, incoming))


def store_arrivals(
    connection: Connection, arrivals: Sequence[Arrival]
) -> list[tuple[Receipt, ...]]:
    """Write arrivals, and say of each update whether it is new.

    What was heard on a channel that is not ours any more is not taken: its owner hears it too.
    """
    tenures = {arrival.tenure for arrival in arrivals}
    refused = {tenure for tenure in tenures if tenure.is_refused(connection)}
    number = numbers_of(connection)
    rows = [[] if one.tenure in refused else _rows(connection, one, number) for one in arrivals]
    brands: dict[BrandId, list[NewEvent]] = {}
    for row in chain.from_iterable(rows):
        brands.setdefault(row.brand, []).append(row)
    known = {
        (brand, event) for brand, new in brands.items() for event in add_events(connection, new)
    }
    awaited = [row for row in chain.from_iterable(rows) if row.waiter is not None]
    wait_for_events(connection, [row for row in awaited if (row.brand, row.id) in known])
    return [
        all_full(arrival) if arrival.tenure in refused else tuple(_receipts(arrival, one, known))
        for arrival, one in zip(arrivals, rows, strict=True)
    ]


def _receipts(arrival: Arrival, rows: Sequence[NewEvent], known: Known) -> Iterator[Receipt]:
    """Yield what is said of each update; what nobody keeps needs not be told again."""
    kept = {row.id for row in rows}
    for one in arrival.incoming:
        event = arrival.ids[one.external_id]
        if event in kept:
            yield _receipt(arrival.settings.brand, event, known)
        else:
            yield Receipt("duplicate", event)


def all_full(arrival: Arrival) -> tuple[Receipt, ...]:
    """Return receipts of updates that are not taken: whoever told them tells them again."""
    return tuple(Receipt("full", arrival.ids[one.external_id]) for one in arrival.incoming)


def _receipt(brand: BrandId, event: EventId, known: Known) -> Receipt:
    """Say whether an update is new; from then on it is known."""
    key = (brand, event)
    if key in known:
        return Receipt("duplicate", event)
    known.add(key)
    return Receipt("new", event)
