"""What has ended is sent again: the message waits as before, and its recipient is opened anew."""

from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, null, update

from bot.core.ids import BrandId, ConversationId, DeliveryId
from bot.store.schema import deliveries, recipients
from bot.store.statement import Statement, always, fixed

How = Literal["rejected", "unknown"]


class Ended(Struct, frozen=True):
    """A message that has ended, with the recipient whom it was to open, and the present moment."""

    brand: BrandId
    id: DeliveryId
    occurrence: str | None
    conversation: ConversationId | None
    now: int


_D, _R = deliveries.c, recipients.c


def resends(how: How, **changes: ColumnElement[Any]) -> Statement:
    """Return what lets messages that ended so wait as before; `changes` are others of columns."""
    return always(
        lambda: (
            update(deliveries)
            .where(
                _D.brand == bindparam("brand"), _D.id == bindparam("id"), _D.status == fixed(how)
            )
            .values(
                status=fixed("pending"),
                due_at=bindparam("now"),
                first_tried_at=null(),
                reason=null(),
                settled_at=null(),
                **changes,
            )
        ),
    )


def reopens(how: How) -> Statement:
    """Return what lets recipients with whom it ended so be on the way once more."""
    return always(
        lambda: (
            update(recipients)
            .where(
                _R.brand == bindparam("brand"),
                _R.occurrence == bindparam("occurrence"),
                _R.conversation == bindparam("conversation"),
                _R.status == fixed(how),
            )
            .values(status=fixed("opened"), reason=null(), ended_at=null())
        ),
    )
