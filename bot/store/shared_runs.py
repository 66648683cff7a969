"""Runs that all in a group share: they are nobody's, and bear the name of its conversation."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import BindParameter, bindparam, select, update

from bot.core.ids import BrandId, ConversationId, PersonId, RunId
from bot.store.connection import Connection
from bot.store.schema import answers, conversations, runs
from bot.store.sealing.plan import sealing
from bot.store.statement import always, among


class SharedAnswer(Struct, frozen=True):
    """An answer in a run of a group: the slot that it filled, and what the run left, as JSON."""

    run: RunId
    conversation: ConversationId
    slot: str | None
    left: str | None


class SharedState(Struct, frozen=True):
    """Where all in a group stand, as JSON."""

    brand: BrandId
    id: ConversationId
    state: str


class SharedSlots(Struct, frozen=True):
    """What a run of a group has left, as JSON; `person` is whose key seals it: the group's."""

    brand: BrandId
    id: RunId
    slots: str
    person: ConversationId


class RunMove(Struct, frozen=True):
    """The runs of a group whose conversation has a new id."""

    brand: BrandId
    old_id: ConversationId
    new_id: ConversationId


_BRAND: BindParameter[str] = bindparam("brand")
_ANSWERED = always(
    lambda: (
        select(runs.c.id, runs.c.conversation, answers.c.slot, runs.c.slots)
        .join_from(answers, runs, (runs.c.brand == answers.c.brand) & (runs.c.id == answers.c.run))
        .where(
            answers.c.brand == _BRAND,
            answers.c.shared.is_not(None),
            among(answers.c.person, "persons"),
        )
    ),
)
_STATE = always(
    lambda: (
        update(conversations)
        .where(conversations.c.brand == _BRAND, conversations.c.id == bindparam("id"))
        .values(state=bindparam("state"))
    ),
    sealing(conversations, ("state",), by="id"),
)
_SLOTS = always(
    lambda: (
        update(runs)
        .where(runs.c.brand == _BRAND, runs.c.id == bindparam("id"))
        .values(slots=bindparam("slots"))
    ),
    sealing(runs, ("slots",), by="person"),
)
_MOVE = always(
    lambda: (
        update(runs)
        .where(
            runs.c.brand == _BRAND,
            runs.c.person == bindparam("old_id"),
            runs.c.conversation == bindparam("old_id"),
        )
        .values(person=bindparam("new_id"), conversation=bindparam("new_id"))
    ),
)


def shared_answers(
    connection: Connection, brand: BrandId, people: Sequence[PersonId]
) -> list[SharedAnswer]:
    """Return what these people have answered in what groups share."""
    rows = _ANSWERED.read(connection, brand=brand, persons=list(people))
    return [SharedAnswer(RunId(row[0]), ConversationId(row[1]), row[2], row[3]) for row in rows]


def replace_states(connection: Connection, rows: Sequence[SharedState]) -> None:
    """Write where all in groups stand, for another reason than that they went on."""
    _STATE.write(connection, rows)


def replace_slots(connection: Connection, rows: Sequence[SharedSlots]) -> None:
    """Write what runs of groups have left."""
    _SLOTS.write(connection, rows)


def move_runs(connection: Connection, move: RunMove) -> None:
    """Let what a group has shared go along to the new id of its conversation."""
    _MOVE.write(connection, [move])
