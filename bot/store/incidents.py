"""What went wrong and should be looked at: no texts of people, no secrets."""

from collections.abc import Sequence

from msgspec import Struct

from bot.core.ids import BrandId, EventId
from bot.store.connection import Connection
from bot.store.schema import incidents
from bot.store.statement import insert_new


class IncidentRow(Struct, frozen=True):
    """One incident; `place` is `dialogue/path`, or the part of the product concerned."""

    brand: BrandId
    id: str
    place: str
    reason: str
    event: EventId | None
    at: int


_ADD = insert_new(incidents)


def add_incidents(connection: Connection, rows: Sequence[IncidentRow]) -> None:
    """Record incidents, each once."""
    _ADD.put(connection, rows)
