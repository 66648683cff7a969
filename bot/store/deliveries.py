"""The outbox: what is to be sent, who is sending it, and how it ended.

All that one turn says in one space shares a `seq`: it is claimed, retried and settled together.
A claim has a fencing number: an outcome that comes with an old one changes nothing.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import (
    Integer,
    bindparam,
    case,
    delete,
    func,
    null,
    select,
    update,
)

from bot.core.ids import (
    BrandId,
    ChannelName,
    ConversationId,
    DeliveryId,
    EventId,
    GroupId,
    PersonId,
)
from bot.store.bell import DeliveriesWait, is_shared, ring
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import deliveries
from bot.store.statement import always, among, fixed, insert_new
from bot.store.waterfall import Opening

DeliveryKind = Literal["reply", "farewell", "export", "service", "topic"]
"""`service` was caused by a clock or another system: quiet hours hold it. `topic` speaks first, to
whoever subscribed. Everything else answers a person."""

DeliveryStatus = Literal[
    "pending", "claimed", "kept", "accepted", "rejected", "unreachable", "cancelled", "unknown"
]
"""`kept` has no way out of its channel: it is only handed to a sender who waits for it. `unknown`
has ended, and nobody knows whether it came."""


class DeliveryRow(Struct, frozen=True):
    """One message as a turn writes it; `content` is JSON.

    `owner` is no column: whose key seals it, None where nobody is known or kept.
    `bulk` is 1 for what goes to many: it never takes the room that replies need. What a clock or
    another system caused names its `conversation`, what speaks first its topic and occurrence too.
    """

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
    bulk: int = 0
    conversation: ConversationId | None = None
    topic: str | None = None
    occurrence: str | None = None
    owner: PersonId | None = None
    poll: str | None = None


class ClaimedPart(Struct, frozen=True):
    """One message of a claimed group; `doubts` counts earlier tries of which nobody knows.

    `earlier` is no column: what the platform calls the message of ours that becomes this one.
    """

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
    bulk: int = 0
    conversation: ConversationId | None = None
    topic: str | None = None
    occurrence: str | None = None
    doubts: int = 0
    created_at: int = 0
    earlier: str | None = None


class Settlement(Struct, frozen=True):
    """How a claimed message ended, or when it is to be tried again (`pending`).

    `poll` is what the platform calls the poll that it is. `recipient` is set where it has a new
    address. `doubts` is 1 where nobody knows whether this
    try was taken, `untried` is 1 where there was none. `kind` is what was said.
    """

    brand: BrandId
    id: DeliveryId
    claimed_fence: int
    status: DeliveryStatus
    due_at: int
    kind: DeliveryKind
    reason: str | None = None
    platform_message: str | None = None
    settled_at: int | None = None
    recipient: str | None = None
    doubts: int = 0
    untried: int = 0
    poll: str | None = None


class LaneMove(Struct, frozen=True):
    """The space of a lane has a new address, and one of the conversations there a new id."""

    brand: BrandId
    channel: ChannelName
    lane: str
    new_lane: str
    new_space: str
    conversation: ConversationId
    new_conversation: ConversationId


_D = deliveries.c
_OF_CHANNEL = (_D.brand == bindparam("brand"), _D.channel == bindparam("channel"))
_IS_PENDING = _D.status == fixed("pending")
IS_UNDER_WAY = _D.status.in_((fixed("pending"), fixed("claimed")))
"""Whether a message is to leave still, or is leaving."""
PART_COLUMNS = (
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
    _D.bulk,
    _D.conversation,
    _D.topic,
    _D.occurrence,
    _D.doubts,
    _D.created_at,
)
"""The columns of a `ClaimedPart`, in its order."""

_ADD = insert_new(deliveries)
_IS_CLAIMED = (
    _D.brand == bindparam("brand"),
    _D.id == bindparam("id"),
    _D.fence == bindparam("claimed_fence"),
    _D.status == fixed("claimed"),
)
_READDRESS = always(
    lambda: update(deliveries).where(*_IS_CLAIMED).values(recipient=bindparam("recipient")),
    key=("brand", "id"),
)
_SETTLE = always(
    # No recipient: to name a column is to write it into its index anew, changed or not.
    lambda: (
        update(deliveries)
        .where(*_IS_CLAIMED)
        .values(
            status=bindparam("status"),
            due_at=bindparam("due_at"),
            reason=bindparam("reason"),
            platform_message=bindparam("platform_message"),
            poll=bindparam("poll"),
            settled_at=bindparam("settled_at"),
            attempts=_D.attempts - bindparam("untried", type_=Integer),
            # Whoever has waited was not tried: what is counted from the first try begins with it.
            first_tried_at=case((_D.attempts > bindparam("untried"), _D.first_tried_at)),
            doubts=_D.doubts + bindparam("doubts", type_=Integer),
            lease_owner=null(),
            lease_until=null(),
        )
    ),
    key=("brand", "id"),
)
_DROP_FAREWELL = always(
    lambda: delete(deliveries).where(
        _D.brand == bindparam("brand"),
        among(_D.id, "ids"),
        _D.kind == fixed("farewell"),
        _D.status != fixed("pending"),
        _D.status != fixed("claimed"),
    ),
)

_MOVE = always(
    lambda: (
        update(deliveries)
        .where(*_OF_CHANNEL, _IS_PENDING, _D.lane == bindparam("lane"))
        .values(
            lane=bindparam("new_lane"),
            space=bindparam("new_space"),
            recipient=case(
                (_D.recipient == _D.space, bindparam("new_space")),
                else_=_D.recipient,
            ),
            conversation=case(
                (_D.conversation == bindparam("conversation"), bindparam("new_conversation")),
                else_=_D.conversation,
            ),
        )
    ),
)


_REPLIES = always(
    lambda: (
        select(*PART_COLUMNS)
        .where(
            *_OF_CHANNEL,
            _D.recipient == bindparam("recipient"),
            _D.seq >= bindparam("since"),
            _D.event == bindparam("event"),
            _D.status != fixed("cancelled"),
        )
        .order_by(_D.seq, _D.position)
    ),
)
_LATEST = always(
    # Grouped as the index of what waits: otherwise everything that was ever said would be read.
    lambda: (
        select(_D.channel, _D.bulk, func.max(_D.seq))
        .where(_D.brand == bindparam("brand"), _IS_PENDING)
        .group_by(_D.channel, _D.bulk)
    ),
)


def add_deliveries(connection: Connection, rows: Sequence[DeliveryRow]) -> None:
    """Write messages that are to be sent, each once, and tell whoever sends them."""
    _ADD.put(connection, rows)
    if not is_shared(connection):
        return
    for row in rows:
        if row.status == "pending":
            ring(connection, DeliveriesWait(row.brand, row.channel, row.seq, bulk=row.bulk == 1))


def settle(connection: Connection, rows: Sequence[Settlement]) -> int:
    """Write outcomes; one that comes with an old fencing number changes nothing.

    A farewell is deleted once it has ended.

    Args:
        connection: inside a transaction.
        rows: outcomes of one brand.

    Returns:
        How many messages were settled.
    """
    _READDRESS.put(connection, [row for row in rows if row.recipient is not None])
    settled = _SETTLE.write(connection, rows)
    farewells = [row.id for row in rows if row.kind == "farewell" and row.status != "pending"]
    if farewells:
        _DROP_FAREWELL.change(connection, brand=rows[0].brand, ids=farewells)
    return settled


def move_lanes(connection: Connection, moves: Sequence[LaneMove]) -> None:
    """Let all that waits for a space go to its new address, in its order."""
    _MOVE.put(connection, moves)


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


def opening_of(brand: BrandId, channel: ChannelName, part: ClaimedPart, at: int) -> Opening | None:
    """Return what a message is part of, None where it does not speak first to many."""
    if part.occurrence is None or part.conversation is None:
        return None
    return Opening(brand, part.occurrence, part.conversation, channel, part.recipient, part.seq, at)


def latest_waiting(connection: Connection, brand: BrandId) -> int:
    """Return the highest sequence number that waits to be sent, 0 where nothing does."""
    return max((row[2] for row in _LATEST.read(connection, brand=brand)), default=0)
