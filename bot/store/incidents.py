"""What went wrong and should be looked at: no texts of people, no secrets."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId, EventId
from bot.store.connection import Connection
from bot.store.schema import incidents
from bot.store.statement import always, fixed, insert_new


class IncidentRow(Struct, frozen=True):
    """One incident; `place` is `dialogue/path`, or the part of the product concerned."""

    brand: BrandId
    id: str
    place: str
    reason: str
    event: EventId | None
    at: int


_ADD = insert_new(incidents)
_LATEST = always(
    select(*incidents.c)
    .where(incidents.c.brand == bindparam("brand"))
    .order_by(incidents.c.at.desc(), incidents.c.id)
    .limit(bindparam("most"))
    .offset(fixed(0)),
)


def add_incidents(connection: Connection, rows: Sequence[IncidentRow]) -> None:
    """Record incidents, each once."""
    _ADD.write(connection, rows)


def latest_incidents(connection: Connection, brand: BrandId, most: int) -> list[IncidentRow]:
    """Return the newest incidents, newest first."""
    return [IncidentRow(*row) for row in _LATEST.read(connection, brand=brand, most=most)]
