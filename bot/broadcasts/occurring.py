"""Occurrences as they begin: a broadcast at one of its times, started by hand, or a follow-up."""

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from bot.brand.brand import Brand
from bot.brand.broadcast import AFTER_SUBSCRIBING, AfterSubscribing, AtTime, Broadcast
from bot.broadcasts.schedule import Slot, slot_text
from bot.broadcasts.zones import EAST, WEST, WIDTH
from bot.core.wall_time import local_time, moment_of
from bot.store.moments import to_moment
from bot.store.occurrences import (
    PRIORITIES,
    OccurrenceRow,
    Terms,
    definition_of,
    occurrence_id,
)
from bot.store.values import to_json

_DAY = timedelta(days=1)


def rule_zone(brand: Brand, broadcast: Broadcast) -> tzinfo:
    """Return whose clocks say when a broadcast begins: where it is each person's, the easternmost.

    The others come to their own time later, one zone after the other.
    """
    return EAST if broadcast.zones == "person" else ZoneInfo(brand.timezone)


def grace(broadcast: Broadcast) -> timedelta:
    """Return how long after its beginning an occurrence may still be made.

    Where it goes by each person's clock, somebody's time may be a day later.
    """
    late = timedelta(seconds=broadcast.late)
    return late + WIDTH if broadcast.zones == "person" else late


def begun_at(brand: Brand, broadcast: Broadcast, slot: Slot, now: datetime) -> OccurrenceRow:
    """Return the occurrence of a broadcast at one of its times."""
    row = _row(brand, broadcast, slot.local, now)
    return replace(
        row,
        data=to_json({"slot": slot.local}),
        starts_at=to_moment(slot.at),
        expires_at=to_moment(_last(broadcast, slot, now) + timedelta(seconds=broadcast.expires)),
    )


def begun_by_hand(brand: Brand, broadcast: Broadcast, now: datetime) -> OccurrenceRow:
    """Return the occurrence of a broadcast that somebody starts now.

    Started twice within a minute it is one; whose clock its timetable goes by does not matter.
    """
    local = slot_text(local_time(now, ZoneInfo(brand.timezone)))
    terms = replace(_terms(broadcast), zones="brand", passed="skip", after=None)
    return replace(
        _row(brand, broadcast, local, now),
        data=to_json({"slot": local}),
        definition=definition_of(terms),
        expires_at=to_moment(now + timedelta(seconds=broadcast.expires)),
    )


def missed_at(brand: Brand, broadcast: Broadcast, slot: Slot, now: datetime) -> OccurrenceRow:
    """Return the occurrence that there was not: nothing ran at its time, and now it is too late."""
    return replace(
        begun_at(brand, broadcast, slot, now),
        status="missed",
        reason="nothing ran at its time",
        planned_at=to_moment(now),
        ended_at=to_moment(now),
    )


def follow_up(brand: Brand, broadcast: Broadcast, now: datetime) -> OccurrenceRow:
    """Return the one occurrence of what is said to each person after they have subscribed."""
    return _row(brand, broadcast, AFTER_SUBSCRIBING, now)


def _row(brand: Brand, broadcast: Broadcast, slot: str, now: datetime) -> OccurrenceRow:
    return OccurrenceRow(
        brand=brand.id,
        id=occurrence_id("broadcast", broadcast.name, slot),
        kind="broadcast",
        source=broadcast.name,
        topic=broadcast.topic,
        dialogue=broadcast.dialogue,
        slot=slot,
        name=broadcast.name,
        definition=definition_of(_terms(broadcast)),
        priority=PRIORITIES[broadcast.priority],
        created_at=to_moment(now),
        starts_at=to_moment(now),
    )


def _terms(broadcast: Broadcast) -> Terms:
    when = broadcast.when
    # What recurs comes to whoever missed it anyway; only a single time can be made up for.
    once = isinstance(when, AtTime) and broadcast.zones == "person"
    return Terms(
        filter=broadcast.condition,
        audience=broadcast.audience,
        zones=broadcast.zones,
        passed=broadcast.passed if once else "skip",
        unknown=broadcast.unknown,
        expires=broadcast.expires,
        late=broadcast.late,
        after=when.seconds if isinstance(when, AfterSubscribing) else None,
    )


def _last(broadcast: Broadcast, slot: Slot, now: datetime) -> datetime:
    """Return when an occurrence comes to the last person."""
    if broadcast.zones == "brand":
        return slot.at
    last = moment_of(datetime.fromisoformat(slot.local), WEST)
    match broadcast.passed:
        case "next day":
            return max(last, now) + _DAY
        case "now":
            return max(last, now)
        case "skip":
            return last


def start_of(row: OccurrenceRow) -> int:
    """Return from when on an occurrence speaks: who had subscribed by then is its audience."""
    return max(row.created_at, row.starts_at)
