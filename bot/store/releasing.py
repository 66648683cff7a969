"""What somebody who is gone had claimed: whoever owns the channel now decides about it."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import BigInteger, bindparam, case, func, null, select, update

from bot.core.ids import BrandId, ChannelName, ConversationId, DeliveryId
from bot.store.clearances import standings
from bot.store.connection import Connection
from bot.store.moments import SECOND
from bot.store.schema import deliveries
from bot.store.statement import always, fixed
from bot.store.waterfall import Opening, end_openings


class Left(Struct, frozen=True):
    """Whose channel was left by somebody, and when that is looked after (microseconds).

    `recognises` is for how many seconds the channel knows a repetition under the same id; None:
    never.
    """

    brand: BrandId
    channel: ChannelName
    recognises: float | None
    now: int


class Released(Struct, frozen=True):
    """What was left claimed on a channel; `doubts` of the `count` it had begun to send.

    `unknown` of them are not sent again: nobody will know whether they came.
    """

    count: int
    doubts: int
    unknown: int = 0


class _Cut(Struct, frozen=True):
    """A claimed message."""

    id: DeliveryId
    was_tried: int
    first_tried_at: int | None
    occurrence: str | None
    conversation: ConversationId
    recipient: str
    seq: int


class _Lost(Struct, frozen=True):
    """A message that ends unknown."""

    brand: BrandId
    id: DeliveryId
    now: int


_NEVER = 2**62
"""Microseconds later than anything."""

_D = deliveries.c
_WAS_TRIED = case((_D.attempts > fixed(0), fixed(1)), else_=fixed(0))
_LEFT = (
    _D.brand == bindparam("brand"),
    _D.status == fixed("claimed"),
    # Hidden from the indexes: all that a channel has ever sent would be looked at for what is
    # claimed, and that is little.
    func.coalesce(_D.channel, fixed("")) == bindparam("channel"),
    func.coalesce(_D.lease_until, bindparam("endless", type_=BigInteger)) <= bindparam("ended"),
)
"""What is claimed without an end of its own is claimed for as long as somebody owns the channel."""
_CUT = always(
    # Counted by us: grouped, every delivery ever made would be looked at.
    lambda: select(
        _D.id,
        _WAS_TRIED,
        _D.first_tried_at,
        _D.occurrence,
        _D.conversation,
        _D.recipient,
        _D.seq,
    ).where(*_LEFT),
)
_LOSE = always(
    lambda: (
        update(deliveries)
        .where(
            _D.brand == bindparam("brand"), _D.id == bindparam("id"), _D.status == fixed("claimed")
        )
        .values(
            status=fixed("unknown"),
            reason=fixed("the process was cut off"),
            lease_owner=null(),
            lease_until=null(),
            settled_at=bindparam("now"),
            doubts=_D.doubts + fixed(1),
        )
    ),
)
_RELEASE = always(
    lambda: (
        update(deliveries)
        .where(*_LEFT)
        .values(
            status=fixed("pending"),
            lease_owner=null(),
            lease_until=null(),
            doubts=_D.doubts + _WAS_TRIED,
        )
    ),
)


def release_claims(connection: Connection, left: Left, *, is_alone: bool) -> Released:
    """Give back what was claimed on a channel by its former owner: that sends no more.

    Nobody knows whether what it had begun to send was taken: it is in doubt once more, and is sent
    again, unless it speaks first to many and the platform would not know it again. Whoever waits
    for replies keeps them until their own time is over.

    Args:
        connection: inside a transaction.
        left: on which channel, and when.
        is_alone: whether nobody else can be there: then nobody waits for replies either.
    """
    return _release(connection, left, 0, _NEVER if is_alone else left.now)


def release_ended(connection: Connection, left: Left) -> Released:
    """Give back what was claimed for somebody who waited, and was not seen again.

    Args:
        connection: inside a transaction.
        left: on which channel, and when.
    """
    return _release(connection, left, _NEVER, left.now)


def _release(connection: Connection, left: Left, endless: int, ended: int) -> Released:
    which: dict[str, str | int] = {
        "brand": left.brand,
        "channel": left.channel,
        "endless": endless,
        "ended": ended,
    }
    cut = [_Cut(*row) for row in _CUT.read(connection, **which)]
    if not cut:
        return Released(0, 0)
    lost = _not_to_repeat(connection, left, cut)
    _LOSE.put(connection, [_Lost(left.brand, one.id, left.now) for one in lost])
    _RELEASE.change(connection, **which)
    end_openings(connection, _openings(left, lost))
    return Released(len(cut), sum(row.was_tried for row in cut), len(lost))


def _not_to_repeat(connection: Connection, left: Left, cut: Sequence[_Cut]) -> list[_Cut]:
    first = [one for one in cut if one.occurrence is not None and one.was_tried]
    if not first:
        return []
    known = standings(connection, left.brand, list({one.occurrence or "" for one in first}))
    return [
        one
        for one in first
        if not _is_recognised(one, left)
        and (
            (standing := known.get(one.occurrence or "")) is None or standing.unsure != "send again"
        )
    ]


def _is_recognised(one: _Cut, left: Left) -> bool:
    if left.recognises is None or one.first_tried_at is None:
        return False
    return left.now - one.first_tried_at < left.recognises * SECOND


def _openings(left: Left, lost: Sequence[_Cut]) -> list[Opening]:
    keys = {
        (one.occurrence or "", one.conversation, left.channel, one.recipient, one.seq)
        for one in lost
    }
    return [Opening(left.brand, *key, left.now) for key in sorted(keys)]
