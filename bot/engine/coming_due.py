"""What is due now: timers, what was held back, and those to whom the brand speaks first."""

from datetime import datetime, timedelta

from msgspec import Struct

from bot.engine.beginning import open_due
from bot.engine.turns.case import BrandTurns
from bot.engine.turns.scene import Scene
from bot.store.armings import may_leave, note_begun
from bot.store.connection import Connection
from bot.store.due_events import next_due, release_due
from bot.store.events import backlog
from bot.store.moments import from_moment, to_moment
from bot.store.occurrences import live_occurrences

MOST_DUE = 256
"""Events that come due in one transaction at most."""

MORE_AT_ONCE = 1024
"""Events that may wait for their turn before more are let in that were not said by anybody."""


UNTIL_ARMED = timedelta(seconds=1)
"""Between two looks whether a copy of the database has been armed: until then nothing is due."""


class CameDue(Struct, frozen=True):
    """What came due: events that wait for their turn now, and whether there may be more.

    `next_at` is when there is something to look at again, None where nothing waits for a time.
    `waiting` counts all that waits for its turn now, None where this process knows by itself.
    """

    count: int = 0
    more: bool = False
    next_at: datetime | None = None
    waiting: int | None = None


def let_come_due(connection: Connection, turns: BrandTurns, scene: Scene) -> CameDue:
    """Let what is due wait for its turn.

    Args:
        connection: inside a transaction.
        turns: the brand's outlets and clock.
        scene: what the gate reads of those to whom the brand speaks first is added to it.
    """
    now, brand, outlets = turns.clock(), turns.brand, turns.outlets
    if not may_leave(connection, brand.id, turns.fingerprint):
        return CameDue(next_at=now + UNTIL_ARMED)
    came = release_due(connection, brand.id, to_moment(now), MOST_DUE)
    opened = open_due(connection, brand, outlets, now, scene)
    if came.events or opened.opened:
        note_begun(connection, brand.id, to_moment(now))
    due = next_due(connection, brand.id)
    times = (None if due is None else from_moment(due), opened.next_at)
    return CameDue(
        came.events + opened.opened,
        came.more or opened.more,
        min((time for time in times if time is not None), default=None),
    )


def glance(connection: Connection, turns: BrandTurns) -> CameDue:
    """Say whether there may be something due (`more`), changing nothing and stopping nobody.

    Every process looks every second, and hardly ever there is anything.

    Args:
        connection: inside a transaction that others may be beside.
        turns: the brand and its clock.
    """
    brand = turns.brand.id
    due = next_due(connection, brand)
    is_due = due is not None and due <= to_moment(turns.clock())
    waiting, _ = backlog(connection, brand)
    return CameDue(
        more=is_due or bool(live_occurrences(connection, brand)),
        next_at=None if due is None else from_moment(due),
        waiting=waiting,
    )
