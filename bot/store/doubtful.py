"""Messages that were taken after tries of which nobody knows: somebody may have read them twice."""

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, ChannelName, DeliveryId
from bot.store.connection import Connection
from bot.store.schema import deliveries
from bot.store.statement import always, fixed


class Doubtful(Struct, frozen=True):
    """One message, how many of its tries ended unknown, and when one was taken (microseconds)."""

    id: DeliveryId
    channel: ChannelName
    doubts: int
    at: int


_DOUBTFUL = always(
    lambda: (
        select(deliveries.c.id, deliveries.c.channel, deliveries.c.doubts, deliveries.c.settled_at)
        .where(
            deliveries.c.brand == bindparam("brand"),
            deliveries.c.status == fixed("accepted"),
            deliveries.c.doubts > fixed(0),
        )
        .order_by(deliveries.c.settled_at)
    ),
)


def doubtful_deliveries(connection: Connection, brand: BrandId) -> list[Doubtful]:
    """Return every message of a brand that may have been read twice, the latest last."""
    rows = _DOUBTFUL.read(connection, brand=brand)
    return [Doubtful(one, channel, doubts, at or 0) for one, channel, doubts, at in rows]
