"""Requests that wait for the replies of their turn: held for them, handed over or given back."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from itertools import count
from typing import Any

from bot.core.effects import Call
from bot.core.ids import BrandId, ChannelKey, ChannelName, EventId
from bot.engine.outbox.dispatcher import Dispatcher
from bot.engine.report import TurnReport
from bot.engine.turns.ways_out import lane_of
from bot.engine.waiting.replies import (
    Asked,
    Found,
    Past,
    Replies,
    ask_again,
    find_replies,
    give_back,
    hand_over,
)
from bot.engine.waiting.waiters import Key, Waiter, Waiters
from bot.store.beside import BESIDE, Beside, on_channel
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.moments import to_moment
from bot.store.people import Account

_LOG = logging.getLogger(__name__)


LOOK_SECONDS = 1.0
"""Between two looks whether another process has played what somebody waits for here."""


class Awaiting:
    """Everybody who waits for replies, and what is held for them.

    Args:
        store: where the outbox is.
        clock: tells the present time.
        waiters: who waits; turns ask it whether their answers are born claimed.
        owner: claims what is held.
        dispatchers: those of the channels on which this process sends.
        reaches: whether messages to an account leave by themselves, here or elsewhere.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it stands between
        self,
        store: Store,
        clock: Callable[[], datetime],
        waiters: Waiters,
        owner: str,
        dispatchers: Mapping[ChannelKey, Dispatcher],
        reaches: Callable[[Account], bool],
    ) -> None:
        self._store = store
        self._clock = clock
        self._waiters = waiters
        self._owner = owner
        self._dispatchers = dispatchers
        self._reaches = reaches
        self._claims = count(1)
        self._background: set[asyncio.Task[None]] = set()

    def expect(self, key: Key) -> None:
        """Somebody will wait for this event's replies."""
        self._waiters.expect(key)

    def leave(self, key: Key) -> None:
        """Somebody no longer waits; what was held for them alone goes out by the channel."""
        for report in self._waiters.leave(key):
            if self._is_held(report):
                self._let_go(_asked_of(report))

    def committed(self, report: TurnReport) -> None:
        """A turn is done, or goes on once a call is answered: tell those who wait for it."""
        is_held = self._is_held(report)
        if is_held and report.seq is not None:
            self._hold(report.account.brand, report.account.channel, report.lane, report.seq)
        brand = report.account.brand
        waiter = self._waiters.find((brand, report.event.id))
        if waiter is None or waiter.turn.done():
            if is_held:
                self._let_go(_asked_of(report))
            return
        waiter.reports.append(report)
        calls = [effect.call for effect in report.effects if isinstance(effect, Call)]
        for call in calls:
            self._waiters.follow(waiter, (brand, EventId(call)))
        if not calls:
            waiter.end(done=True)

    def played_elsewhere(self, brand: BrandId, events: Collection[EventId]) -> None:
        """Another process has played these turns: who waits looks, and else nothing is kept.

        Args:
            brand: whose.
            events: the turns; where none is named it may be any.
        """
        for waiter in self._waiters.of_brand(brand):
            waiter.news.set()
        for event in events:
            if self._waiters.find((brand, event)) is None:
                self._begin(self._let_all_go(brand, event))

    def _is_held(self, report: TurnReport) -> bool:
        """Say whether what was said is kept by this process; another one looks after its own."""
        return report.held_for == self._owner

    async def replies(
        self,
        brand: BrandId,
        event: EventId,
        timeout: float,  # noqa: ASYNC109 - a wait that ends is no failure
    ) -> Replies | None:
        """Return the replies to an event, to be settled; None where the time was over."""
        key = (brand, event)
        waiter = self._waiters.find(key) or self._waiters.expect(key)
        asked: Sequence[Asked] = ()
        found: list[Found] | None = None
        try:
            async with asyncio.timeout(timeout) as limit:
                asked = await self._asked(brand, event, waiter)
            if not _is_over(limit):
                found = [await self._find(one) for one in asked] or None
        except TimeoutError:
            return None
        finally:
            if found is not None:
                self._waiters.leave(key)
            else:
                self._give_up(key, asked)
        return None if found is None else self._as_replies(found)

    def _give_up(self, key: Key, asked: Sequence[Asked]) -> None:
        self.leave(key)
        for one in asked:
            self._let_go(one)
        if self._store.is_shared and not asked:
            self._begin(self._let_all_go(*key))

    async def stop(self) -> None:
        """Wait until what nobody took is given back."""
        await asyncio.gather(*self._background, return_exceptions=True)

    async def _asked(self, brand: BrandId, event: EventId, waiter: Waiter) -> Sequence[Asked]:
        """Wait for the turn, unless it was done long ago; nothing where the process stops first."""
        while not waiter.turn.done():
            waiter.news.clear()
            past = await self._ask_again(brand, event)
            if waiter.turn.done():
                break  # meanwhile, and here: of somebody who was erased, the rows tell nothing
            if past.is_done:
                return past.asked
            self._waiters.follow(waiter, (brand, past.waits_for))
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS if self._store.is_shared else None):
                    await waiter.news.wait()
        if not waiter.turn.result():
            return ()
        if waiter.reports[0].event.id == event:
            return [_asked_of(report) for report in waiter.reports]
        # Somebody asks once more who had not heard how it began.
        return (await self._ask_again(brand, event)).asked

    async def _ask_again(self, brand: BrandId, event: EventId) -> Past:
        return await self._store.run(lambda found: ask_again(found, brand, event), BESIDE)

    async def _find(self, asked: Asked) -> Found:
        """Claim what nobody is sending.

        The lane is held before: once a group is claimed, the one behind it looks like the first.
        """
        account, lane = asked.account, lane_of(asked.account.external_id, asked.space)
        dispatcher = self._dispatchers.get((account.brand, account.channel))
        if dispatcher is None or dispatcher.holds(lane, asked.since):
            return await self._claim(asked)
        claim = -next(self._claims)  # below every group's number
        dispatcher.hold(lane, claim)
        try:
            return await self._claim(asked)
        finally:
            dispatcher.free(lane, claim)

    async def _claim(self, asked: Asked) -> Found:
        now = self._clock()
        found = await self._store.run(
            lambda connection: find_replies(connection, asked, self._owner, now),
            on_channel(asked.account.brand, asked.account.channel),
        )
        for row in found.ours:
            self._hold(asked.account.brand, asked.account.channel, row.lane, row.seq)
        return found

    def _as_replies(self, found: Sequence[Found]) -> Replies:
        async def settle(delivered: bool) -> None:
            for one in found:
                await self._settle(one, delivered=delivered)

        first = found[0]
        parts = tuple(part for one in found for part in one.parts)
        are_ours = all(len(one.ours) == len(one.rows) for one in found)
        return Replies(first.account.external_id, first.space, parts, settle, are_ours)

    async def _settle(self, found: Found, *, delivered: bool) -> None:
        if not found.ours:
            return
        account, now = found.account, to_moment(self._clock())
        dispatcher = self._dispatchers.get((account.brand, account.channel))
        reaches = self._reaches(account)

        def unit(connection: Connection) -> None:
            if delivered:
                hand_over(connection, found, now)
            else:
                give_back(connection, found, now, reaches=reaches)

        try:
            await self._keep_trying(unit, on_channel(account.brand, account.channel))
        finally:
            if dispatcher is not None:
                dispatcher.free(found.ours[0].lane, found.ours[0].seq)

    async def _keep_trying(self, unit: Callable[[Connection], None], beside: Beside) -> None:
        while True:
            try:
                await self._store.run(unit, beside)
            except StoreUnavailable as error:
                _LOG.warning("awaited replies wait for the store reason=%r", str(error))
                await asyncio.sleep(RETRY_SECONDS)
            else:
                return

    def _hold(self, brand: BrandId, channel: ChannelName, lane: str, seq: int) -> None:
        dispatcher = self._dispatchers.get((brand, channel))
        if dispatcher is not None:
            dispatcher.hold(lane, seq)

    def _let_go(self, asked: Asked) -> None:
        """Give held replies back to the channel."""
        self._begin(self._give(asked))

    async def _give(self, asked: Asked) -> None:
        await self._settle(await self._find(asked), delivered=False)

    async def _let_all_go(self, brand: BrandId, event: EventId) -> None:
        """Give back what another process has kept for somebody here who is not there any more."""
        with suppress(StoreUnavailable):  # its time ends by itself
            past = await self._store.run(lambda found: ask_again(found, brand, event))
            for asked in past.asked:
                await self._give(asked)

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


def _is_over(limit: asyncio.Timeout) -> bool:
    """Say whether the time is over though it was not noticed: the process has stood still."""
    until = limit.when()
    return until is not None and until < asyncio.get_running_loop().time()


def _asked_of(report: TurnReport) -> Asked:
    return Asked(report.account, report.space, report.event.id, report.seq or 0)
