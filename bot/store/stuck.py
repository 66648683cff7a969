"""What does not go on by itself, or not soon: for who looks after it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from msgspec import Struct
from sqlalchemy import bindparam, func, null, select

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.events import HeldFor
from bot.store.schema import calls, deliveries, events
from bot.store.statement import always, fixed


class Claimed(Struct, frozen=True):
    """Messages of a channel that somebody has taken to send: how many.

    Those are left out that somebody waits for in a request: they have a time of their own.
    """

    channel: ChannelName
    owner: str
    count: int


class HeldBack(Struct, frozen=True):
    """Events that are held back for a reason: how many, and since when the first (microseconds)."""

    held: HeldFor
    count: int
    since: int


class Standstill(Struct, frozen=True):
    """What is claimed or held back now; `calls` were claimed by who has not ended them in time."""

    claims: tuple[Claimed, ...] = ()
    held: tuple[HeldBack, ...] = ()
    calls: int = 0


_D, _E, _C = deliveries.c, events.c, calls.c
_CLAIMS = always(
    # Counted by us: the index knows of no channel, and all would be sorted.
    lambda: (
        select(_D.lease_owner, _D.channel)
        .where(
            _D.brand == bindparam("brand"),
            _D.status == fixed("claimed"),
            func.coalesce(_D.lease_until, fixed(0)) <= bindparam("now"),
        )
        .order_by(_D.lease_owner)
    )
)
_HELD = always(
    # In the order of the index, which begins with the channel; summed up by us.
    lambda: (
        select(_E.channel, _E.held, func.count(), func.min(_E.received_at))
        .where(_E.brand == bindparam("brand"), _E.held.is_not(null()))
        .group_by(_E.channel, _E.held)
    )
)
_LATE_CALLS = always(
    lambda: select(func.count()).where(
        _C.brand == bindparam("brand"),
        _C.status == fixed("claimed"),
        _C.lease_until <= bindparam("now"),
    )
)


def standstill_in(connection: Connection, brand: BrandId, now: int) -> Standstill:
    """Return what of a brand is claimed or held back.

    Args:
        connection: inside a transaction.
        brand: whose.
        now: the present moment by the database's clock (microseconds).
    """
    taken = Counter(_CLAIMS.read(connection, brand=brand, now=now))
    return Standstill(
        tuple(Claimed(channel, owner or "", count) for (owner, channel), count in taken.items()),
        tuple(_held(_HELD.read(connection, brand=brand))),
        _LATE_CALLS.read(connection, brand=brand, now=now)[0][0],
    )


def _held(rows: Sequence[tuple[ChannelName, HeldFor, int, int]]) -> Iterator[HeldBack]:
    """Sum up what is held back on all channels."""
    for held in get_args(HeldFor):
        found = [(count, since) for _, why, count, since in rows if why == held]
        if found:
            counts, moments = zip(*found, strict=True)
            yield HeldBack(held, sum(counts), min(moments))
