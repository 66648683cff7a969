"""What of an occurrence may or may not have come: listed, and sent again if somebody says so."""

from msgspec import Struct
from sqlalchemy import and_, bindparam, select

from bot.core.ids import BrandId, ChannelName, ConversationId, DeliveryId
from bot.store.connection import Connection
from bot.store.resending import Ended, reopens, resends
from bot.store.schema import deliveries, recipients
from bot.store.statement import always, fixed


class Undecided(Struct, frozen=True):
    """One message that may or may not have come: of whose opening, why, when (microseconds)."""

    id: DeliveryId
    channel: ChannelName
    conversation: ConversationId
    reason: str
    at: int


_D, _R = deliveries.c, recipients.c
_UNDECIDED = always(
    lambda: (
        select(_D.id, _D.channel, _R.conversation, _D.reason, _D.settled_at)
        .select_from(
            recipients.join(
                deliveries,
                and_(
                    _D.brand == _R.brand,
                    _D.channel == _R.channel,
                    _D.recipient == _R.recipient,
                    _D.occurrence == _R.occurrence,
                ),
            )
        )
        .where(
            _R.brand == bindparam("brand"),
            _R.occurrence == bindparam("occurrence"),
            _R.status == fixed("unknown"),
            _D.status == fixed("unknown"),
        )
        .order_by(_D.settled_at, _D.id)
    ),
)
_SEND = resends("unknown")
_REOPEN = reopens("unknown")


def undecided(connection: Connection, brand: BrandId, occurrence: str) -> list[Undecided]:
    """Return the messages of an occurrence that may or may not have come, oldest first."""
    rows = _UNDECIDED.read(connection, brand=brand, occurrence=occurrence)
    return [
        Undecided(one, channel, conversation, reason or "", at or 0)
        for one, channel, conversation, reason, at in rows
    ]


def send_again(connection: Connection, brand: BrandId, occurrence: str, now: int) -> int:
    """Send again what may or may not have come: somebody may read it twice.

    It passes the gate of the claim like everything else. A channel that is open sees it at its
    next `rescan`.

    Args:
        connection: inside a transaction.
        brand: whose.
        occurrence: of what.
        now: the present moment (microseconds).

    Returns:
        How many messages it is.
    """
    found = undecided(connection, brand, occurrence)
    rows = [Ended(brand, one.id, occurrence, one.conversation, now) for one in found]
    sent = _SEND.write(connection, rows)
    _REOPEN.put(connection, rows)
    return max(0, sent)
