"""Every version of a dialogue that ever ran, by content hash: a conversation stays on its own."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.schema import dialogue_versions
from bot.store.statement import always, insert_new


class VersionRow(Struct, frozen=True):
    """One compiled program, as JSON."""

    brand: BrandId
    version: str
    dialogue: str
    program: str
    first_seen: int


_ADD = insert_new(dialogue_versions)
_ALL = always(
    select(dialogue_versions.c.version, dialogue_versions.c.program).where(
        dialogue_versions.c.brand == bindparam("brand")
    ),
)


def add_versions(connection: Connection, rows: Sequence[VersionRow]) -> None:
    """Keep these versions; one that is known stays as it is."""
    _ADD.write(connection, rows)


def stored_versions(connection: Connection, brand: BrandId) -> dict[str, str]:
    """Return every stored program of a brand by version, as JSON."""
    return {row[0]: row[1] for row in _ALL.read(connection, brand=brand)}
