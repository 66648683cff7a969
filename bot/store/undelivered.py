"""Messages that a platform had accepted and that did not arrive: they end as rejected after all."""

from msgspec import Struct
from sqlalchemy import bindparam, null, update

from bot.core.ids import BrandId, ChannelName, DeliveryId
from bot.store.connection import Connection
from bot.store.schema import deliveries
from bot.store.statement import always, fixed
from bot.store.waterfall import RecipientEnd, end_after_all


class Undelivery(Struct, frozen=True):
    """One message that did not arrive: `reason` holds no words of anybody, `at` in microseconds."""

    brand: BrandId
    channel: ChannelName
    id: DeliveryId
    reason: str
    at: int


_D = deliveries.c
_REJECT = always(
    lambda: (
        update(deliveries)
        .where(
            _D.brand == bindparam("brand"),
            _D.id == bindparam("id"),
            _D.channel == bindparam("channel"),
            # Told of before its acceptance was written, it is no longer claimed then.
            _D.status.in_((fixed("accepted"), fixed("claimed"), fixed("unknown"))),
        )
        .values(
            status=fixed("rejected"),
            reason=bindparam("reason"),
            settled_at=bindparam("at"),
            lease_owner=null(),
            lease_until=null(),
        )
        .returning(_D.occurrence, _D.conversation)
    ),
)


def mark_undelivered(connection: Connection, row: Undelivery) -> bool:
    """Let a message end as rejected, and with it whom it opened; say whether that is news.

    It can be sent again like any other that was rejected. Told again it changes nothing.
    """
    changed = _REJECT.read(
        connection,
        brand=row.brand,
        id=row.id,
        channel=row.channel,
        reason=row.reason,
        at=row.at,
    )
    ends = [
        RecipientEnd(row.brand, occurrence, conversation, "rejected", row.reason, row.at)
        for occurrence, conversation in changed
        if occurrence is not None and conversation is not None
    ]
    end_after_all(connection, ends)
    return bool(changed)
