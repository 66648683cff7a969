"""Which spaces of a channel are busy: one group in flight a space, and order kept in each."""

from collections.abc import Iterable
from datetime import UTC, datetime

from msgspec import Struct

from bot.engine.outbox.times import Times

_NO_TIME = datetime.min.replace(tzinfo=UTC)


class Lane(Struct):
    """One space that is not free: something is under way, or has to wait, or waits behind it.

    `busy` counts what is in flight, or held by somebody who waits for a reply. `retry_at` is
    when the first group may be tried again, by a clock that nobody sets; `held_until` is how long
    the gate holds all of it, on the wall: a reply does not wait behind that. `more` says that the
    store may hold more for it, `bulk` that this is only what goes to many.
    """

    busy: int = 0
    retry_at: datetime | None = None
    held_until: datetime | None = None
    more: bool = False
    bulk: bool = False


class Lanes:
    """The spaces of one channel that are not free; all others are not worth remembering."""

    def __init__(self) -> None:
        self._lanes: dict[str, Lane] = {}

    @property
    def names(self) -> frozenset[str]:
        """Every lane that is not free."""
        return frozenset(self._lanes)

    @property
    def in_flight(self) -> int:
        """How many groups are under way or held."""
        return sum(lane.busy for lane in self._lanes.values())

    def occupy(self, name: str) -> None:
        """Something is under way in this lane."""
        lane = self._lanes.setdefault(name, Lane())
        lane.busy += 1
        lane.retry_at = lane.held_until = None

    def leave(
        self,
        name: str,
        retry_at: datetime | None = None,
        *,
        more: bool = False,
        bulk: bool = False,
    ) -> None:
        """Something that was under way has ended; `retry_at` where it has to be done again."""
        lane = self._lanes.get(name)
        if lane is None:
            return
        lane.busy = max(0, lane.busy - 1)
        if more or retry_at is not None:
            lane.bulk = bulk and (lane.bulk or not lane.more)
            lane.more = True
        lane.retry_at = retry_at
        self._forget_if_free(name)

    def wait(self, name: str, until: datetime, *, bulk: bool = False) -> None:
        """What is first in this lane has to wait, by a clock that nobody sets."""
        lane = self._waiting(name, bulk=bulk)
        if not lane.busy:
            lane.retry_at, lane.held_until = until, None

    def hold(self, name: str, until: datetime, *, bulk: bool = False) -> None:
        """The gate holds all of this lane, until a time on the wall."""
        lane = self._waiting(name, bulk=bulk)
        if not lane.busy:
            lane.retry_at, lane.held_until = None, until

    def expect_more(self, names: Iterable[str]) -> None:
        """The store holds replies for these lanes, also for those that have become free since."""
        for name in names:
            lane = self._lanes.setdefault(name, Lane())
            lane.more = True
            lane.bulk = False
            lane.held_until = None

    def expect_bulk(self, names: Iterable[str]) -> None:
        """The store holds something for these lanes that goes to many."""
        for name in names:
            self._lanes.setdefault(name, Lane(bulk=True)).more = True

    def empty(self, names: Iterable[str]) -> None:
        """The store holds nothing more for these lanes."""
        for name in names:
            lane = self._lanes.get(name)
            if lane is not None:
                lane.more = False
                lane.retry_at = lane.held_until = None
                self._forget_if_free(name)

    def ready(self, now: Times, most: int, *, bulk: bool = False) -> list[str]:
        """Return lanes that are not under way and hold something that may go out now.

        Args:
            now: the present time.
            most: lanes at most.
            bulk: those that hold only what goes to many, instead of all others.
        """
        found: list[str] = []
        for name, lane in self._lanes.items():
            if len(found) >= most:
                break
            if lane.bulk == bulk and _is_ready(lane, now):
                found.append(name)
        return found

    def to_probe(self, failing: frozenset[str]) -> str | None:
        """Return the lane to try a channel with that is held back: one of those that wait.

        Those that have not failed go first, then whoever was tried longest ago: a few who cannot
        be reached must not be all that the channel is ever tried with.
        """
        waiting = [
            (
                name in failing,
                lane.held_until is not None,
                lane.retry_at is not None,
                lane.retry_at or _NO_TIME,
                name,
            )
            for name, lane in self._lanes.items()
            if lane.more and not lane.busy
        ]
        return min(waiting)[-1] if waiting else None

    def seconds_to_next(self, now: Times) -> float | None:
        """Return in how many seconds the next lane may be tried that may not yet."""
        waits = [_seconds(lane, now) for lane in self._lanes.values() if not lane.busy]
        return min((seconds for seconds in waits if seconds > 0), default=None)

    def try_all_now(self) -> None:
        """The channel works again: nobody needs to wait for the time they were given."""
        for lane in self._lanes.values():
            lane.retry_at = None

    def _waiting(self, name: str, *, bulk: bool) -> Lane:
        """Return a lane of which the store holds something that may not leave yet."""
        lane = self._lanes.setdefault(name, Lane(bulk=bulk))
        lane.more = True
        lane.bulk = lane.bulk and bulk
        return lane

    def _forget_if_free(self, name: str) -> None:
        lane = self._lanes[name]
        if not lane.busy and not lane.more and lane.retry_at is None:
            del self._lanes[name]


def _is_ready(lane: Lane, now: Times) -> bool:
    return not lane.busy and lane.more and _seconds(lane, now) <= 0


def _seconds(lane: Lane, now: Times) -> float:
    """Return for how many seconds a lane has to wait; nothing where it may be tried."""
    if lane.retry_at is not None:
        return (lane.retry_at - now.steady).total_seconds()
    if lane.held_until is not None:
        return (lane.held_until - now.wall).total_seconds()
    return 0.0
