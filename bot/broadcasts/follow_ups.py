"""What is said so long after subscribing: one occurrence a broadcast, for as long as its file."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from bot.brand.brand import Brand
from bot.brand.broadcast import AfterSubscribing, Broadcast
from bot.broadcasts.occurring import follow_up
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.occurrences import (
    OccurrenceRow,
    add_occurrences,
    find_occurrence,
    keep_to_file,
    terms_of,
)
from bot.store.planning import Reached, reach

_FROM_FILE = ("topic", "dialogue", "definition", "priority")


def follow_files(
    connection: Connection, library: Library, live: Sequence[OccurrenceRow], now: datetime
) -> None:
    """Let every broadcast that follows subscribing have its occurrence, as its file has it now.

    It has no times of its own at which it could begin anew, so it follows its file: whoever is
    not planned yet is planned by what is written now. One whose file is gone plans nobody more.

    Args:
        connection: inside a transaction.
        library: what the files say.
        live: the occurrences of the brand that have not ended.
        now: the present moment.
    """
    written = {
        one.name: one
        for one in library.broadcasts.values()
        if isinstance(one.when, AfterSubscribing)
    }
    for row in live:
        if terms_of(row).after is not None and row.source not in written:
            _close(connection, row, now)
    for broadcast in written.values():
        _follow(connection, library.brand, broadcast, now)


def _close(connection: Connection, row: OccurrenceRow, now: datetime) -> None:
    if row.planned_at is None:
        reach(connection, Reached(row.brand, row.id, row.cursor, to_moment(now), row.zones))


def _follow(connection: Connection, brand: Brand, broadcast: Broadcast, now: datetime) -> None:
    fresh = follow_up(brand, broadcast, now)
    row = find_occurrence(connection, brand.id, fresh.id)
    if row is None:
        add_occurrences(connection, [fresh])
    elif row.status == "cancelled":
        return
    elif row.planned_at is not None:
        # Its file was gone for a while: who would have been due meanwhile is not made up for.
        keep_to_file(connection, replace(fresh, created_at=row.created_at))
    elif _written(row) != _written(fresh):
        cursor = row.cursor if row.topic == fresh.topic else None
        keep_to_file(connection, replace(fresh, starts_at=row.starts_at, cursor=cursor))


def _written(row: OccurrenceRow) -> Mapping[str, object]:
    return {name: getattr(row, name) for name in _FROM_FILE}
