"""`convivio broadcast list`: every broadcast of a folder, what comes, and what is under way."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click
from msgspec import Struct

from bot.brand.broadcast import Broadcast
from bot.broadcasts.schedule import Slot
from bot.broadcasts.timetable import next_times, when_words
from bot.cli.broadcast_reading import is_live, occurrences_in
from bot.cli.json_text import print_json
from bot.cli.reading import library_of
from bot.cli.records import ask_database, database_of
from bot.clock import now
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.moments import from_moment
from bot.store.occurrences import OccurrenceRow
from bot.store.place import is_begun

MOST_TIMES = 3


class Listed(Struct, frozen=True):
    """One broadcast with its next times, and with those of its occurrences that live."""

    broadcast: Broadcast
    times: Sequence[Slot]
    live: Sequence[OccurrenceRow]


def show_list(folder: Path, *, as_json: bool) -> None:
    """Write the brand's broadcasts, for a person or a program."""
    library = library_of(folder)
    listed = list(_listed(library, _live(folder, library)))
    if as_json:
        print_json({"broadcasts": [_document(one) for one in listed]})
    elif not listed:
        click.echo("The brand has no broadcasts: write one in broadcasts/NAME.yaml.")
    else:
        for one in listed:
            click.echo("\n".join(_lines(one)))


def _live(folder: Path, library: Library) -> Mapping[str, list[OccurrenceRow]]:
    url = database_of(folder)
    if not is_begun(url):
        return {}

    def unit(connection: Connection) -> dict[str, list[OccurrenceRow]]:
        return {
            name: occurrences_in(connection, library.brand.id, name) for name in library.broadcasts
        }

    return ask_database(url, unit)


def _listed(library: Library, found: Mapping[str, list[OccurrenceRow]]) -> Iterator[Listed]:
    for name, broadcast in sorted(library.broadcasts.items()):
        times = next_times(library.brand, broadcast, now(), MOST_TIMES)
        yield Listed(broadcast, times, [row for row in found.get(name, ()) if is_live(row)])


def _lines(one: Listed) -> Iterator[str]:
    broadcast = one.broadcast
    yield f"{broadcast.name}: opens {broadcast.dialogue} for {broadcast.topic}"
    yield f"  comes {when_words(broadcast)}"
    if one.times:
        yield f"  next: {', '.join(slot.local for slot in one.times)}"
    for row in one.live:
        kind = ", a test" if row.kind == "test" else ""
        reason = "" if row.reason is None else f" ({row.reason})"
        yield f"  {row.status}{reason}: {row.slot}{kind} [{row.id}]"


def _document(one: Listed) -> dict[str, object]:
    broadcast = one.broadcast
    return {
        "broadcast": broadcast.name,
        "dialogue": broadcast.dialogue,
        "topic": broadcast.topic,
        "when": when_words(broadcast),
        "next": [
            {"slot": slot.local, "at": slot.at.isoformat(timespec="seconds")} for slot in one.times
        ],
        "occurrences": [
            {
                "occurrence": row.id,
                "kind": row.kind,
                "slot": row.slot,
                "status": row.status,
                "reason": row.reason,
                "starts_at": from_moment(row.starts_at).isoformat(timespec="seconds"),
            }
            for row in one.live
        ],
    }
