"""The outbox: what is to be sent, who is sending it, and how it ended.

All that one turn says in one space shares a `seq`: it is claimed, retried and settled together.
A claim has a fencing number: an outcome that comes with an old one changes nothing.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import Integer, bindparam, case, delete, func, null, select, update

from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import deliveries
from bot.store.statement import always, among, fixed, insert_new

DeliveryKind = Literal["reply", "farewell", "export"]
DeliveryStatus = Literal[
    "pending", "claimed", "kept", "accepted", "rejected", "unreachable", "cancelled"
]
"""`kept` has no way out of its channel: it is only handed to a sender who waits for it."""


class DeliveryRow(Struct, frozen=True):
    """One message as a turn writes it; `content` is JSON."""

    brand: BrandId
    id: DeliveryId
    seq: int
    group_id: GroupId
    event: EventId
    position: int
    channel: ChannelName
    recipient: str
    space: str | None
    lane: str
    kind: DeliveryKind
    path: str | None
    content: str
    status: DeliveryStatus
    created_at: int
    due_at: int
    lease_owner: str | None = None
    lease_until: int | None = None
    fence: int = 0
    attempts: int = 0
    first_tried_at: int | None = None
    reason: str | None = None
    platform_message: str | None = None
    settled_at: int | None = None
    doubts: int = 0


class Waiting(Struct, frozen=True):
    """A group that waits to be sent, by its lane."""

    seq: int
    lane: str
    due_at: int


class Claim(Struct, frozen=True):
    """Take one waiting group of a channel."""

    brand: BrandId
    channel: ChannelName
    seq: int
    lease_owner: str
    lease_until: int
    now: int


class ClaimedPart(Struct, frozen=True):
    """One message of a claimed group."""

    id: DeliveryId
    seq: int
    group_id: GroupId
    recipient: str
    space: str | None
    lane: str
    kind: DeliveryKind
    content: str
    fence: int
    attempts: int
    first_tried_at: int
    status: DeliveryStatus
    lease_owner: str | None


class Released(Struct, frozen=True):
    """What a process left claimed on a channel; `doubts` of the `count` it had begun to send."""

    channel: ChannelName
    count: int
    doubts: int


class Settlement(Struct, frozen=True):
    """How a claimed message ended, or when it is to be tried again (`pending`).

    `recipient` is set where it has a new address. `doubts` is 1 where nobody knows whether this
    try was taken, `untried` is 1 where there was none.
    """

    brand: BrandId
    id: DeliveryId
    claimed_fence: int
    status: DeliveryStatus
    due_at: int
    reason: str | None = None
    platform_message: str | None = None
    settled_at: int | None = None
    recipient: str | None = None
    doubts: int = 0
    untried: int = 0


class LaneMove(Struct, frozen=True):
    """The space of a lane has a new address."""

    brand: BrandId
    channel: ChannelName
    lane: str
    new_lane: str
    new_space: str


_D = deliveries.c
_OF_CHANNEL = (_D.brand == bindparam("brand"), _D.channel == bindparam("channel"))
_IS_PENDING = _D.status == fixed("pending")
_WAS_TRIED = case((_D.attempts > fixed(0), fixed(1)), else_=fixed(0))
_PART = (
    _D.id,
    _D.seq,
    _D.group_id,
    _D.recipient,
    _D.space,
    _D.lane,
    _D.kind,
    _D.content,
    _D.fence,
    _D.attempts,
    func.coalesce(_D.first_tried_at, _D.created_at),
    _D.status,
    _D.lease_owner,
)

_ADD = insert_new(deliveries)
_WAITING = always(
    # All of one number is in one lane; grouped by more, the whole backlog would be sorted.
    select(_D.seq, func.min(_D.lane), func.max(_D.due_at))
    .where(*_OF_CHANNEL, _IS_PENDING, _D.seq > bindparam("after"))
    .group_by(_D.seq)
    .order_by(_D.seq)
    .limit(bindparam("most"))
    .offset(fixed(0)),
)
_FIRST_IN_LANE = always(
    select(_D.seq, _D.lane, _D.due_at)
    .where(*_OF_CHANNEL, _IS_PENDING, _D.lane == bindparam("lane"))
    .order_by(_D.seq)
    .limit(fixed(1))
    .offset(fixed(0)),
)
_CLAIM = always(
    update(deliveries)
    .where(*_OF_CHANNEL, _IS_PENDING, _D.seq == bindparam("seq"))
    .values(
        status=fixed("claimed"),
        lease_owner=bindparam("lease_owner"),
        lease_until=bindparam("lease_until"),
        fence=_D.fence + fixed(1),
        attempts=_D.attempts + fixed(1),
        first_tried_at=func.coalesce(_D.first_tried_at, bindparam("now")),
    ),
)
_CLAIMED_PARTS = always(
    select(*_PART)
    .where(
        _D.brand == bindparam("brand"),
        _D.channel == bindparam("channel"),
        _D.lease_owner == bindparam("lease_owner"),
        _D.status == fixed("claimed"),
        among(_D.seq, "seqs"),
    )
    .order_by(_D.seq, _D.position),
)
_SETTLE = always(
    update(deliveries)
    .where(
        _D.brand == bindparam("brand"),
        _D.id == bindparam("id"),
        _D.fence == bindparam("claimed_fence"),
        _D.status == fixed("claimed"),
    )
    .values(
        status=bindparam("status"),
        due_at=bindparam("due_at"),
        reason=bindparam("reason"),
        platform_message=bindparam("platform_message"),
        settled_at=bindparam("settled_at"),
        recipient=func.coalesce(bindparam("recipient"), _D.recipient),
        attempts=_D.attempts - bindparam("untried", type_=Integer),
        doubts=_D.doubts + bindparam("doubts", type_=Integer),
        lease_owner=null(),
        lease_until=null(),
    ),
)
_DROP_FAREWELL = always(
    delete(deliveries).where(
        _D.brand == bindparam("brand"),
        _D.id == bindparam("id"),
        _D.kind == fixed("farewell"),
        _D.status != fixed("pending"),
        _D.status != fixed("claimed"),
    ),
)


_CUT = always(
    # Counted by us: grouped, every delivery ever made would be looked at.
    select(_D.channel, _WAS_TRIED).where(
        _D.brand == bindparam("brand"), _D.status == fixed("claimed")
    ),
)
_RELEASE_ALL = always(
    update(deliveries)
    .where(_D.brand == bindparam("brand"), _D.status == fixed("claimed"))
    .values(
        status=fixed("pending"),
        lease_owner=null(),
        lease_until=null(),
        doubts=_D.doubts + _WAS_TRIED,
    ),
)
_MOVE = always(
    update(deliveries)
    .where(*_OF_CHANNEL, _IS_PENDING, _D.lane == bindparam("lane"))
    .values(lane=bindparam("new_lane"), space=bindparam("new_space")),
)
_CANCEL_PRIVATE = always(
    update(deliveries)
    .where(
        *_OF_CHANNEL,
        _D.recipient == bindparam("recipient"),
        _D.seq < bindparam("before"),
        _D.space.is_(None),
        _IS_PENDING,
    )
    .values(status=fixed("cancelled"), settled_at=bindparam("now")),
)
_CANCEL = always(
    update(deliveries)
    .where(
        *_OF_CHANNEL,
        _D.recipient == bindparam("recipient"),
        _D.seq < bindparam("before"),
        _IS_PENDING,
    )
    .values(status=fixed("cancelled"), settled_at=bindparam("now")),
)
_REPLIES = always(
    select(*_PART)
    .where(
        *_OF_CHANNEL,
        _D.recipient == bindparam("recipient"),
        _D.seq >= bindparam("since"),
        _D.event == bindparam("event"),
        _D.status != fixed("cancelled"),
    )
    .order_by(_D.seq, _D.position),
)
_LATEST = always(
    select(func.max(_D.seq)).where(_D.brand == bindparam("brand"), _IS_PENDING),
)


def add_deliveries(connection: Connection, rows: Sequence[DeliveryRow]) -> None:
    """Write messages that are to be sent, each once."""
    _ADD.write(connection, rows)


def waiting_groups(
    connection: Connection, brand: BrandId, channel: ChannelName, after: int, most: int
) -> list[Waiting]:
    """Return the groups of a channel that wait, in order, from a sequence number on."""
    rows = _WAITING.read(connection, brand=brand, channel=channel, after=after, most=most)
    return [Waiting(*row) for row in rows]


def first_in_lane(
    connection: Connection, brand: BrandId, channel: ChannelName, lane: str
) -> Waiting | None:
    """Return the oldest group that waits in a lane."""
    rows = _FIRST_IN_LANE.read(connection, brand=brand, channel=channel, lane=lane)
    return Waiting(*rows[0]) if rows else None


def claim_groups(connection: Connection, claims: Sequence[Claim]) -> list[ClaimedPart]:
    """Take waiting groups of one channel for one owner, and return their messages in order."""
    if not claims:
        return []
    _CLAIM.write(connection, claims)
    first = claims[0]
    rows = _CLAIMED_PARTS.read(
        connection,
        brand=first.brand,
        channel=first.channel,
        lease_owner=first.lease_owner,
        seqs=[claim.seq for claim in claims],
    )
    return [ClaimedPart(*row) for row in rows]


def settle(connection: Connection, rows: Sequence[Settlement]) -> int:
    """Write outcomes; one that comes with an old fencing number changes nothing.

    A farewell is deleted once it has ended.

    Returns:
        How many messages were settled.
    """
    settled = _SETTLE.write(connection, rows)
    _DROP_FAREWELL.write(connection, [row for row in rows if row.status != "pending"])
    return settled


def release_claims(connection: Connection, brand: BrandId) -> list[Released]:
    """Give back everything claimed: its claimer is gone, so it waits to be sent again.

    Nobody knows whether what it had begun to send was taken: it is in doubt once more.
    """
    cut: dict[ChannelName, list[int]] = {}
    for channel, was_tried in _CUT.read(connection, brand=brand):
        cut.setdefault(channel, []).append(was_tried)
    _RELEASE_ALL.change(connection, brand=brand)
    return [Released(channel, len(tried), sum(tried)) for channel, tried in cut.items()]


def move_lanes(connection: Connection, moves: Sequence[LaneMove]) -> None:
    """Let all that waits for a space go to its new address, in its order."""
    _MOVE.write(connection, moves)


def cancel_waiting(connection: Connection, account: Account, *, before: int, now: int) -> int:
    """Cancel what waits for a recipient, older than a sequence number."""
    return _CANCEL.change(
        connection,
        brand=account.brand,
        channel=account.channel,
        recipient=account.external_id,
        before=before,
        now=now,
    )


def cancel_private(connection: Connection, account: Account, *, before: int, now: int) -> int:
    """Cancel what waits for a recipient in private, older than a sequence number."""
    return _CANCEL_PRIVATE.change(
        connection,
        brand=account.brand,
        channel=account.channel,
        recipient=account.external_id,
        before=before,
        now=now,
    )


def replies_to(
    connection: Connection, account: Account, event: EventId, since: int
) -> list[ClaimedPart]:
    """Return what was said to a person because of an event, whatever became of it, in order."""
    rows = _REPLIES.read(
        connection,
        brand=account.brand,
        channel=account.channel,
        recipient=account.external_id,
        event=event,
        since=since,
    )
    return [ClaimedPart(*row) for row in rows]


def latest_waiting(connection: Connection, brand: BrandId) -> int:
    """Return the highest sequence number that waits to be sent, 0 where nothing does."""
    return _LATEST.read(connection, brand=brand)[0][0] or 0
