"""What a process that is gone had claimed: who takes over decides what becomes of it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlalchemy import bindparam, case, null, select, update

from bot.core.ids import BrandId, ChannelName, ConversationId, DeliveryId
from bot.store.clearances import standings
from bot.store.connection import Connection
from bot.store.schema import deliveries
from bot.store.statement import always, fixed
from bot.store.waterfall import Opening, end_openings


class Released(Struct, frozen=True):
    """What a process left claimed on a channel; `doubts` of the `count` it had begun to send.

    `unknown` of them are not sent again: nobody will know whether they came.
    """

    channel: ChannelName
    count: int
    doubts: int
    unknown: int = 0


class _Cut(Struct, frozen=True):
    """A claimed message."""

    id: DeliveryId
    channel: ChannelName
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


_D = deliveries.c
_WAS_TRIED = case((_D.attempts > fixed(0), fixed(1)), else_=fixed(0))
_CUT = always(
    # Counted by us: grouped, every delivery ever made would be looked at.
    select(
        _D.id,
        _D.channel,
        _WAS_TRIED,
        _D.first_tried_at,
        _D.occurrence,
        _D.conversation,
        _D.recipient,
        _D.seq,
    ).where(_D.brand == bindparam("brand"), _D.status == fixed("claimed")),
)
_LOSE = always(
    update(deliveries)
    .where(_D.brand == bindparam("brand"), _D.id == bindparam("id"), _D.status == fixed("claimed"))
    .values(
        status=fixed("unknown"),
        reason=fixed("the process was cut off"),
        lease_owner=null(),
        lease_until=null(),
        settled_at=bindparam("now"),
        doubts=_D.doubts + fixed(1),
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


def release_claims(
    connection: Connection,
    brand: BrandId,
    recognises: Mapping[ChannelName, float | None],
    now: int,
) -> list[Released]:
    """Give back everything claimed: its claimer is gone.

    Nobody knows whether what it had begun to send was taken: it is in doubt once more, and is sent
    again, unless it speaks first to many and the platform would not know it again.

    Args:
        connection: inside a transaction.
        brand: whose.
        recognises: for how many seconds each channel knows a repetition under the same id.
        now: the present moment (microseconds).
    """
    cut = [_Cut(*row) for row in _CUT.read(connection, brand=brand)]
    lost = _not_to_repeat(connection, brand, cut, recognises, now)
    _LOSE.write(connection, [_Lost(brand, one.id, now) for one in lost])
    _RELEASE_ALL.change(connection, brand=brand)
    end_openings(connection, _openings(brand, lost, now))
    return _counted(cut, lost)


def _not_to_repeat(
    connection: Connection,
    brand: BrandId,
    cut: Sequence[_Cut],
    recognises: Mapping[ChannelName, float | None],
    now: int,
) -> list[_Cut]:
    first = [one for one in cut if one.occurrence is not None and one.was_tried]
    if not first:
        return []
    known = standings(connection, brand, list({one.occurrence or "" for one in first}))
    return [
        one
        for one in first
        if not _is_recognised(one, recognises.get(one.channel), now)
        and (
            (standing := known.get(one.occurrence or "")) is None or standing.unsure != "send again"
        )
    ]


def _is_recognised(one: _Cut, seconds: float | None, now: int) -> bool:
    if seconds is None or one.first_tried_at is None:
        return False
    return now - one.first_tried_at < seconds * 1_000_000


def _openings(brand: BrandId, lost: Sequence[_Cut], now: int) -> list[Opening]:
    keys = {
        (one.occurrence or "", one.conversation, one.channel, one.recipient, one.seq)
        for one in lost
    }
    return [Opening(brand, *key, now) for key in sorted(keys)]


def _counted(cut: Sequence[_Cut], lost: Sequence[_Cut]) -> list[Released]:
    channels = {one.channel: [one2 for one2 in cut if one2.channel == one.channel] for one in cut}
    gone = {one.id for one in lost}
    return [
        Released(
            channel,
            len(rows),
            sum(row.was_tried for row in rows),
            sum(row.id in gone for row in rows),
        )
        for channel, rows in channels.items()
    ]
