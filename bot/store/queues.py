"""How long what waits has been waiting: one look into an index for each queue."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import Column, ColumnElement, Table, bindparam, null, select

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.schema import calls, deliveries, emissions, events
from bot.store.statement import Statement, always, fixed

Queue = Literal["events", "due", "replies", "bulk", "emissions", "calls"]
"""`due` are timers and what was held back, `replies` and `bulk` the two lanes of a channel."""


class Oldest(Struct, frozen=True):
    """The one that is next in a queue, and since when it waits (microseconds).

    `channel` is None where the queue is one of the whole brand.
    """

    brand: BrandId
    queue: Queue
    since: int
    channel: ChannelName | None = None


def _first(
    table: Table, since: Column[int], *waits: ColumnElement[bool], by: Sequence[str]
) -> Statement:
    """Return what reads since when the first row waits, of those that wait, in an order."""
    return always(
        lambda: (
            select(since)
            .where(table.c.brand == bindparam("brand"), *waits)
            .order_by(*(table.c[name] for name in by))
            .limit(fixed(1))
            .offset(fixed(0))
        )
    )


_E, _D, _O, _C = events.c, deliveries.c, emissions.c, calls.c
_BY_NUMBER, _BY_TIME = ("seq",), ("due_at", "seq")

_EVENTS = _first(
    events, _E.received_at, _E.done_at.is_(null()), _E.due_at.is_(null()), by=_BY_NUMBER
)
_DUE = _first(events, _E.due_at, _E.done_at.is_(null()), _E.due_at.is_not(null()), by=_BY_TIME)
_EMISSIONS = _first(emissions, _O.at, _O.status == fixed("pending"), by=_BY_TIME)
_CALLS = _first(calls, _C.at, _C.status == fixed("pending"), by=_BY_TIME)
_OF_BRAND: dict[Queue, Statement] = {
    "events": _EVENTS,
    "due": _DUE,
    "emissions": _EMISSIONS,
    "calls": _CALLS,
}
_LANES: dict[Queue, int] = {"replies": 0, "bulk": 1}
_OF_LANE = _first(
    deliveries,
    _D.created_at,
    _D.status == fixed("pending"),
    _D.channel == bindparam("channel"),
    _D.bulk == bindparam("bulk"),
    by=_BY_NUMBER,
)


def oldest_waiting(
    connection: Connection, brand: BrandId, channels: Iterable[ChannelName], now: int
) -> list[Oldest]:
    """Return the oldest of each queue of a brand in which something waits.

    Args:
        connection: inside a transaction.
        brand: whose.
        channels: its channels with a way out.
        now: the present moment (microseconds): what is not due yet does not wait.
    """
    found = [
        Oldest(brand, queue, rows[0][0])
        for queue, statement in _OF_BRAND.items()
        if (rows := statement.read(connection, brand=brand))
    ]
    found += [
        Oldest(brand, queue, rows[0][0], channel)
        for channel in channels
        for queue, bulk in _LANES.items()
        if (rows := _OF_LANE.read(connection, brand=brand, channel=channel, bulk=bulk))
    ]
    return [one for one in found if one.since <= now]
