"""Conversations that were handed over to people: asked for, and ended."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, func, select, update

from bot.core.effects import HandoverEnd
from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.connection import Connection
from bot.store.people import Account
from bot.store.schema import handoffs
from bot.store.statement import always, among, fixed, insert_new


class HandoffRow(Struct, frozen=True):
    """One time that somebody was asked for.

    `channel`, `recipient` and `space` are where the conversation is; `place` is the step that asked
    (`dialogue/path`). `desk` is the channel of those who took over, None where there is none: then
    it stays open, for nobody can hand back.
    """

    brand: BrandId
    id: str
    conversation: ConversationId
    person: PersonId
    channel: ChannelName
    recipient: str
    space: str | None
    dialogue: str
    place: str
    reason: str | None
    desk: ChannelName | None
    at: int
    ended_at: int | None = None
    end: HandoverEnd | None = None


class HandoffEnd(Struct, frozen=True):
    """The people of the desk have handed a conversation back, or it was stopped."""

    brand: BrandId
    conversation: ConversationId
    ended_at: int
    end: HandoverEnd


_H = handoffs.c
_OF_BRAND = _H.brand == bindparam("brand")
_IS_OPEN = _H.ended_at.is_(None)

_ADD = insert_new(handoffs)
_COLUMNS = [_H[name] for name in HandoffRow.__struct_fields__]
_END = always(
    lambda: (
        update(handoffs)
        .where(
            _OF_BRAND, _H.conversation == bindparam("conversation"), _H.desk.is_not(None), _IS_OPEN
        )
        .values(ended_at=bindparam("ended_at"), end=bindparam("end"))
    ),
)
_SEE_TO = always(
    lambda: (
        update(handoffs)
        .where(_OF_BRAND, _H.id == bindparam("id"), _H.desk.is_(None), _IS_OPEN)
        .values(ended_at=bindparam("ended_at"), end=fixed("ended"))
    )
)
_MOVE = always(
    lambda: (
        update(handoffs)
        .where(_OF_BRAND, _H.conversation == bindparam("old"), _IS_OPEN)
        .values(conversation=bindparam("new"), space=bindparam("space"))
    ),
)
_AT_DESK = always(
    lambda: select(*_COLUMNS).where(
        _OF_BRAND, among(_H.conversation, "conversations"), _H.desk.is_not(None), _IS_OPEN
    ),
)
_OPEN = always(lambda: select(*_COLUMNS).where(_OF_BRAND, _IS_OPEN).order_by(_H.at))
_OPEN_OF = always(
    lambda: select(*_COLUMNS).where(_OF_BRAND, among(_H.person, "persons"), _IS_OPEN),
)
_COUNT = always(
    lambda: select(func.count()).where(_OF_BRAND, _H.dialogue == bindparam("dialogue")),
)
_DESKS = always(
    lambda: (
        select(_H.desk, _H.conversation)
        .where(_OF_BRAND, among(_H.conversation, "conversations"), _H.desk.is_not(None))
        .distinct()
    ),
)


def add_handoffs(connection: Connection, rows: Sequence[HandoffRow]) -> None:
    """Write that somebody was asked for."""
    _ADD.put(connection, rows)


def end_handoffs(connection: Connection, rows: Sequence[HandoffEnd]) -> None:
    """Write that conversations were handed back."""
    _END.put(connection, rows)


def move_handoffs(
    connection: Connection, brand: BrandId, old: ConversationId, new: ConversationId, space: str
) -> None:
    """Let the desk speak of a conversation under its new id, and to where its space is now."""
    _MOVE.change(connection, brand=brand, old=old, new=new, space=space)


def see_to(connection: Connection, brand: BrandId, name: str, at: int) -> bool:
    """Write that somebody without a desk was seen to; False where nobody waits so."""
    return _SEE_TO.change(connection, brand=brand, id=name, ended_at=at) > 0


def at_desk(
    connection: Connection, brand: BrandId, conversations: Sequence[str]
) -> dict[str, HandoffRow]:
    """Return those of these conversations that a desk has taken over."""
    rows = _AT_DESK.read(connection, brand=brand, conversations=list(conversations))
    return {found.conversation: found for found in (HandoffRow(*row) for row in rows)}


def open_handoffs(connection: Connection, brand: BrandId) -> list[HandoffRow]:
    """Return all that somebody has still to see to, oldest first."""
    return [HandoffRow(*row) for row in _OPEN.read(connection, brand=brand)]


def open_handoffs_of(
    connection: Connection, brand: BrandId, people: Sequence[PersonId]
) -> list[HandoffRow]:
    """Return what somebody has still to see to for these people."""
    rows = _OPEN_OF.read(connection, brand=brand, persons=list(people))
    return [HandoffRow(*row) for row in rows]


def handoffs_in(connection: Connection, brand: BrandId, dialogue: str) -> int:
    """Return how often a dialogue has asked for somebody."""
    ((count,),) = _COUNT.read(connection, brand=brand, dialogue=dialogue)
    return int(count)


def desk_accounts(
    connection: Connection, brand: BrandId, conversations: Sequence[str]
) -> list[Account]:
    """Return the names under which desks have talked about these conversations."""
    rows = _DESKS.read(connection, brand=brand, conversations=list(conversations))
    return [Account(brand, ChannelName(row[0]), row[1]) for row in rows]
