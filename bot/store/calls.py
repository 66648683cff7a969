"""Calls to the outside: what a turn asked for, who makes it now, and how it ended.

A row is written with the turn that asked for the call, and ends with the event that answers it: a
process that is killed in between leaves a claim, and the next one makes the call again, under the
same idempotency key.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, func, null, select, update

from bot.core.calls import Cause
from bot.core.ids import BrandId, ChannelName, EventId, PersonId
from bot.store.clock import AT_ONCE, database_time
from bot.store.connection import Connection
from bot.store.events import EventMove
from bot.store.moments import SECOND
from bot.store.schema import calls
from bot.store.statement import Statement, always, among, fixed, insert_new

CallStatus = Literal["pending", "claimed", "answered", "failed"]


class _Called(Struct, frozen=True):
    """What is called, from where and how.

    `id` is also that of the event that answers. `channel`, `external_id` and `space` are where the
    conversation is. `target` is JSON, `name` says for operators what is called, without anybody's
    words. `began` is what the brand wanted to open, as JSON, where nothing of it has been said yet.
    `key` is the idempotency key. `timeout` is in seconds.
    """

    id: EventId
    channel: ChannelName
    external_id: str
    space: str | None
    place: str
    name: str
    target: str
    key: str
    cause: Cause
    began: str | None
    timeout: int
    retries: int


class CallRow(_Called, frozen=True):
    """One call as a turn writes it.

    `event` is whose turn asked for it; `at` is when, in microseconds since 1970. It is `due_at` a
    moment of `waiting_time`.
    """

    brand: BrandId
    seq: int
    event: EventId
    person: PersonId
    at: int
    due_at: int = AT_ONCE
    status: CallStatus = "pending"
    attempts: int = 0
    claims: int = 0
    lease_owner: str | None = None
    lease_until: int | None = None
    reason: str | None = None
    settled_at: int | None = None


class ClaimedCall(_Called, frozen=True):
    """One call to be made now; `attempts` have failed, `claims` is its fencing number."""

    attempts: int
    claims: int


class CallClaim(Struct, frozen=True):
    """Who takes a call, and until when nobody else may; None: for good."""

    brand: BrandId
    id: EventId
    owner: str
    until: int | None


class CallEnd(Struct, frozen=True):
    """How a try ended: for good, or `pending` again and due at `due_at`.

    `claimed` is the fencing number of the claim: with an older one nothing is written.
    """

    brand: BrandId
    id: EventId
    claimed: int
    status: CallStatus
    due_at: int = AT_ONCE
    reason: str | None = None
    settled_at: int | None = None


class FailedCall(Struct, frozen=True):
    """A call that has failed for good: what was called, why it failed, and when."""

    name: str
    reason: str
    at: int


_C = calls.c
_THIS = (_C.brand == bindparam("brand"), _C.id == bindparam("id"))
_IS_PENDING = _C.status == fixed("pending")
_IS_CLAIMED = _C.status == fixed("claimed")
_CLAIMED = (_C.brand == bindparam("brand"), _IS_CLAIMED)
_IS_OURS = _C.lease_owner == bindparam("owner")
HAS_NOT_ENDED = _C.status.in_((fixed("pending"), fixed("claimed")))
"""Whether a call is to be made still, or is being made."""
# Each has a channel: to name it leads SQLite to the index of what has not ended. By another it
# would read every call there ever was.
_UNDER_WAY_SOMEWHERE = (HAS_NOT_ENDED, _C.channel > fixed(""))
# The claim that follows counts one up.
_AS_CLAIMED = {
    **{name: _C[name] for name in ClaimedCall.__struct_fields__},
    "claims": _C.claims + fixed(1),
}

_ADD = insert_new(calls)
_DUE = always(
    lambda: (
        select(*_AS_CLAIMED.values())
        .where(_C.brand == bindparam("brand"), _IS_PENDING, _C.due_at <= bindparam("now"))
        .order_by(_C.due_at, _C.seq)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_NEXT = always(
    lambda: (
        select(_C.due_at)
        .where(_C.brand == bindparam("brand"), _IS_PENDING)
        .order_by(_C.due_at)
        .limit(fixed(1))
        .offset(fixed(0))
    ),
)
_CLAIM = always(
    lambda: (
        update(calls)
        .where(*_THIS, _IS_PENDING)
        .values(
            status=fixed("claimed"),
            claims=_C.claims + fixed(1),
            lease_owner=bindparam("owner"),
            lease_until=bindparam("until"),
        )
    ),
)
_RENEW = always(
    lambda: (
        update(calls)
        .where(*_CLAIMED, among(_C.id, "ids"), _IS_OURS)
        .values(lease_until=bindparam("until"))
    ),
)


def _freed(*which: ColumnElement[bool]) -> Statement:
    """Return what lets others make claimed calls."""
    return always(
        lambda: (
            update(calls)
            .where(*_CLAIMED, *which)
            .values(status=fixed("pending"), lease_owner=null(), lease_until=null())
        ),
    )


# Our own go on, even where they could not be renewed in time.
_FREE = _freed(_C.lease_until <= bindparam("now"), ~_IS_OURS)
# By the end of their leases they are found.
_GIVE_BACK = _freed(_C.lease_until > fixed(0), _IS_OURS)
_FREE_ALL = _freed(*_UNDER_WAY_SOMEWHERE)
_HURRY = always(
    lambda: (
        update(calls)
        .where(_C.brand == bindparam("brand"), _IS_PENDING, _C.due_at > fixed(AT_ONCE))
        .values(due_at=fixed(AT_ONCE))
    ),
)
_END = always(
    lambda: (
        update(calls)
        .where(*_THIS, _IS_CLAIMED, _C.claims == bindparam("claimed"))
        .values(
            status=bindparam("status"),
            due_at=bindparam("due_at"),
            attempts=_C.attempts + fixed(1),
            reason=bindparam("reason"),
            settled_at=bindparam("settled_at"),
            lease_owner=null(),
            lease_until=null(),
        )
    ),
)
_FORGET = always(
    lambda: (
        update(calls).where(*_THIS, _C.settled_at.is_not(None)).values(target=null(), began=null())
    ),
)
_MOVE = always(
    lambda: (
        update(calls)
        .where(
            _C.brand == bindparam("brand"),
            HAS_NOT_ENDED,
            _C.channel == bindparam("channel"),
            _C.space == bindparam("space"),
        )
        .values(space=bindparam("new_space"))
    ),
)
_MADE = always(
    lambda: select(_C.id).where(_C.brand == bindparam("brand"), _C.event == bindparam("event")),
)
_UNDER_WAY = always(
    lambda: select(func.count(), func.min(_C.at)).where(
        _C.brand == bindparam("brand"), *_UNDER_WAY_SOMEWHERE
    ),
)
_FAILED = always(
    lambda: (
        select(_C.name, _C.reason, _C.settled_at)
        .where(
            _C.brand == bindparam("brand"),
            _C.status == fixed("failed"),
            _C.settled_at >= bindparam("since"),
        )
        .order_by(_C.settled_at)
    ),
)


def add_calls(connection: Connection, rows: Sequence[CallRow]) -> None:
    """Write calls that are to be made, each once."""
    _ADD.put(connection, rows)


def claim_calls(  # noqa: PLR0913 - said by name
    connection: Connection,
    brand: BrandId,
    *,
    owner: str,
    now: int,
    most: int,
    lease: float | None,
) -> list[ClaimedCall]:
    """Take the calls that are due, and those of a process of which nothing was heard any more.

    Args:
        connection: inside a transaction.
        brand: whose.
        owner: who makes them.
        now: the present moment by `waiting_time`.
        most: calls at most.
        lease: seconds by the database's clock after which somebody else may take them, unless they
            are renewed; None: never, for nobody else is there.
    """
    until = None
    if lease is not None:
        until = now + round(lease * SECOND)
        _FREE.change(connection, brand=brand, now=now, owner=owner)
    due = [ClaimedCall(*row) for row in _DUE.read(connection, brand=brand, now=now, most=most)]
    _CLAIM.put(connection, [CallClaim(brand, one.id, owner, until) for one in due])
    return due


def renew_calls(
    connection: Connection, brand: BrandId, owner: str, ids: Sequence[EventId], lease: float
) -> None:
    """Keep these calls for another while (seconds), as far as they are still this owner's."""
    until = database_time(connection) + round(lease * SECOND)
    _RENEW.change(connection, brand=brand, owner=owner, ids=list(ids), until=until)


def give_calls_back(connection: Connection, brand: BrandId, owner: str) -> None:
    """Let others make what this owner had claimed and does not go on with."""
    _GIVE_BACK.change(connection, brand=brand, owner=owner)


def next_call(connection: Connection, brand: BrandId) -> int | None:
    """Return when the next call is due, None where none waits."""
    rows = _NEXT.read(connection, brand=brand)
    return rows[0][0] if rows else None


def end_call(connection: Connection, end: CallEnd) -> bool:
    """Write down how a try ended; say whether that was still ours to tell."""
    if not _END.write(connection, [end]):
        return False
    _FORGET.put(connection, [end])
    return True


def take_over_calls(connection: Connection, brand: BrandId) -> None:
    """Let everything be due now that the only process before this one had claimed or put off."""
    _FREE_ALL.change(connection, brand=brand)
    _HURRY.change(connection, brand=brand)


def move_calls(connection: Connection, moves: Sequence[EventMove]) -> None:
    """Let what is under way be answered at the new address of its space."""
    _MOVE.put(connection, moves)


def calls_made(connection: Connection, brand: BrandId, event: EventId) -> list[EventId]:
    """Return the calls that an event's turn asked for: the events that answer them."""
    return [EventId(row[0]) for row in _MADE.read(connection, brand=brand, event=event)]


def calls_under_way(connection: Connection, brand: BrandId) -> tuple[int, int | None]:
    """Return how many calls have not ended, and since when the oldest is under way."""
    count, since = _UNDER_WAY.read(connection, brand=brand)[0]
    return count, since


def failed_calls(connection: Connection, brand: BrandId, since: int) -> list[FailedCall]:
    """Return the calls that have failed for good since a moment, the latest last."""
    rows = _FAILED.read(connection, brand=brand, since=since)
    return [FailedCall(name, reason or "", at) for name, reason, at in rows]
