"""The broadcast that a command is about, and its occurrences as the database has them."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from bot.brand.broadcast import Broadcast
from bot.cli.reading import playable
from bot.cli.records import database_of
from bot.cli.refusal import Refusal, not_among, wrong_use
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.occurrences import OccurrenceRow, live_occurrences, occurrences_of

MOST_OCCURRENCES = 20
"""The newest of a broadcast's occurrences are looked at; older ones are named by their id."""


class Concerned(Struct, frozen=True):
    """One broadcast of a brand, and the database (a URL) in which it is sent."""

    library: Library
    broadcast: Broadcast
    url: str

    @property
    def brand(self) -> BrandId:
        """The brand's id."""
        return self.library.brand.id

    @property
    def zone(self) -> str:
        """The brand's time zone."""
        return self.library.brand.timezone


def concerned(folder: Path, name: str) -> Concerned:
    """Return the broadcast of this name.

    Raises:
        UsageError: the brand has none of this name.
    """
    library = playable(folder)
    found = library.broadcasts.get(name)
    if found is None:
        message = f"The brand has no broadcast {name!r}."
        if not library.broadcasts:
            raise wrong_use(f"{message} It has none: write one in broadcasts/NAME.yaml.")
        raise not_among(message, name, sorted(library.broadcasts))
    return Concerned(library, found, database_of(folder))


def is_live(row: OccurrenceRow) -> bool:
    """Say whether an occurrence is still to do something."""
    return row.ended_at is None


def occurrences_in(connection: Connection, brand: BrandId, name: str) -> list[OccurrenceRow]:
    """Return the occurrences of a broadcast, tests among them: all that live, and the newest."""
    live = live_occurrences(connection, brand)
    newest = occurrences_of(connection, brand, name, MOST_OCCURRENCES)
    found = {row.id: row for row in (*live, *newest) if _is_of(row, name)}
    return sorted(found.values(), key=lambda row: row.created_at, reverse=True)


def found_in(
    connection: Connection, about: Concerned, occurrence: str | None
) -> list[OccurrenceRow]:
    """Return the occurrence that is named, or those that live, or else the last one.

    Raises:
        Refusal: the broadcast has none of this id.
    """
    rows = occurrences_in(connection, about.brand, about.broadcast.name)
    if occurrence is not None:
        return [_named(rows, about, occurrence)]
    # A test says nothing of how the broadcast itself went.
    own = [row for row in rows if row.kind != "test"] or rows
    return [row for row in rows if is_live(row)] or own[:1]


def _is_of(row: OccurrenceRow, name: str) -> bool:
    """Say whether an occurrence is of this broadcast: feeds and events have names of their own."""
    return row.source == name and row.kind in {"broadcast", "test"}


def _named(rows: Sequence[OccurrenceRow], about: Concerned, occurrence: str) -> OccurrenceRow:
    """Return the one whose id begins so: nobody types all of it."""
    found = [row for row in rows if row.id.startswith(occurrence)]
    if len(found) == 1:
        return found[0]
    which = "no occurrence" if not found else "more than one occurrence"
    raise Refusal(
        f"{about.broadcast.name} has {which} {occurrence}. See `convivio broadcast list`."
    )
