"""Messages that could not be delivered for good: kept, and told to whoever runs the brand."""

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, ChannelName, DeliveryId
from bot.store.connection import Connection
from bot.store.schema import deliveries
from bot.store.statement import always, fixed


class DeadLetter(Struct, frozen=True):
    """One rejected message: which, why, and when (microseconds); nobody named."""

    id: DeliveryId
    channel: ChannelName
    reason: str
    at: int


_DEAD = always(
    select(
        deliveries.c.id, deliveries.c.channel, deliveries.c.reason, deliveries.c.settled_at
    ).where(deliveries.c.brand == bindparam("brand"), deliveries.c.status == fixed("rejected")),
)


def dead_letters(connection: Connection, brand: BrandId) -> list[DeadLetter]:
    """Return every message of a brand that was rejected, in no order."""
    rows = _DEAD.read(connection, brand=brand)
    return [DeadLetter(one, channel, reason or "", at or 0) for one, channel, reason, at in rows]
