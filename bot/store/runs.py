"""Runs of dialogues: begun, and how they ended with which slots."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct
from sqlalchemy import bindparam, select, update

from bot.core.effects import RunEnd
from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId, RunId
from bot.core.values import Value
from bot.store.connection import Connection
from bot.store.schema import runs
from bot.store.sealing.plan import sealing
from bot.store.statement import always, among, insert_new


class RunRow(Struct, frozen=True):
    """A run as it begins; `occurrence` is what the brand opened it for, None: the person did."""

    brand: BrandId
    id: RunId
    person: PersonId
    conversation: ConversationId
    channel: ChannelName
    dialogue: str
    version: str
    began_at: int
    ended_at: int | None = None
    end: RunEnd | None = None
    slots: str | None = None
    occurrence: str | None = None


class RunEnding(Struct, frozen=True):
    """How a person's run ended; `slots` is JSON."""

    brand: BrandId
    id: RunId
    ended_at: int
    end: RunEnd
    slots: str
    person: PersonId


_ADD = insert_new(runs)
_END = always(
    lambda: (
        update(runs)
        .where(runs.c.brand == bindparam("brand"), runs.c.id == bindparam("id"))
        .values(ended_at=bindparam("ended_at"), end=bindparam("end"), slots=bindparam("slots"))
    ),
    sealing(runs, ("slots",), by="person"),
    ("brand", "id"),
)


_LAST_SLOTS = always(
    lambda: (
        select(runs.c.person, runs.c.dialogue, runs.c.slots, runs.c.id)
        .where(
            runs.c.brand == bindparam("brand"),
            among(runs.c.person, "persons"),
            runs.c.slots.is_not(None),
        )
        .order_by(runs.c.ended_at)
    ),
)
_SLOTS = msgspec.json.Decoder(dict[str, Value])


def add_runs(connection: Connection, rows: Sequence[RunRow]) -> None:
    """Write runs that began."""
    _ADD.put(connection, rows)


def end_runs(connection: Connection, rows: Sequence[RunEnding]) -> None:
    """Write how runs ended."""
    _END.put(connection, rows)


def last_slots(
    connection: Connection, brand: BrandId, owners: Mapping[PersonId, PersonId]
) -> dict[PersonId, dict[str, dict[str, Value]]]:
    """Return, by person and dialogue, what the last run that has ended left in its slots.

    Args:
        connection: inside a transaction.
        brand: whose people they are.
        owners: whose runs are read, with whom each of these counts for.
    """
    found: dict[PersonId, dict[str, dict[str, Value]]] = {}
    rows = _LAST_SLOTS.read(connection, brand=brand, persons=list(owners))
    for owner, dialogue, slots, _ in rows:
        found.setdefault(owners[owner], {})[dialogue] = _SLOTS.decode(slots)
    return found
