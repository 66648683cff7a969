"""A group has a new address: consents that were given there, and who is spoken to there.

Where both addresses are planned for one occurrence they become one, and are spoken to once.
"""

from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Exists,
    bindparam,
    case,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from bot.core.ids import BrandId, ChannelName, ConversationId
from bot.store.connection import Connection
from bot.store.schema import deliveries, occurrences, recipients, subscriptions
from bot.store.statement import always, fixed


class PlaceMove(Struct, frozen=True):
    """A space of a channel, its lane and its conversation, under a new id."""

    brand: BrandId
    channel: ChannelName
    old_lane: str
    old_id: ConversationId
    new_id: ConversationId
    new_space: str


_R, _D, _S = recipients.c, deliveries.c, subscriptions.c
_OLD, _NEW = recipients.alias("old"), recipients.alias("new")
_BRAND: BindParameter[str] = bindparam("brand")
_IS_OLD = (_R.brand == _BRAND, _R.conversation == bindparam("old_id"))
# Hidden from the indexes: everybody of an occurrence who stands so would be looked at.
_standing = func.coalesce(_R.status, fixed(""))


def _is_live() -> ColumnElement[bool]:
    live = select(occurrences.c.id).where(
        occurrences.c.brand == _BRAND, occurrences.c.ended_at.is_(None)
    )
    return _R.occurrence.in_(live)


def _is_also_new(columns: ReadOnlyColumnCollection[str, Any]) -> Exists:
    """Return the condition that the new address is planned for the same occurrence as a row."""
    return exists().where(
        _NEW.c.brand == columns.brand,
        _NEW.c.occurrence == columns.occurrence,
        _NEW.c.conversation == bindparam("new_id"),
    )


_SUBSCRIBE = always(
    lambda: (
        update(subscriptions)
        .where(_S.brand == _BRAND, _S.conversation == bindparam("old_id"))
        .values(conversation=bindparam("new_id"), space=bindparam("new_space"))
    ),
)
_DROP_NEW = always(
    # The old address is being spoken to, or was: that goes on at the new one.
    lambda: delete(recipients).where(
        _R.brand == _BRAND,
        _is_live(),
        _R.conversation == bindparam("new_id"),
        _standing == fixed("planned"),
        exists().where(
            _OLD.c.brand == _R.brand,
            _OLD.c.occurrence == _R.occurrence,
            _OLD.c.conversation == bindparam("old_id"),
            _OLD.c.status != fixed("planned"),
        ),
    ),
)
_CANCEL = always(
    lambda: (
        update(deliveries)
        .where(
            _D.brand == _BRAND,
            _D.channel == bindparam("channel"),
            _D.lane == bindparam("old_lane"),
            _D.status == fixed("pending"),
            _is_also_new(_D).correlate(deliveries),
        )
        .values(
            status=case((_D.doubts > fixed(0), fixed("unknown")), else_=fixed("cancelled")),
            reason=fixed("said at the new address"),
            settled_at=bindparam("now"),
        )
    ),
)
_DROP_OLD = always(
    lambda: delete(recipients).where(
        *_IS_OLD,
        _is_live(),
        _standing.in_((fixed("planned"), fixed("opened"))),
        _is_also_new(_R),
    ),
)
_VALUES: dict[str, BindParameter[str]] = {
    "conversation": bindparam("new_id"),
    "space": bindparam("new_space"),
}
_MOVE_LIVE = always(
    lambda: update(recipients).where(*_IS_OLD, _is_live(), ~_is_also_new(_R)).values(**_VALUES),
)
_MOVE_BEGUN = always(
    lambda: (
        update(recipients)
        .where(*_IS_OLD, _R.opened_at.is_not(None), ~_is_also_new(_R))
        .values(**_VALUES)
    ),
)


def move_place(connection: Connection, move: PlaceMove, now: int) -> None:
    """Let consents and recipients of a space follow it to its new address.

    Args:
        connection: inside a transaction, before what waits in the old lane is moved.
        move: from where to where.
        now: the present moment (microseconds).
    """
    old, new = move.old_id, move.new_id
    _SUBSCRIBE.change(
        connection, brand=move.brand, old_id=old, new_id=new, new_space=move.new_space
    )
    _DROP_NEW.change(connection, brand=move.brand, old_id=old, new_id=new)
    _CANCEL.change(
        connection,
        brand=move.brand,
        channel=move.channel,
        old_lane=move.old_lane,
        new_id=new,
        now=now,
    )
    _DROP_OLD.change(connection, brand=move.brand, old_id=old, new_id=new)
    for statement in (_MOVE_LIVE, _MOVE_BEGUN):
        statement.change(
            connection, brand=move.brand, old_id=old, new_id=new, new_space=move.new_space
        )
