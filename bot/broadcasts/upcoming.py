"""The occurrence of a broadcast that comes next, as it would be written: for who only looks."""

from collections.abc import Collection
from datetime import datetime, timedelta

from msgspec.structs import replace

from bot.brand.brand import Brand
from bot.brand.broadcast import AfterSubscribing, AtTime, Broadcast
from bot.broadcasts.occurring import begun_at, begun_by_hand, follow_up, grace, rule_zone
from bot.broadcasts.schedule import last_time, next_time
from bot.core.ids import PersonId
from bot.store.moments import to_moment
from bot.store.occurrences import OccurrenceRow, Terms, definition_of, occurrence_id

_STEP = timedelta(microseconds=1)


def upcoming(
    brand: Brand, broadcast: Broadcast, begun: Collection[OccurrenceRow], now: datetime
) -> OccurrenceRow:
    """Return the occurrence that comes next, as it would be if it were written at its time.

    A broadcast that does not come again by itself is taken as if somebody started it now.

    Args:
        brand: whose.
        broadcast: what comes.
        begun: those of its occurrences that are there already.
        now: the present moment.
    """
    if isinstance(broadcast.when, AfterSubscribing):
        fresh = follow_up(brand, broadcast, now)
        return next((row for row in begun if row.id == fresh.id), fresh)
    late = _late(brand, broadcast, now)
    if late is not None and all(row.id != late.id for row in begun):
        return late
    slot = next_time(broadcast.when, rule_zone(brand, broadcast), now)
    if slot is None:
        return begun_by_hand(brand, broadcast, now)
    return begun_at(brand, broadcast, slot, slot.at)


def tried_on(brand: Brand, broadcast: Broadcast, person: PersonId, now: datetime) -> OccurrenceRow:
    """Return the occurrence that tries a broadcast on one person, now."""
    row = begun_by_hand(brand, broadcast, now)
    name = f"{brand.id}/{broadcast.name}"
    terms = Terms(unknown=broadcast.unknown, expires=broadcast.expires, only=(person,))
    return replace(
        row,
        id=occurrence_id("test", name, f"{person}/{to_moment(now)}"),
        kind="test",
        definition=definition_of(terms),
    )


def _late(brand: Brand, broadcast: Broadcast, now: datetime) -> OccurrenceRow | None:
    """Return the one time of a broadcast where it has come and may still begin."""
    if not isinstance(broadcast.when, AtTime):
        return None
    after = now - grace(broadcast) - _STEP
    slot = last_time(broadcast.when, rule_zone(brand, broadcast), after, now)
    return None if slot is None else begun_at(brand, broadcast, slot, now)
