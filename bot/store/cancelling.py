"""Messages that wait and are not wanted any more: they are cancelled, and what they opened ends."""

from collections.abc import Callable
from typing import Literal

from sqlalchemy import ColumnElement, Executable, and_, bindparam, case, exists, or_, update

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import conversations, deliveries, subscriptions
from bot.store.statement import Statement, always, fixed
from bot.store.waterfall import OPENING, end_openings, openings_in
from bot.store.wire import Rows

Unwanted = Literal["stopped", "no consent"]
"""Why nothing more of a topic goes to somebody: they want nothing any more, or nothing of that."""

_D = deliveries.c
IS_SHARED = (
    exists()
    .where(
        conversations.c.brand == _D.brand,
        conversations.c.id == _D.conversation,
        conversations.c.space.is_not(None),
        conversations.c.person.is_(None),
    )
    .correlate(deliveries)
)
"""Whether a message is of what all in a group share, whoever it answers."""


def _cancel(which: Callable[[], ColumnElement[bool]]) -> Statement:
    """Cancel what waits for a recipient; what speaks first and may have come stays unknown."""

    def build() -> Executable:
        was_not_taken = or_(_D.topic.is_(None), _D.doubts == fixed(0))
        return (
            update(deliveries)
            .where(
                _D.brand == bindparam("brand"),
                _D.channel == bindparam("channel"),
                _D.recipient == bindparam("recipient"),
                _D.seq < bindparam("before"),
                _D.status == fixed("pending"),
                which(),
            )
            .values(
                status=case((was_not_taken, fixed("cancelled")), else_=fixed("unknown")),
                reason=bindparam("why"),
                settled_at=bindparam("now"),
            )
            .returning(*OPENING)
        )

    return always(build)


def _stands() -> ColumnElement[bool]:
    """Return the condition that the yes to a message's topic still stands."""
    yes = exists().where(
        subscriptions.c.brand == _D.brand,
        subscriptions.c.conversation == _D.conversation,
        subscriptions.c.topic == _D.topic,
    )
    return yes.correlate(deliveries)


# In a group or thread the yes of somebody else may still stand, and what all share goes on.
_CANCEL = _cancel(
    lambda: or_(
        _D.space.is_(None),
        and_(_D.topic.is_(None), ~IS_SHARED),
        and_(_D.topic.is_not(None), ~_stands()),
    )
)
_CANCEL_PRIVATE = _cancel(lambda: _D.space.is_(None))
_CANCEL_TOPIC = _cancel(lambda: and_(_D.topic == bindparam("topic"), ~_stands()))


def cancel_waiting(connection: Connection, account: Account, *, before: int, now: int) -> int:
    """Cancel what waits for a recipient who said stop, older than a sequence number."""
    rows = _CANCEL.read(connection, **_of(account, before, now), why="stopped")
    return _end_cancelled(connection, account.brand, rows, now)


def cancel_private(connection: Connection, account: Account, *, before: int, now: int) -> int:
    """Cancel what waits for a recipient in private who has blocked us, older than a number."""
    rows = _CANCEL_PRIVATE.read(connection, **_of(account, before, now), why="blocked")
    return _end_cancelled(connection, account.brand, rows, now)


def cancel_topic(  # noqa: PLR0913 - who, what, and until when
    connection: Connection, account: Account, topic: str, why: Unwanted, *, before: int, now: int
) -> int:
    """Cancel what waits for a recipient about a topic, once its consent stands no more.

    Args:
        connection: inside a transaction in which the subscription has ended already.
        account: the recipient.
        topic: what they no longer want.
        why: whether that was all they wanted no more.
        before: a sequence number; only older messages are cancelled.
        now: the present moment (microseconds).

    Returns:
        How many messages were cancelled.
    """
    values = _of(account, before, now)
    rows = _CANCEL_TOPIC.read(connection, **values, topic=topic, why=why)
    return _end_cancelled(connection, account.brand, rows, now)


def _of(account: Account, before: int, now: int) -> dict[str, str | int]:
    return {
        "brand": account.brand,
        "channel": account.channel,
        "recipient": account.external_id,
        "before": before,
        "now": now,
    }


def _end_cancelled(connection: Connection, brand: BrandId, rows: Rows, now: int) -> int:
    end_openings(connection, openings_in(brand, rows, now))
    return len(rows)
