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


class _SeenTo(Struct, frozen=True):
    """Somebody has seen to one for which there is no desk."""

    brand: BrandId
    id: str
    ended_at: int


_ADD = insert_new(handoffs)
_COLUMNS = [handoffs.c[name] for name in HandoffRow.__struct_fields__]
_END = always(
    update(handoffs)
    .where(
        handoffs.c.brand == bindparam("brand"),
        handoffs.c.conversation == bindparam("conversation"),
        handoffs.c.desk.is_not(None),
        handoffs.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("ended_at"), end=bindparam("end")),
)
_IS_WITHOUT_DESK = (
    handoffs.c.brand == bindparam("brand"),
    handoffs.c.id == bindparam("id"),
    handoffs.c.desk.is_(None),
    handoffs.c.ended_at.is_(None),
)
_WITHOUT_DESK = always(select(handoffs.c.id).where(*_IS_WITHOUT_DESK))
_SEE_TO = always(
    update(handoffs)
    .where(*_IS_WITHOUT_DESK)
    .values(ended_at=bindparam("ended_at"), end=fixed("ended"))
)
_AT_DESK = always(
    select(*_COLUMNS).where(
        handoffs.c.brand == bindparam("brand"),
        among(handoffs.c.conversation, "conversations"),
        handoffs.c.desk.is_not(None),
        handoffs.c.ended_at.is_(None),
    ),
)
_OPEN = always(
    select(*_COLUMNS)
    .where(handoffs.c.brand == bindparam("brand"), handoffs.c.ended_at.is_(None))
    .order_by(handoffs.c.at),
)
_OPEN_OF = always(
    select(*_COLUMNS).where(
        handoffs.c.brand == bindparam("brand"),
        handoffs.c.person == bindparam("person"),
        handoffs.c.ended_at.is_(None),
    ),
)
_COUNT = always(
    select(func.count()).where(
        handoffs.c.brand == bindparam("brand"), handoffs.c.dialogue == bindparam("dialogue")
    ),
)
_DESKS = always(
    select(handoffs.c.desk)
    .where(
        handoffs.c.brand == bindparam("brand"),
        handoffs.c.conversation == bindparam("person"),
        handoffs.c.desk.is_not(None),
    )
    .distinct(),
)


def add_handoffs(connection: Connection, rows: Sequence[HandoffRow]) -> None:
    """Write that somebody was asked for."""
    _ADD.write(connection, rows)


def end_handoffs(connection: Connection, rows: Sequence[HandoffEnd]) -> None:
    """Write that conversations were handed back."""
    _END.write(connection, rows)


def see_to(connection: Connection, brand: BrandId, name: str, at: int) -> bool:
    """Write that somebody without a desk was seen to; False where nobody waits so."""
    row = {"brand": brand, "id": name}
    waiting = _WITHOUT_DESK.read(connection, **row)
    if waiting:
        _SEE_TO.write(connection, [_SeenTo(brand, name, at)])
    return bool(waiting)


def at_desk(
    connection: Connection, brand: BrandId, conversations: Sequence[str]
) -> dict[str, HandoffRow]:
    """Return those of these conversations that a desk has taken over."""
    rows = _AT_DESK.read(connection, brand=brand, conversations=list(conversations))
    return {row[2]: HandoffRow(*row) for row in rows}


def open_handoffs(connection: Connection, brand: BrandId) -> list[HandoffRow]:
    """Return all that somebody has still to see to, oldest first."""
    return [HandoffRow(*row) for row in _OPEN.read(connection, brand=brand)]


def open_handoffs_of(connection: Connection, brand: BrandId, person: PersonId) -> list[HandoffRow]:
    """Return what somebody has still to see to for a person."""
    return [HandoffRow(*row) for row in _OPEN_OF.read(connection, brand=brand, person=person)]


def handoffs_in(connection: Connection, brand: BrandId, dialogue: str) -> int:
    """Return how often a dialogue has asked for somebody."""
    ((count,),) = _COUNT.read(connection, brand=brand, dialogue=dialogue)
    return int(count)


def desk_accounts(connection: Connection, brand: BrandId, person: PersonId) -> list[Account]:
    """Return the names under which desks have talked about a person's private conversation."""
    rows = _DESKS.read(connection, brand=brand, person=person)
    return [Account(brand, ChannelName(row[0]), person) for row in rows]
