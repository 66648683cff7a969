"""Runs of dialogues: begun, and how they ended with which slots."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, update

from bot.core.effects import RunEnd
from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId, RunId
from bot.store.connection import Connection
from bot.store.schema import runs
from bot.store.statement import always, insert_new


class RunRow(Struct, frozen=True):
    """A run as it begins."""

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


class RunEnding(Struct, frozen=True):
    """How a run ended; `slots` is JSON."""

    brand: BrandId
    id: RunId
    ended_at: int
    end: RunEnd
    slots: str


_ADD = insert_new(runs)
_END = always(
    update(runs)
    .where(runs.c.brand == bindparam("brand"), runs.c.id == bindparam("id"))
    .values(ended_at=bindparam("ended_at"), end=bindparam("end"), slots=bindparam("slots")),
)


def add_runs(connection: Connection, rows: Sequence[RunRow]) -> None:
    """Write runs that began."""
    _ADD.write(connection, rows)


def end_runs(connection: Connection, rows: Sequence[RunEnding]) -> None:
    """Write how runs ended."""
    _END.write(connection, rows)
