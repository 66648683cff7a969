"""Messages that could not be delivered for good: kept, and told to whoever runs the brand.

They are sent once more, or dropped, if somebody says so.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct
from sqlalchemy import and_, bindparam, case, func, or_, select, update

from bot.core.ids import BrandId, ChannelName, ConversationId, DeliveryId, GroupId
from bot.store.connection import Connection
from bot.store.deliveries import DeliveryKind, DeliveryStatus
from bot.store.resending import Ended, reopens, resends
from bot.store.schema import deliveries, identities, persons
from bot.store.statement import always, fixed

Unwelcome = Literal["stopped", "blocked"]
"""Why somebody is not written to any more."""


class DeadLetter(Struct, frozen=True):
    """One rejected message: which, to whom, why, and when (microseconds); nothing of its text.

    `doubts` counts tries of which nobody knows whether they came. `unwelcome` says that whoever it
    is for wants no messages there any more.
    """

    id: DeliveryId
    group_id: GroupId
    channel: ChannelName
    to: str
    space: str | None
    kind: DeliveryKind
    reason: str
    at: int
    doubts: int = 0
    occurrence: str | None = None
    conversation: ConversationId | None = None
    unwelcome: Unwelcome | None = None


_D, _I, _P = deliveries.c, identities.c, persons.c
_UNWELCOME = case(
    # In a group or thread a topic goes by the consent of the space.
    (
        and_(_P.stopped_at.is_not(None), or_(_D.space.is_(None), _D.topic.is_(None))),
        fixed("stopped"),
    ),
    (and_(_I.blocked_at.is_not(None), _D.space.is_(None)), fixed("blocked")),
)
_OF_RECIPIENT = and_(_I.brand == _D.brand, _I.channel == _D.channel, _I.external_id == _D.recipient)
_DEAD = always(
    lambda: (
        select(
            _D.id,
            _D.group_id,
            _D.channel,
            func.coalesce(_D.recipient, fixed("")),
            _D.space,
            _D.kind,
            func.coalesce(_D.reason, fixed("")),
            func.coalesce(_D.settled_at, _D.created_at),
            _D.doubts,
            _D.occurrence,
            _D.conversation,
            _UNWELCOME,
        )
        .select_from(
            deliveries.outerjoin(identities, _OF_RECIPIENT).outerjoin(
                persons, and_(_P.brand == _I.brand, _P.id == _I.person)
            )
        )
        .where(_D.brand == bindparam("brand"), _D.status == fixed("rejected"))
        .order_by(_D.settled_at, _D.seq, _D.position)
    ),
)
# It is tried as patiently as something new.
_SEND = resends("rejected", attempts=fixed(0))
_REOPEN = reopens("rejected")
_DROP = always(
    lambda: (
        update(deliveries)
        .where(
            _D.brand == bindparam("brand"),
            _D.id == bindparam("id"),
            _D.status == fixed("rejected"),
        )
        .values(
            status=fixed("cancelled"),
            reason=fixed("dropped: ") + func.coalesce(_D.reason, fixed("")),
            settled_at=bindparam("now"),
        )
    ),
)
_STATES = always(
    lambda: select(_D.id, _D.status).where(
        _D.brand == bindparam("brand"), _D.id >= bindparam("begins"), _D.id < bindparam("end")
    ),
)


def dead_letters(connection: Connection, brand: BrandId) -> list[DeadLetter]:
    """Return every message of a brand that was rejected, the latest last."""
    return [DeadLetter(*row) for row in _DEAD.read(connection, brand=brand)]


def replay(connection: Connection, brand: BrandId, letters: Sequence[DeadLetter], now: int) -> int:
    """Let rejected messages be sent once more, in their place in their lanes.

    They pass the gate of the claim like everything else. A channel that is open sees them at its
    next `rescan`.

    Args:
        connection: inside the transaction in which the messages were read.
        brand: whose.
        letters: which.
        now: the present moment (microseconds).

    Returns:
        How many messages it is.
    """
    rows = _as_rows(brand, letters, now)
    sent = _SEND.write(connection, rows)
    _REOPEN.put(connection, [row for row in rows if row.occurrence is not None])
    return sent


def drop(connection: Connection, brand: BrandId, letters: Sequence[DeadLetter], now: int) -> int:
    """Take rejected messages off the list for good, and return how many it is."""
    return _DROP.write(connection, _as_rows(brand, letters, now))


def states_of(
    connection: Connection, brand: BrandId, begins: str
) -> dict[DeliveryId, DeliveryStatus]:
    """Return how the messages stand whose ids begin so."""
    rows = _STATES.read(connection, brand=brand, begins=begins, end=f"{begins}g")
    return dict(rows)


def _as_rows(brand: BrandId, letters: Sequence[DeadLetter], now: int) -> list[Ended]:
    return [Ended(brand, one.id, one.occurrence, one.conversation, now) for one in letters]
