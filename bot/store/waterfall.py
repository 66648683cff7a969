"""How everybody ends to whom the brand spoke first: parts that always sum to the plan.

Whoever is opened is sent one or several messages, all with one sequence number; they have ended
once the last of these has, and as the worst of them did.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    bindparam,
    case,
    exists,
    func,
    select,
    update,
)

from bot.core.ids import BrandId, ChannelName, ConversationId, DeliveryId
from bot.store.connection import Connection
from bot.store.recipients import RecipientStatus
from bot.store.schema import deliveries, recipients
from bot.store.statement import Statement, always, fixed
from bot.store.wire import Rows


class RecipientEnd(Struct, frozen=True):
    """How somebody ended who was planned or opened; `ended_at` in microseconds."""

    brand: BrandId
    occurrence: str
    conversation: ConversationId
    status: RecipientStatus
    reason: str | None
    ended_at: int


class Opening(Struct, frozen=True):
    """What was sent to somebody first: all messages of one number to one account or space."""

    brand: BrandId
    occurrence: str
    conversation: ConversationId
    channel: ChannelName
    recipient: str
    seq: int
    at: int


class OpeningEnd(Struct, frozen=True):
    """How an opening ended whose messages were all sent in one go; `delivery` is the worst."""

    brand: BrandId
    occurrence: str
    conversation: ConversationId
    status: RecipientStatus
    reason: str | None
    ended_at: int
    delivery: DeliveryId


_R, _D = recipients.c, deliveries.c
_ONE = (
    _R.brand == bindparam("brand"),
    _R.occurrence == bindparam("occurrence"),
    _R.conversation == bindparam("conversation"),
)
OPENING = (_D.occurrence, _D.conversation, _D.channel, _D.recipient, _D.seq)
"""The columns of a message that tell what it opens, for `openings_in`."""

_IS_OPEN = _R.status.in_((fixed("planned"), fixed("opened")))
_MESSAGES = (
    _D.brand == bindparam("brand"),
    _D.channel == bindparam("channel"),
    _D.recipient == bindparam("recipient"),
    _D.seq == bindparam("seq"),
    _D.occurrence == bindparam("occurrence"),
)


def _worst(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return something of the message that ended worst."""
    badness = case(
        (_D.status == fixed("unreachable"), fixed(0)),
        (_D.status == fixed("rejected"), fixed(1)),
        (_D.status == fixed("unknown"), fixed(2)),
        (_D.status == fixed("cancelled"), fixed(3)),
        else_=fixed(4),
    )
    found = select(column).where(*_MESSAGES).order_by(badness, _D.position)
    return found.limit(fixed(1)).offset(fixed(0)).correlate(None).scalar_subquery()


def _ended(status: RecipientStatus) -> Statement:
    """Let such recipients end as their messages did, once none of these is to be sent any more."""

    def build() -> Executable:
        under_way = _D.status.in_((fixed("pending"), fixed("claimed"), fixed("kept")))
        ended = case((_D.status == fixed("cancelled"), fixed("skipped")), else_=_D.status)
        return (
            update(recipients)
            .where(
                *_ONE,
                _R.status == fixed(status),
                ~exists().where(*_MESSAGES, under_way).correlate(None),
            )
            .values(
                status=func.coalesce(_worst(ended), _R.status),
                reason=_worst(_D.reason),
                ended_at=bindparam("at"),
            )
        )

    return always(build)


_AS_TOLD: dict[str, BindParameter[Any]] = {
    one: bindparam(one) for one in ("status", "reason", "ended_at")
}
_END = always(lambda: update(recipients).where(*_ONE, _IS_OPEN).values(**_AS_TOLD))
_END_AFTER_ALL = always(
    lambda: (
        update(recipients)
        .where(*_ONE, _R.status.in_((fixed("opened"), fixed("accepted"), fixed("unknown"))))
        .values(**_AS_TOLD)
    )
)
_END_AT_ONCE = always(
    lambda: (
        update(recipients)
        .where(
            *_ONE,
            _R.status == fixed("opened"),
            # An outcome that came with an old fencing number was not written, and ends nothing.
            exists().where(
                _D.brand == bindparam("brand"),
                _D.id == bindparam("delivery"),
                _D.status == bindparam("status"),
            ),
        )
        .values(**_AS_TOLD)
    ),
    key=("brand", "occurrence", "conversation"),
)
_END_OPENED = _ended("opened")
_CONFIRM = _ended("unknown")
_PARTS = always(
    lambda: (
        select(_R.status, _R.reason, func.count())
        .where(_R.brand == bindparam("brand"), _R.occurrence == bindparam("occurrence"))
        .group_by(_R.status, _R.reason)
    ),
)


def end_recipients(connection: Connection, rows: Sequence[RecipientEnd]) -> int:
    """Write how people ended; who has ended before stays as they are. Return how many it was."""
    return max(0, _END.write(connection, rows))


def end_after_all(connection: Connection, rows: Sequence[RecipientEnd]) -> None:
    """Write how people ended to whom what was sent did not come, though it was accepted."""
    _END_AFTER_ALL.write(connection, rows)


def openings_in(brand: BrandId, rows: Rows, now: int) -> list[Opening]:
    """Return the openings that these messages belong to, each once."""
    return [
        Opening(brand, occurrence, conversation, channel, recipient, seq, now)
        for occurrence, conversation, channel, recipient, seq in dict.fromkeys(rows)
        if occurrence is not None
    ]


def end_openings(connection: Connection, openings: Sequence[Opening]) -> None:
    """Let those end to whom nothing more of their opening is to be sent, as their messages did."""
    _END_OPENED.put(connection, openings)


def end_at_once(connection: Connection, ends: Sequence[OpeningEnd]) -> None:
    """Let those end whose opening was sent in one go, once the outcomes are written."""
    _END_AT_ONCE.put(connection, ends)


def confirm_openings(connection: Connection, openings: Sequence[Opening]) -> None:
    """Say how those ended of whom nobody knew, now that it is known of a message of theirs."""
    _CONFIRM.put(connection, openings)


def parts(
    connection: Connection, brand: BrandId, occurrence: str
) -> dict[tuple[RecipientStatus, str | None], int]:
    """Return how many people of an occurrence stand at each status and reason, all at one time."""
    rows = _PARTS.read(connection, brand=brand, occurrence=occurrence)
    return {(status, reason): count for status, reason, count in rows}
