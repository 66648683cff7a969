"""What waits in the outbox of a channel, in order, and taking it: one owner, one fencing number.

There are two kinds, each in an order of its own: replies, and what goes to many (bulk).
"""

from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct
from sqlalchemy import bindparam, func, select, union_all, update

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.deliveries import PART_COLUMNS, ClaimedPart, DeliveryKind
from bot.store.schema import deliveries
from bot.store.statement import always, among, fixed

AWAITED = 0
"""Stands for the number of what somebody waits for: it goes before everything."""

MOST_IN_A_LANE = 64
"""Messages that one look at a lane reads: more than are ever held back there."""


class Line(Struct, frozen=True):
    """One of the two orders of a channel: replies (0), or what goes to many (1)."""

    brand: BrandId
    channel: ChannelName
    bulk: int = 0


class Waiting(Struct, frozen=True):
    """A group that waits to be sent, by its lane; `reason` says why it was put back, if it was.

    Until `due_at` it waits where it is held back. Of what is tried again, whoever tries it knows
    when; for anybody else it is due.
    """

    seq: int
    lane: str
    due_at: int
    reason: str | None


class InLane(Struct, frozen=True):
    """A message that waits in a lane; `reason` says why it was put back, if it was."""

    lane: str
    seq: int
    kind: DeliveryKind
    bulk: int
    due_at: int
    reason: str | None


class Claim(Struct, frozen=True):
    """Take waiting groups of a channel, by their numbers, for one owner.

    `lease_until` is when somebody who waits for them gives them up at the latest (microseconds);
    None: the owner of the channel keeps them for as long as it is that.
    """

    brand: BrandId
    channel: ChannelName
    seqs: tuple[int, ...]
    lease_owner: str
    lease_until: int | None
    now: int


_D = deliveries.c
_OF_CHANNEL = (_D.brand == bindparam("brand"), _D.channel == bindparam("channel"))
_IS_PENDING = _D.status == fixed("pending")

_WAITING = always(
    # All of one number is in one lane; grouped by more, the whole backlog would be sorted.
    lambda: (
        select(_D.seq, func.min(_D.lane), func.max(_D.due_at), func.min(_D.reason))
        .where(
            *_OF_CHANNEL,
            _D.bulk == bindparam("bulk"),
            _IS_PENDING,
            _D.seq > bindparam("after"),
        )
        .group_by(_D.seq)
        .order_by(_D.seq)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_IN_LANE = (_D.lane, _D.seq, _D.kind, _D.bulk, _D.due_at, _D.reason)
_LANE = always(
    lambda: (
        select(*_IN_LANE)
        .where(*_OF_CHANNEL, _IS_PENDING, _D.lane == bindparam("lane"))
        .order_by(_D.seq)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_OLDEST = (
    select(_D.lane, func.min(_D.seq))
    .where(*_OF_CHANNEL, _IS_PENDING, among(_D.lane, "lanes"))
    .group_by(_D.lane)
)
_AWAITED = select(_D.lane, fixed(AWAITED)).where(
    *_OF_CHANNEL,
    _D.status == fixed("claimed"),
    _D.lease_owner > fixed(""),  # by which they are found
    _D.lease_until.is_not(None),
)
_BEFORE = always(lambda: union_all(_OLDEST, _AWAITED))
_CLAIM = always(
    # All of one number is in one lane. Both orders are named: the index of what waits begins so.
    lambda: (
        update(deliveries)
        .where(*_OF_CHANNEL, _IS_PENDING, _D.bulk.in_((fixed(0), fixed(1))), among(_D.seq, "seqs"))
        .values(
            status=fixed("claimed"),
            lease_owner=bindparam("lease_owner"),
            lease_until=bindparam("lease_until"),
            fence=_D.fence + fixed(1),
            attempts=_D.attempts + fixed(1),
            first_tried_at=func.coalesce(_D.first_tried_at, bindparam("now")),
        )
        .returning(_D.position, *PART_COLUMNS)
    ),
)


def waiting_groups(connection: Connection, line: Line, after: int, most: int) -> list[Waiting]:
    """Return the groups of a channel that wait, in order, from a sequence number on.

    Args:
        connection: inside a transaction.
        line: which of them.
        after: the last number that was seen before.
        most: groups at most.
    """
    rows = _WAITING.read(
        connection, brand=line.brand, channel=line.channel, bulk=line.bulk, after=after, most=most
    )
    return [Waiting(*row) for row in rows]


def first_in_lane(
    connection: Connection, brand: BrandId, channel: ChannelName, lane: str
) -> InLane | None:
    """Return the oldest message that waits in a lane."""
    rows = _LANE.read(connection, brand=brand, channel=channel, lane=lane, most=1)
    return InLane(*rows[0]) if rows else None


def waiting_in_lane(
    connection: Connection, brand: BrandId, channel: ChannelName, lane: str
) -> list[InLane]:
    """Return the oldest messages that wait in a lane, in order."""
    rows = _LANE.read(connection, brand=brand, channel=channel, lane=lane, most=MOST_IN_A_LANE)
    return [InLane(*row) for row in rows]


def before_in_lanes(
    connection: Connection, brand: BrandId, channel: ChannelName, lanes: Sequence[str]
) -> list[tuple[str, int]]:
    """Return what goes before anything else in lanes.

    Returns:
        Of these lanes, the number of the oldest that waits; and every lane, with `AWAITED`, of
        which something is claimed by somebody who waits for replies.
    """
    rows = _BEFORE.read(connection, brand=brand, channel=channel, lanes=list(lanes))
    return [(lane, seq) for lane, seq in rows]


def claim_groups(connection: Connection, claim: Claim) -> list[ClaimedPart]:
    """Take groups that wait, and return their messages in order; what others took stays theirs."""
    rows = _CLAIM.read(
        connection,
        brand=claim.brand,
        channel=claim.channel,
        seqs=list(claim.seqs),
        lease_owner=claim.lease_owner,
        lease_until=claim.lease_until,
        now=claim.now,
    )
    # By number, then by position.
    return [ClaimedPart(*row[1:]) for row in sorted(rows, key=itemgetter(2, 0))]
