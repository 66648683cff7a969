"""Messages that a platform had accepted and that did not arrive: they end as rejected after all."""

from msgspec import Struct
from sqlalchemy import bindparam, null, select, update

from bot.core.ids import BrandId, ChannelName, DeliveryId
from bot.store.connection import Connection
from bot.store.schema import deliveries, recipients
from bot.store.statement import always, fixed


class Undelivery(Struct, frozen=True):
    """One message that did not arrive: `reason` holds no words of anybody, `at` in microseconds."""

    brand: BrandId
    channel: ChannelName
    id: DeliveryId
    reason: str
    at: int


_D, _R = deliveries.c, recipients.c
_ONE = (
    _D.brand == bindparam("brand"),
    _D.id == bindparam("id"),
    _D.channel == bindparam("channel"),
)
_REJECT = always(
    update(deliveries)
    .where(
        *_ONE,
        # Told of before its acceptance was written, it is no longer claimed then.
        _D.status.in_((fixed("accepted"), fixed("claimed"), fixed("unknown"))),
    )
    .values(
        status=fixed("rejected"),
        reason=bindparam("reason"),
        settled_at=bindparam("at"),
        lease_owner=null(),
        lease_until=null(),
    ),
)
_OF = always(select(_D.occurrence, _D.conversation).where(*_ONE))
_END = always(
    update(recipients)
    .where(
        _R.brand == bindparam("brand"),
        _R.occurrence == bindparam("occurrence"),
        _R.conversation == bindparam("conversation"),
        _R.status.in_((fixed("opened"), fixed("accepted"), fixed("unknown"))),
    )
    .values(status=fixed("rejected"), reason=bindparam("reason"), ended_at=bindparam("at")),
)


def mark_undelivered(connection: Connection, row: Undelivery) -> bool:
    """Let a message end as rejected, and with it whom it opened; say whether that is news.

    It can be sent again like any other that was rejected. Told again it changes nothing.
    """
    changed = _REJECT.change(
        connection,
        brand=row.brand,
        id=row.id,
        channel=row.channel,
        reason=row.reason,
        at=row.at,
    )
    if not changed:
        return False
    ((occurrence, conversation),) = _OF.read(
        connection, brand=row.brand, id=row.id, channel=row.channel
    )
    if occurrence is not None and conversation is not None:
        _END.change(
            connection,
            brand=row.brand,
            occurrence=occurrence,
            conversation=conversation,
            reason=row.reason,
            at=row.at,
        )
    return True
