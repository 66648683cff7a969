"""Conversations: where each one stands.

A private conversation has the person's id, so that one person who comes over two channels has one.
In a group there is one that all share, of nobody, and one of each account that talks there.
"""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, exists, select, update

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.connection import Connection
from bot.store.data_keys import destroy_keys
from bot.store.schema import conversations
from bot.store.sealing.plan import sealing
from bot.store.statement import always, among, fixed, insert_or_update


class ConversationRow(Struct):
    """One row of `conversations`; `state` is the machine's, as JSON.

    `heard_at` is when its person was heard in private (see `bot.store.heard`), None where nothing
    is said of that.
    """

    brand: BrandId
    id: ConversationId
    person: PersonId | None
    channel: ChannelName | None
    space: str | None
    state: str
    updated_at: int
    heard_at: int | None = None
    revision: int = 1


class ConversationMove(Struct, frozen=True):
    """A conversation in a space that has a new address, and so a new id.

    Where all share it, more than its state is sealed with its key: that stays.
    """

    brand: BrandId
    old_id: ConversationId
    new_id: ConversationId
    new_space: str
    shared: bool = False


class _Moved(Struct, frozen=True):
    """A conversation under its new id; its state is sealed with a key of that."""

    brand: BrandId
    old_id: ConversationId
    id: ConversationId
    space: str
    state: str


_STATES = always(
    lambda: select(conversations.c.id, conversations.c.state).where(
        conversations.c.brand == bindparam("brand"), among(conversations.c.id, "ids")
    ),
)
_PAGE = always(
    lambda: (
        select(conversations.c.id, conversations.c.state)
        .where(conversations.c.brand == bindparam("brand"), conversations.c.id > bindparam("after"))
        .order_by(conversations.c.id)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_OWN = always(
    lambda: select(conversations.c.id, conversations.c.person).where(
        conversations.c.brand == bindparam("brand"),
        conversations.c.channel == bindparam("channel"),
        conversations.c.space == bindparam("space"),
        conversations.c.person.is_not(None),
    ),
)
_SAVE = insert_or_update(conversations, "heard_at", revision=conversations.c.revision + fixed(1))
_THERE = conversations.alias("there")
_MOVE = always(
    lambda: (
        update(conversations)
        .where(
            conversations.c.brand == bindparam("brand"),
            conversations.c.id == bindparam("old_id"),
            ~exists().where(_THERE.c.brand == bindparam("brand"), _THERE.c.id == bindparam("id")),
        )
        .values(id=bindparam("id"), space=bindparam("space"), state=bindparam("state"))
    ),
    sealing(conversations, ("state",), by="id"),
)


def states(
    connection: Connection, brand: BrandId, ids: Sequence[ConversationId]
) -> dict[ConversationId, str]:
    """Return the states of these conversations, as far as they have begun."""
    rows = _STATES.read(connection, brand=brand, ids=list(ids))
    return {ConversationId(row[0]): row[1] for row in rows}


def states_after(
    connection: Connection, brand: BrandId, after: str, most: int
) -> list[tuple[ConversationId, str]]:
    """Return the next states in the order of the conversations' ids; `after` is "" at first."""
    rows = _PAGE.read(connection, brand=brand, after=after, most=most)
    return [(ConversationId(row[0]), row[1]) for row in rows]


def own_in_space(
    connection: Connection, brand: BrandId, channel: ChannelName, space: str
) -> dict[ConversationId, PersonId]:
    """Return the conversations that people have of their own in a group, with whose they are."""
    rows = _OWN.read(connection, brand=brand, channel=channel, space=space)
    return {ConversationId(row[0]): row[1] for row in rows}


def save_conversations(connection: Connection, rows: Sequence[ConversationRow]) -> None:
    """Write these conversations, new or changed."""
    _SAVE.put(connection, rows)


def move_conversations(connection: Connection, moves: Sequence[ConversationMove]) -> None:
    """Give conversations their new ids, each unless there is one under it already."""
    for move in moves:
        for state in states(connection, move.brand, [move.old_id]).values():
            row = _Moved(move.brand, move.old_id, move.new_id, move.new_space, state)
            if _MOVE.write(connection, [row]) and not move.shared:
                destroy_keys(connection, move.brand, [move.old_id])
