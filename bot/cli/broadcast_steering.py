"""`convivio broadcast pause | resume | cancel`: orders to whoever sends."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct

from bot.cli.broadcast_reading import Concerned, concerned, found_in
from bot.cli.records import ask_database
from bot.clock import now
from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.occurrences import (
    OccurrenceRow,
    OccurrenceStatus,
    cancel_occurrence,
    find_occurrence,
    pause_occurrence,
    resume_occurrence,
)
from bot.store.place import is_begun

Order = Literal["pause", "resume", "cancel"]


class _Steering(Struct, frozen=True):
    """How an order is carried out (true: it changed something), and what is said of it."""

    change: Callable[[Connection, BrandId, str], bool]
    done: str
    nothing: str


def _cancel(connection: Connection, brand: BrandId, occurrence: str) -> bool:
    return cancel_occurrence(connection, brand, occurrence, to_moment(now()))


_STEERING: Mapping[Order, _Steering] = {
    "pause": _Steering(
        pause_occurrence,
        "is paused: nobody else gets it until it is resumed",
        "nothing was paused",
    ),
    "resume": _Steering(resume_occurrence, "goes on", "nothing was resumed"),
    "cancel": _Steering(
        _cancel, "is cancelled: whoever has not got it yet does not get it", "nothing was cancelled"
    ),
}


_STANDS: Mapping[OccurrenceStatus, str] = {
    "waiting": "waits for its time",
    "running": "is running",
    "paused": "is paused",
    "cancelled": "is cancelled",
    "ended": "has ended",
    "missed": "was missed",
}


def steer(folder: Path, name: str, order: Order, occurrence: str | None) -> str:
    """Carry out an order on what is under way of a broadcast, and say in words what was done.

    Args:
        folder: the brand's.
        name: the broadcast's.
        order: what to do.
        occurrence: how the id of the only one begins that is meant; None: all that live.
    """
    about = concerned(folder, name)
    steering = _STEERING[order]
    if not is_begun(about.url):
        return f"{name} has nothing under way: {steering.nothing}."

    def unit(connection: Connection) -> list[str]:
        rows = found_in(connection, about, occurrence)
        return [_carry_out(connection, about, steering, row) for row in rows]

    said = ask_database(about.url, unit)
    return "\n".join(said) or f"{name} has nothing under way: {steering.nothing}."


def _carry_out(
    connection: Connection, about: Concerned, steering: _Steering, row: OccurrenceRow
) -> str:
    title = f"{about.broadcast.name} of {row.slot}" if row.slot else about.broadcast.name
    if steering.change(connection, about.brand, row.id):
        return f"{title} {steering.done}."
    present = find_occurrence(connection, about.brand, row.id) or row
    return f"{title} {_STANDS[present.status]}: {steering.nothing}."
