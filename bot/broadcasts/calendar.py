"""Which occurrences begin: each time of each broadcast once, whatever the clock does.

Nothing is remembered here that matters: a time that has its row is never begun again, and what was
missed shows by the rows that there are.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from msgspec import Struct

from bot.brand.brand import Brand
from bot.brand.broadcast import AFTER_SUBSCRIBING, AtTime, Broadcast
from bot.broadcasts.occurring import begun_at, grace, missed_at, rule_zone
from bot.broadcasts.schedule import Slot, last_time, next_time
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.moments import from_moment
from bot.store.occurrences import OccurrenceRow, add_occurrences, occurrences_of

_MOST_LOOKED_AT = 50
"""Newest occurrences of a broadcast among which its last time is looked for."""

_STEP = timedelta(microseconds=1)


class _Watched(Struct):
    """What is known of one broadcast's times since the last look."""

    broadcast: Broadcast
    looked_at: datetime
    next: Slot | None


class Calendar:
    """The times of one brand's broadcasts."""

    def __init__(self) -> None:
        self._watched: dict[str, _Watched] = {}

    def begin(self, connection: Connection, library: Library, now: datetime) -> None:
        """Write the occurrences that begin now, and those that were missed."""
        for broadcast in library.broadcasts.values():
            if self._may_begin(broadcast, now):
                add_occurrences(connection, _due(connection, library.brand, broadcast, now))

    def looked(self, library: Library, now: datetime) -> None:
        """Remember that everything up to now has been begun."""
        for broadcast in library.broadcasts.values():
            if self._may_begin(broadcast, now):
                following = next_time(broadcast.when, rule_zone(library.brand, broadcast), now)
                self._watched[broadcast.name] = _Watched(broadcast, now, following)
        for name in self._watched.keys() - library.broadcasts.keys():
            del self._watched[name]

    def next_at(self) -> datetime | None:
        """Return when the next occurrence begins, None where none will."""
        times = [one.next.at for one in self._watched.values() if one.next is not None]
        return min(times, default=None)

    def _may_begin(self, broadcast: Broadcast, now: datetime) -> bool:
        watched = self._watched.get(broadcast.name)
        if watched is None or watched.broadcast != broadcast or now < watched.looked_at:
            return True
        return watched.next is not None and watched.next.at <= now


def _due(
    connection: Connection, brand: Brand, broadcast: Broadcast, now: datetime
) -> list[OccurrenceRow]:
    """Return the occurrences of a broadcast that begin now, and the one that it has missed."""
    rows = [begun_at(brand, broadcast, slot, now) for slot in _begins(brand, broadcast, now)]
    missed = _missed(connection, brand, broadcast, now)
    return rows if missed is None else [*rows, missed_at(brand, broadcast, missed, now)]


def _begins(brand: Brand, broadcast: Broadcast, now: datetime) -> Iterator[Slot]:
    """Yield the times that may still begin: of several that are late only the last.

    Where each person's clock counts, yesterday's time may be on its way round the world still.
    """
    zone = rule_zone(brand, broadcast)
    after = now - grace(broadcast) - _STEP
    if broadcast.zones == "brand":
        last = last_time(broadcast.when, zone, after, now)
        if last is not None:
            yield last
        return
    slot = next_time(broadcast.when, zone, after)
    while slot is not None and slot.at <= now:
        yield slot
        slot = next_time(broadcast.when, zone, slot.at)


def _missed(
    connection: Connection, brand: Brand, broadcast: Broadcast, now: datetime
) -> Slot | None:
    """Return the last time that came while nothing ran, and is too late to begin now."""
    before = now - grace(broadcast) - _STEP
    zone = rule_zone(brand, broadcast)
    rows = occurrences_of(connection, brand.id, broadcast.name, _MOST_LOOKED_AT)
    begun = [from_moment(row.starts_at) for row in rows if _is_by_timetable(row)]
    if begun:
        return last_time(broadcast.when, zone, max(begun), before)
    if isinstance(broadcast.when, AtTime):
        return last_time(broadcast.when, zone, datetime.min.replace(tzinfo=now.tzinfo), before)
    return None


def _is_by_timetable(row: OccurrenceRow) -> bool:
    return row.kind == "broadcast" and row.slot != AFTER_SUBSCRIBING
