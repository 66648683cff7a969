"""Events that are told to the brand's own systems: what waits to be told, and how it ended.

What one person causes is told in its order: the oldest that waits for each person is the only one
that may leave.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import bindparam, exists, func, select, update

from bot.core.ids import BrandId, ChannelName, PersonId
from bot.store.bell import EmissionsWait, ring
from bot.store.clock import AT_ONCE
from bot.store.connection import Connection
from bot.store.schema import emissions
from bot.store.statement import always, fixed, insert_new

EmissionStatus = Literal["pending", "recorded", "accepted", "rejected"]
"""`recorded` is never sent: the brand has nowhere to send it to."""


class EmissionRow(Struct, frozen=True):
    """One event as a turn writes it.

    `id` is `derive(event, "emit", position)`. `channel` and `external_id` name the person in the
    words of whoever is told, `data` is a JSON object, times are microseconds since 1970. It is
    `due_at` a moment of `waiting_time`.
    """

    brand: BrandId
    id: str
    seq: int
    name: str
    person: PersonId
    channel: ChannelName
    external_id: str
    data: str
    status: EmissionStatus
    at: int
    due_at: int = AT_ONCE
    attempts: int = 0
    reason: str | None = None
    settled_at: int | None = None
    first_tried_at: int | None = None


class WaitingEmission(Struct, frozen=True):
    """The oldest event that waits to be told about one person; `due_at` may be to come."""

    id: str
    name: str
    person: PersonId
    channel: ChannelName
    external_id: str
    data: str
    at: int
    due_at: int
    attempts: int
    first_tried_at: int | None


class EmissionEnd(Struct, frozen=True):
    """How a try to tell an event ended: for good, or `pending` again and due at `due_at`."""

    brand: BrandId
    id: str
    status: EmissionStatus
    tried_at: int
    reason: str | None = None
    settled_at: int | None = None
    due_at: int = AT_ONCE


class DeadEmission(Struct, frozen=True):
    """An event that was never told: which, why, and when that was given up (microseconds)."""

    id: str
    name: str
    reason: str
    at: int


MOST_COUNTED = 10_000
"""Somebody who counts often is to read no more: this many is a great many."""

_E = emissions.c
_EARLIER = emissions.alias("earlier")
_IS_PENDING = _E.status == fixed("pending")

_ADD = insert_new(emissions)
_WAITING = always(
    lambda: (
        select(
            _E.id,
            _E.name,
            _E.person,
            _E.channel,
            _E.external_id,
            _E.data,
            _E.at,
            _E.due_at,
            _E.attempts,
            _E.first_tried_at,
        )
        .where(
            _E.brand == bindparam("brand"),
            _IS_PENDING,
            ~exists(
                select(fixed(1)).where(
                    _EARLIER.c.brand == _E.brand,
                    _EARLIER.c.person == _E.person,
                    _EARLIER.c.status == fixed("pending"),
                    _EARLIER.c.seq < _E.seq,
                )
            ),
        )
        .order_by(_E.due_at, _E.seq)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_SETTLE = always(
    lambda: (
        update(emissions)
        .where(_E.brand == bindparam("brand"), _E.id == bindparam("id"), _IS_PENDING)
        .values(
            status=bindparam("status"),
            due_at=bindparam("due_at"),
            attempts=_E.attempts + fixed(1),
            first_tried_at=func.coalesce(_E.first_tried_at, bindparam("tried_at")),
            reason=bindparam("reason"),
            settled_at=bindparam("settled_at"),
        )
    ),
)
_HURRY = always(
    lambda: (
        update(emissions)
        .where(_E.brand == bindparam("brand"), _IS_PENDING, _E.due_at > fixed(AT_ONCE))
        .values(due_at=fixed(AT_ONCE))
    ),
)
_COUNT = always(
    lambda: (
        select(fixed(1))
        .where(_E.brand == bindparam("brand"), _IS_PENDING)
        .limit(fixed(MOST_COUNTED))
        .offset(fixed(0))
    ),
)
_DEAD = always(
    lambda: (
        select(_E.id, _E.name, _E.reason, _E.settled_at)
        .where(_E.brand == bindparam("brand"), _E.status == fixed("rejected"))
        .order_by(_E.settled_at)
    ),
)


def add_emissions(connection: Connection, rows: Sequence[EmissionRow]) -> None:
    """Write events that are to be told, each once, and tell whoever sends them."""
    _ADD.put(connection, rows)
    ring(connection, *(EmissionsWait(brand) for brand in {row.brand for row in rows}))


def waiting_emissions(connection: Connection, brand: BrandId, most: int) -> list[WaitingEmission]:
    """Return the oldest event that waits for each person, in the order in which they are due.

    Args:
        connection: inside a transaction.
        brand: whose.
        most: events at most.
    """
    rows = _WAITING.read(connection, brand=brand, most=most)
    return [WaitingEmission(*row) for row in rows]


def settle_emissions(connection: Connection, rows: Sequence[EmissionEnd]) -> None:
    """Write down how tries ended; what was erased meanwhile stays gone."""
    _SETTLE.put(connection, rows)


def hurry_emissions(connection: Connection, brand: BrandId) -> None:
    """Let everything that waits for another try be due now."""
    _HURRY.change(connection, brand=brand)


def count_emissions(connection: Connection, brand: BrandId) -> int:
    """Return how many events wait to be told, up to MOST_COUNTED."""
    return len(_COUNT.read(connection, brand=brand))


def dead_emissions(connection: Connection, brand: BrandId) -> list[DeadEmission]:
    """Return every event of a brand that was never told, the latest last."""
    rows = _DEAD.read(connection, brand=brand)
    return [DeadEmission(one, name, reason or "", at or 0) for one, name, reason, at in rows]
