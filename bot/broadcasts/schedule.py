"""When something recurs, and being woken in time: the one module that knows APScheduler.

Its triggers are asked about times on a wall without a zone, where every day has 24 hours; what
moment such a time is, is settled here. So no time comes twice or never where clocks are set. Its
scheduler holds no work: it only says that it is time to look.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, assert_never

from msgspec import Struct

from bot.brand.broadcast import AfterSubscribing, AtTime, ByHand, Recurring, When
from bot.brand.crontab import Crontab
from bot.core.wall_time import local_time, moment_of

if TYPE_CHECKING:
    from apscheduler.schedulers.asyncio import AsyncIOScheduler
    from apscheduler.triggers.cron import CronTrigger

LONGEST_PAUSE = 1.0
"""Seconds after which one looks in any case: another process may have written something."""
_PAUSE = timedelta(seconds=LONGEST_PAUSE)

_MOST_AT_ONCE = 1_000
"""Rings that may be on their way at once: one that is passed over is a time that is missed."""

LAST_YEAR = 2200
"""A rule that has not come by then never comes."""

_STEP = timedelta(microseconds=1)
_LOG = logging.getLogger(__name__)


class Slot(Struct, frozen=True):
    """One time of a rule: as it stands on the wall (`2026-12-01 10:00`), and the moment it is."""

    local: str
    at: datetime


def next_time(rule: When, zone: tzinfo, after: datetime) -> Slot | None:
    """Return the first time of a rule that comes after a moment.

    A time that clocks show twice comes at the first; one that they jump over comes at the moment
    of the jump, together with a time that stands there itself.

    Args:
        rule: when it comes.
        zone: whose clocks it is read from.
        after: an aware moment.

    Returns:
        The slot, None where it never comes again, or has no time of its own.
    """
    match rule:
        case ByHand() | AfterSubscribing():
            return None
        case AtTime(local):
            slot = Slot(local, moment_of(datetime.fromisoformat(local), zone))
            return slot if slot.at > after else None
        case Recurring(crontab=crontab):
            return _next_recurring(crontab, zone, after)
        case _:
            assert_never(rule)


def last_time(rule: When, zone: tzinfo, after: datetime, until: datetime) -> Slot | None:
    """Return the last time of a rule that comes after one moment and not after another."""
    found = None
    slot = next_time(rule, zone, after)
    while slot is not None and slot.at <= until:
        found = slot
        slot = next_time(rule, zone, slot.at)
    return found


def slot_text(local: datetime) -> str:
    """Return a time on the wall as slots are written."""
    return local.strftime("%Y-%m-%d %H:%M")


def _next_recurring(crontab: Crontab, zone: tzinfo, after: datetime) -> Slot | None:
    if not crontab.ever:
        return None
    local = _next_local(crontab, local_time(after, zone))
    while local is not None:
        at = moment_of(local, zone)
        following = _next_local(crontab, local)
        if at > after and (following is None or moment_of(following, zone) > at):
            return Slot(slot_text(local), at)
        local = following
    return None


def _next_local(crontab: Crontab, after: datetime) -> datetime | None:
    """Return the next time on a wall whose clock is never set."""
    start = after.replace(tzinfo=UTC) + _STEP
    found = [trigger.get_next_fire_time(None, start) for trigger in _triggers(crontab)]
    earliest: datetime | None = min((one for one in found if one is not None), default=None)
    if earliest is None or earliest.year > LAST_YEAR:
        return None
    return earliest.replace(tzinfo=None)


@lru_cache(maxsize=256)
def _triggers(crontab: Crontab) -> "tuple[CronTrigger, ...]":
    """Return the triggers that together are a crontab line: a day needs to fit one of them."""
    if crontab.days is None or crontab.weekdays is None:
        return (_trigger(crontab, crontab.days, crontab.weekdays),)
    return (_trigger(crontab, crontab.days, None), _trigger(crontab, None, crontab.weekdays))


def _trigger(
    crontab: Crontab, days: tuple[int, ...] | None, weekdays: tuple[int, ...] | None
) -> "CronTrigger":
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - 40 ms that few need

    # Its weeks begin on Monday, crontab's on Sunday.
    by_monday = None if weekdays is None else tuple(sorted((day - 1) % 7 for day in weekdays))
    return CronTrigger(
        minute=_listed(crontab.minutes),
        hour=_listed(crontab.hours),
        day="*" if days is None else _listed(days),
        month=_listed(crontab.months),
        day_of_week="*" if by_monday is None else _listed(by_monday),
        timezone=UTC,
    )


def _listed(numbers: tuple[int, ...]) -> str:
    return ",".join(map(str, numbers))


class Alarm:
    """Rings when it is time to look, and once a second in any case."""

    def __init__(self) -> None:
        self._due = asyncio.Event()
        self._scheduler: AsyncIOScheduler | None = None
        self._ringing: asyncio.Task[None] | None = None

    def start(self, ring: Callable[[], Awaitable[None]]) -> None:
        """Ring from now on; the next ring waits until the last one has been answered."""
        self._ringing = asyncio.get_running_loop().create_task(self._ring(ring))

    def set(self, at: datetime | None) -> None:
        """Ring at a moment instead of the one set before; None: whenever.

        Before one that is further away than the longest pause it rings anyhow, and is set anew: so
        nothing waits for it, and a process where nothing is due loads no scheduler.
        """
        if at is None or self._ringing is None or at - datetime.now(UTC) > _PAUSE:
            if self._scheduler is not None:
                self._scheduler.remove_all_jobs()
            return
        if self._scheduler is None:
            self._scheduler = _started()
        self._scheduler.add_job(
            self._wake,
            "date",
            run_date=at,
            id="look",
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=_MOST_AT_ONCE,
        )

    async def close(self) -> None:
        """Ring no more; a ring that is being answered is cut off."""
        if self._scheduler is not None:
            self._scheduler.shutdown(wait=False)
            self._scheduler = None
            await asyncio.sleep(0)
        if self._ringing is not None:
            self._ringing.cancel()
            await asyncio.gather(self._ringing, return_exceptions=True)
            self._ringing = None

    async def _wake(self) -> None:
        self._due.set()

    async def _ring(self, ring: Callable[[], Awaitable[None]]) -> None:
        while True:
            # The pause is counted by a clock that nobody sets: the wall's may jump back.
            with suppress(TimeoutError):
                async with asyncio.timeout(LONGEST_PAUSE):
                    await self._due.wait()
            self._due.clear()
            try:
                await ring()
            except Exception as error:  # noqa: BLE001 - the next ring must come whatever it is
                _LOG.error("a look at what is due failed error=%s", type(error).__name__)


def _started() -> "AsyncIOScheduler":
    """Return a scheduler that runs; it is loaded when something is first due soon."""
    from apscheduler.schedulers.asyncio import AsyncIOScheduler  # noqa: PLC0415 - as above

    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    scheduler = AsyncIOScheduler(timezone=UTC)
    scheduler.start()
    return scheduler
