"""Sends what waits in the outbox of one channel: the only way out of the product."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from time import monotonic

from bot.channels.contract import Adapter, Group
from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Accepted, Outcome, Unknown
from bot.engine.claims import Claimed, Wanted, claim_next
from bot.engine.figures import ChannelFigures, state_of
from bot.engine.gate import OPEN, after, given_up, untried
from bot.engine.lanes import Lanes
from bot.engine.ledger import Ledger
from bot.engine.pacing import PATIENCE_SECONDS, Pacing
from bot.engine.sending import Tried, Turn, send
from bot.engine.sent import Sent, as_sent, decisions_for, fault_incident
from bot.store.database import Store
from bot.store.deliveries import ClaimedPart
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.moments import from_moment, to_moment

_LOG = logging.getLogger(__name__)

MOST_IN_FLIGHT = 64
"""Groups of one channel under way at once."""


class Dispatcher:
    """Claims groups, hands them to the adapter and records how they ended.

    Args:
        store: where the outbox is.
        brand: whose channel.
        channel: its name.
        adapter: the open channel.
        clock: tells the present time.
        owner: who claims, unique to this process.
        doubts: messages that the process before this one may have sent or not.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it stands between
        self,
        store: Store,
        brand: BrandId,
        channel: ChannelName,
        adapter: Adapter,
        clock: Callable[[], datetime],
        owner: str,
        doubts: int = 0,
    ) -> None:
        self._store = store
        self._brand = brand
        self._channel = channel
        self._adapter = adapter
        self._clock = clock
        self._owner = owner
        self._ledger = Ledger(store, brand, channel, doubts)
        pace = adapter.capabilities.pace
        self._pacing = None if pace is None else Pacing(pace)
        self._lanes = Lanes()
        self._gate = OPEN
        self._after = 0
        self._unseen = True
        self._wake = asyncio.Event()
        self._resting = asyncio.Event()
        self._sends: dict[asyncio.Task[None], str] = {}
        self._loop: asyncio.Task[None] | None = None
        self._held: set[tuple[str, int]] = set()
        self._stopping = False

    def start(self) -> None:
        """Begin to send, unless that was begun before; what waits from before goes first."""
        if self._loop is None and not self._stopping:
            self._loop = asyncio.create_task(self._run())

    def look(self) -> None:
        """There may be something to send, or time has passed."""
        self._unseen = True
        self._resting.clear()
        self._wake.set()

    def hurry(self) -> None:
        """Try at once what waits for another try: the way seems to be free again."""
        self._lanes.try_all_now()
        self.look()

    def hold(self, lane: str, seq: int) -> None:
        """Somebody is taking this group by themselves: what follows in its lane has to wait."""
        if (lane, seq) not in self._held:
            self._held.add((lane, seq))
            self._lanes.occupy(lane)

    def holds(self, lane: str, seq: int) -> bool:
        """Say whether this group is held already."""
        return (lane, seq) in self._held

    def free(self, lane: str, seq: int) -> None:
        """They have taken it, or have left it to us."""
        if (lane, seq) in self._held:
            self._held.discard((lane, seq))
            self._lanes.leave(lane, more=True)
            self.look()

    def figures(self) -> ChannelFigures:
        """Return how the channel fares."""
        state = state_of(self._gate, self._clock())
        ended = dict(self._ledger.ended)
        return ChannelFigures(self._brand, self._channel, state, ended, self._ledger.doubts)

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be sent now."""
        if self._loop is not None:
            await self._resting.wait()

    async def stop(self, grace: float) -> None:
        """Send nothing new, and cut what is not done after `grace` seconds.

        What is cut stays claimed: a start takes it for unknown, and sends it again under its id.
        """
        self._stopping = True
        if self._pacing is not None:
            self._pacing.stop()
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
        if self._sends:
            await asyncio.wait(self._sends, timeout=grace)
        for task in list(self._sends):
            task.cancel()
        await asyncio.gather(*self._sends, return_exceptions=True)
        await self._ledger.drain()
        self._resting.set()

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                if not await self._claim():
                    await self._rest()
            except StoreUnavailable as error:
                _LOG.warning("outbox waits for the store: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - the only way out must not end silently
                _LOG.error("outbox failed error=%s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _rest(self) -> None:
        if not self._wake.is_set() and not self._sends:
            self._resting.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._seconds_until_next()):
                await self._wake.wait()
        self._resting.clear()

    def _seconds_until_next(self) -> float | None:
        if self._gate.closed:
            return None
        due = self._lanes.next_time()
        opening = self._gate.not_before
        if opening is not None and opening > self._clock():
            due = opening
        if due is None:
            return None
        return max(0.001, (due - self._clock()).total_seconds())

    async def _claim(self) -> bool:
        """Claim and begin to send what may go out; say whether to look again at once."""
        now = self._clock()
        room = self._gate.room(now, len(self._sends), MOST_IN_FLIGHT)
        ready = self._ready(now, room)
        if not room or not (ready or self._unseen):
            return False
        wanted = Wanted(
            brand=self._brand,
            channel=self._channel,
            owner=self._owner,
            ready=tuple(ready),
            busy=self._lanes.names,
            after=self._after,
            room=room,
            now=to_moment(now),
            new_first=self._gate.probing and self._gate.failing.issuperset(ready),
        )
        self._unseen = False
        try:
            claimed = await self._store.run(lambda connection: claim_next(connection, wanted))
        except BaseException:
            self._unseen = True
            raise
        self._take(claimed)
        return bool(claimed.groups or claimed.empty)

    def _ready(self, now: datetime, room: int) -> list[str]:
        if not (room and self._gate.probing):
            return self._lanes.ready(now, room)
        # A channel that is held back is tried with whatever there is.
        lane = self._lanes.to_probe(self._gate.failing)
        return [] if lane is None else [lane]

    def _take(self, claimed: Claimed) -> None:
        self._after = claimed.after
        self._unseen = self._unseen or claimed.unseen
        self._lanes.empty(claimed.empty)
        for lane, due in claimed.later.items():
            self._lanes.wait(lane, from_moment(due))
        for rows in claimed.groups:
            self._lanes.occupy(rows[0].lane)
            task = asyncio.create_task(self._send(rows))
            self._sends[task] = rows[0].lane
            task.add_done_callback(self._forget)
        self._lanes.expect_more(claimed.behind)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._sends.pop(task, None)
        self._resting.clear()
        self._wake.set()

    async def _send(self, rows: Sequence[ClaimedPart]) -> None:
        """Send a group and leave its lane, whatever happens: a fault of ours is an unknown end."""
        try:
            tried = await send(self._adapter, rows, self._turn(), self._heard)
            retry_at = await self._settle(rows, tried)
        except Exception as error:  # noqa: BLE001 - a lane that nobody leaves waits for a restart
            retry_at = await self._keep_trying_to_fail(rows, error)
        self._lanes.leave(rows[0].lane, retry_at, more=retry_at is not None)

    def _turn(self) -> Turn:
        """Return what a group that was just claimed waits for before each of its calls."""
        until = monotonic() + PATIENCE_SECONDS

        async def turn(group: Group) -> float | None:
            if self._pacing is None:
                return None
            later = await self._pacing.turn(group.to, group.space, until)
            if later is None and self._gate.is_held(self._clock()):
                return 0.0  # the channel was told to pause while this one waited
            return later

        return turn

    def _heard(self, row: ClaimedPart, outcome: Accepted) -> None:
        """Begin to record a part at once: what follows it may be cut off.

        Nobody waits for that: the record of the whole group says the same again.
        """
        now = self._clock()
        decisions = decisions_for([row], Tried([outcome]), now, together=False)
        sent = as_sent(self._brand, self._channel, [row], decisions, now)
        self._ledger.begin_to_record(sent)

    async def _settle(self, rows: Sequence[ClaimedPart], tried: Tried) -> datetime | None:
        """Record how a group ended; return when it is to be sent again, if ever."""
        now, outcomes = self._clock(), tried.outcomes
        together = self._adapter.capabilities.groups
        decisions = decisions_for(rows, tried, now, together=together)
        sent = as_sent(self._brand, self._channel, rows, decisions, now)
        works_again = self._pass_gate(rows[0].lane, outcomes, now)
        if not outcomes:
            self._gate = untried(self._gate, tried.rest, now)
        elif sent.retry_at is None:
            self._gate = given_up(self._gate, rows[0].lane)
        is_free = self._gate.is_free
        sent = self._ledger.with_reports(sent, outcomes, now, is_free=is_free)
        await self._record_and_follow(sent)
        return now if works_again and sent.retry_at is not None else sent.retry_at

    async def _record_and_follow(self, sent: Sent) -> None:
        """Record, keeping a new address busy until what waited at the old one is there."""
        if sent.moved is None:
            await self._ledger.record(sent)
            return
        self._lanes.occupy(sent.moved.new_lane)
        try:
            await self._ledger.record(sent)
        finally:
            self._lanes.leave(sent.moved.new_lane, sent.retry_at, more=True)

    async def _keep_trying_to_fail(
        self, rows: Sequence[ClaimedPart], error: Exception
    ) -> datetime | None:
        """Record a fault of our own, until it is recorded; return when to send again."""
        while True:
            _LOG.error("a send failed error=%s", type(error).__name__)
            try:
                return await self._fail(rows, error)
            except Exception as again:  # noqa: BLE001 - the next try may find the store mended
                error = again
                await asyncio.sleep(RETRY_SECONDS)

    async def _fail(self, rows: Sequence[ClaimedPart], error: Exception) -> datetime | None:
        now = self._clock()
        outcome = Unknown(type(error).__name__)
        decisions = decisions_for(rows, Tried([outcome] * len(rows)), now, together=True)
        sent = as_sent(self._brand, self._channel, rows, decisions, now)
        incident = fault_incident(self._brand, rows[0], outcome.reason, now)
        # Alone: what cannot be written must not keep the outcomes of others from being kept.
        alone = Sent(sent.settlements, (*sent.incidents, incident))
        await self._ledger.record_alone(alone)
        return sent.retry_at

    def _pass_gate(self, lane: str, outcomes: Sequence[Outcome], now: datetime) -> bool:
        """Let the gate know; say whether the channel works again."""
        before = self._gate
        for outcome in outcomes:
            self._gate = after(self._gate, lane, outcome, now)
        if before.probing and self._gate.is_free:
            _LOG.info("channel works again brand=%s channel=%s", self._brand, self._channel)
            self._lanes.try_all_now()
            return True
        return False
