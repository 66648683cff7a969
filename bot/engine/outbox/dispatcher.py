"""Sends what waits in the outbox of one channel: the only way out of the product."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct

from bot.channels.contract import Adapter, Attached
from bot.channels.pace import pace_in
from bot.channels.silence import Heeding
from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Accepted, Outcome, Unknown
from bot.engine.figures import ChannelFigures
from bot.engine.outbox.claims import Claimed, Wanted, claim_next
from bot.engine.outbox.doorkeeper import Doorkeeper
from bot.engine.outbox.errand import Errand, House, Whom
from bot.engine.outbox.horizon import Horizon
from bot.engine.outbox.lanes import Lanes
from bot.engine.outbox.ledger import Ledger
from bot.engine.outbox.pacing import MOST_IN_FLIGHT
from bot.engine.outbox.room import Room
from bot.engine.outbox.sending import Tried, send
from bot.engine.outbox.sent import Sent, as_sent, decisions_for, fault_incident, manner_of
from bot.engine.outbox.taking_turns import Turns
from bot.engine.outbox.times import Times
from bot.engine.roles.tenure import Tenure, for_ever
from bot.store.bell import Shown
from bot.store.beside import on_channel
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.deliveries import ClaimedPart
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.moments import from_moment, to_moment
from bot.store.pauses import PauseRow

_LOG = logging.getLogger(__name__)

FREE_AGAIN_AFTER = timedelta(seconds=0.25)
"""Between two looks whether a lane is free of which somebody takes something by themselves."""


class _Asked(Struct, frozen=True):
    """What the store is being asked for; `since` is what the horizon is told where that fails.

    `reconsidered` are those who have wanted less meanwhile.
    """

    wanted: Wanted
    since: float
    answer: asyncio.Future[Claimed | None]
    reconsidered: list[Whom]


class Dispatcher:
    """Claims groups, hands them to the adapter and records how they ended.

    Args:
        store: where the outbox is.
        brand: whose channel.
        channel: its name.
        adapter: the open channel.
        clock: tells the present time.
        owner: who claims, unique to this process.
        house: what all channels of the brand share.
        doubts: messages that the process before this one may have sent or not.
        before: the pause that it was asked for, None where there was none.
        tenure: until when the channel is ours.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it stands between
        self,
        store: Store,
        brand: BrandId,
        channel: ChannelName,
        adapter: Adapter,
        clock: Callable[[], datetime],
        owner: str,
        house: House,
        doubts: int = 0,
        before: PauseRow | None = None,
        tenure: Tenure | None = None,
    ) -> None:
        self._store = store
        self._brand = brand
        self._channel = channel
        self._beside = on_channel(brand, channel)
        self._adapter = adapter
        self._clock = clock
        self._owner = owner
        self.house = house
        self._tenure = tenure or for_ever()
        self._ledger = Ledger(store, brand, channel, doubts, self._tenure, self._go_on)
        pace = pace_in(house.brand, channel, adapter.capabilities)
        self._lanes = Lanes()
        self._door = Doorkeeper(brand, channel, adapter, clock, house.steady, before)
        if isinstance(adapter, Heeding):
            adapter.heed(self._door)
        self._turns = Turns(adapter, pace, self._door, self._ledger, self._tenure)
        self._has_pages = isinstance(adapter, Attached)
        self._horizon = Horizon()
        self._room = Room(pace)
        self._openings_ended = 0
        self._asked: _Asked | None = None
        self._wake = asyncio.Event()
        self._resting = asyncio.Event()
        self._sends: dict[asyncio.Task[None], Errand] = {}
        self._loop: asyncio.Task[None] | None = None
        self._held: set[tuple[str, int]] = set()
        self._stopping = False

    def start(self) -> None:
        """Begin to send, unless that was begun before; what waits from before goes first."""
        if self._loop is None and not self._stopping:
            self._loop = asyncio.create_task(self._run())

    def look(self, *, bulk: bool = False, since: int | None = None) -> None:
        """There may be something to send, or time has passed.

        Args:
            bulk: only what goes to many.
            since: from this number on, though higher ones were seen already: another process may
                have committed it later.
        """
        self._horizon.widen(bulk=bulk, since=since)
        self._resting.clear()
        self._wake.set()

    def rescan(self) -> None:
        """What was said long ago may be sent again: somebody outside of this process decided so."""
        self.look(since=0)

    def reconsider(self, whom: Whom) -> None:
        """Somebody stopped, or wants a topic no more, or has closed their door; None: anybody.

        What nobody asked for and has not left yet goes back, and meets the gate of the claim again.
        """
        if self._asked is not None:
            self._asked.reconsidered.append(whom)
        for errand in self._sends.values():
            errand.reconsider(whom)

    def follow(self, old: str, new: str) -> None:
        """A space has another address: what is said there waits for what is on its way to the old.

        Args:
            old: the lane that it had.
            new: the lane that it has, in which what waited in the old one is by now.
        """
        for task in [task for task, errand in self._sends.items() if errand.lane == old]:
            self._lanes.occupy(new)
            task.add_done_callback(lambda _: self._lanes.leave(new, more=True))
        self.rescan()

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

    def _is_behind_held(self, row: ClaimedPart) -> bool:
        """Say whether something before this one was held since it was asked for."""
        return any(lane == row.lane and seq < row.seq for lane, seq in self._held)

    def free(self, lane: str, seq: int) -> None:
        """They have taken it, or have left it to us."""
        if (lane, seq) in self._held:
            self._held.discard((lane, seq))
            self._lanes.leave(lane, more=True)
            self.look()

    def figures(self) -> ChannelFigures:
        """Return how the channel fares."""
        door, ended = self._door, dict(self._ledger.ended)
        return ChannelFigures(
            self._brand,
            self._channel,
            door.state(),
            ended,
            self._ledger.doubts,
            door.why(),
            door.seconds_to_opening() or 0.0,
            door.share(),
            door.refusals(),
        )

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be sent now."""
        if self._loop is not None:
            await self._resting.wait()

    async def stop(self, grace: float) -> None:
        """Send nothing new, and cut what is not done after `grace` seconds.

        What is being claimed meanwhile goes back. What is cut stays claimed: a start takes it for
        unknown, and sends it again under its id.
        """
        self._stopping = True
        self._turns.stop()
        self._wake.set()
        until = asyncio.get_running_loop().time() + grace
        if self._loop is not None:
            await asyncio.wait([self._loop], timeout=grace)
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
        if self._sends:
            left = max(0.0, until - asyncio.get_running_loop().time())
            await asyncio.wait(self._sends, timeout=left)
        for task in list(self._sends):
            task.cancel()
        await asyncio.gather(*self._sends, return_exceptions=True)
        await self._ledger.drain()
        self._resting.set()

    async def abandon(self) -> None:
        """Stop at once: what was claimed is somebody else's, also what is under way just now."""
        self._ledger.abandon()
        await self.stop(0)

    async def _run(self) -> None:
        while not self._stopping or self._asked is not None:
            self._wake.clear()
            try:
                self._ask()
                if not await self._answered() and not self._stopping:
                    await self._rest()
            except StoreUnavailable as error:
                _LOG.warning("outbox waits for the store reason=%r", str(error))
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
        """Return when time alone makes a difference, None: never."""
        if self._door.gate.closed:
            return None
        opening = self._door.seconds_to_opening()
        if opening is not None:
            return max(0.001, opening)
        now = self._times()
        # What is due and waits for room is looked at when there is some.
        seconds = 0.0 if self._wanted(now) is not None else self._lanes.seconds_to_next(now)
        return None if seconds is None else max(0.001, seconds)

    def _ask(self) -> None:
        """Ask the store for what may go out, unless it is being asked."""
        if self._asked is not None or self._stopping:
            return
        wanted = self._wanted(self._times())
        pause = self._door.to_record()
        if pause is not None:
            self._ledger.begin_to_record(Sent((), pause=pause))
        if wanted is None:
            return
        since = self._horizon.looked()
        answer = self._store.submit(
            lambda connection: self._claimed(connection, wanted), self._beside
        )
        self._asked = _Asked(wanted, since, answer, [])

    def _go_on(self, ended: Sequence[Errand]) -> None:
        """The ends of these are about to be written: what goes next is claimed with that."""
        for errand in ended:
            self._room.give_back(errand)
        self._ask()
        self._wake.set()

    async def _answered(self) -> bool:
        """Begin to send what was claimed; say whether to look again at once."""
        asked = self._asked
        if asked is None:
            return False
        try:
            claimed = await asked.answer
        except BaseException:
            self._horizon.failed(asked.since)
            raise
        finally:
            self._asked = None
        if claimed is None:
            self._tenure.doubt()
            return False
        self._take(claimed, asked.reconsidered)
        return claimed.goes_on_from(asked.wanted)

    def _claimed(self, connection: Connection, wanted: Wanted) -> Claimed | None:
        """Return what was claimed; None where the channel is not ours any more."""
        return None if self._tenure.is_refused(connection) else claim_next(connection, wanted)

    def _times(self) -> Times:
        return Times(self._clock(), self.house.steady())

    def _wanted(self, now: Times) -> Wanted | None:
        """Return what to ask for, None where there is no room or nothing to look at."""
        room = self._door.room(self._room.taken, MOST_IN_FLIGHT)
        if not room or self._ledger.is_behind or self._tenure.is_over:
            return None
        horizon, bulk_room = self._horizon, min(room, self._room.for_bulk(self._door.share()))
        ready = self._ready(now, room)
        ready_bulk = self._lanes.ready(now, bulk_room, bulk=True)
        unseen_bulk = bulk_room > 0 and horizon.unseen_bulk
        if not (ready or horizon.unseen or ready_bulk or unseen_bulk):
            return None
        return Wanted(
            brand=self._brand,
            channel=self._channel,
            owner=self._owner,
            ready=tuple(ready),
            busy=self._lanes.names,
            after=horizon.begin,
            room=room,
            now=to_moment(now.wall),
            new_first=self._door.gate.probing and self._door.gate.failing.issuperset(ready),
            ready_bulk=tuple(ready_bulk),
            after_bulk=horizon.begin_bulk,
            bulk_room=bulk_room,
            rules=self.house.rules,
        )

    def _ready(self, now: Times, room: int) -> list[str]:
        gate = self._door.gate
        if not (room and gate.probing):
            return self._lanes.ready(now, room)
        # A channel that is held back is tried with whatever there is.
        lane = self._lanes.to_probe(gate.failing)
        return [] if lane is None else [lane]

    def _take(self, claimed: Claimed, reconsidered: Sequence[Whom]) -> None:
        self._horizon.reached(claimed)
        self._lanes.empty(claimed.empty)
        for lane, later in claimed.later.items():
            if later.until is None:
                soon = self.house.steady() + FREE_AGAIN_AFTER
                self._lanes.wait(lane, soon, bulk=later.bulk)
            else:
                self._lanes.hold(lane, from_moment(later.until), bulk=later.bulk)
        for rows in claimed.groups:
            standing = claimed.standings.get(rows[0].occurrence or "")
            stays = self._stopping or self._is_behind_held(rows[0])
            errand = Errand(rows, standing, goes_back=stays)
            for whom in reconsidered:
                errand.reconsider(whom)
            self._lanes.occupy(errand.lane)
            self._room.take(errand)
            task = asyncio.create_task(self._send(errand))
            self._sends[task] = errand
            task.add_done_callback(self._forget)
        self._lanes.expect_more(claimed.behind)
        self._lanes.expect_bulk(claimed.behind_bulk)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._room.give_back(self._sends.pop(task))
        self._tell_house()
        self._resting.clear()
        self._wake.set()

    def _tell_house(self) -> None:
        """Let others begin, as soon as that is worth a transaction."""
        ended, room = self._openings_ended, self._room
        if ended and (2 * ended >= room.most_bulk or not room.bulk):
            self._openings_ended = 0
            self.house.ended()

    async def _send(self, errand: Errand) -> None:
        """Send a group and leave its lane, whatever happens: a fault of ours is an unknown end."""
        try:
            tried = await send(self._adapter, errand.rows, self._turns.of(errand), self._heard)
            retry_at = await self._settle(errand, tried)
        except Exception as error:  # noqa: BLE001 - a lane that nobody leaves waits for a restart
            retry_at = await self._keep_trying_to_fail(errand, error)
        self._lanes.leave(errand.lane, retry_at, more=retry_at is not None, bulk=errand.bulk)

    def _heard(self, row: ClaimedPart, outcome: Accepted) -> None:
        """Begin to record a part at once: what follows it may be cut off.

        Nobody waits for that: the record of the whole group says the same again.
        """
        now = self._clock()
        decisions = decisions_for([row], Tried([outcome]), now, together=False)
        sent = as_sent(self._brand, self._channel, [row], decisions, now)
        # Whether that was all to somebody is only known at the end of the group.
        alone = msgspec.structs.replace(sent, openings=(), ends=())
        self._ledger.begin_to_record(alone)

    async def _settle(self, errand: Errand, tried: Tried) -> datetime | None:
        """Record how a group ended; return when it is sent again, by a clock that nobody sets."""
        now, outcomes = self._clock(), tried.outcomes
        steady = self.house.steady()
        sent = self._sent(errand, tried, now, together=self._adapter.capabilities.groups)
        works_again = self._door.pass_by(errand.lane, outcomes)
        if works_again:
            self._lanes.try_all_now()
        if not outcomes:
            self._door.was_untried(tried.rest)
        elif sent.again_after is None:
            self._door.was_given_up(errand.lane)
        shown = self._shown(errand, outcomes)
        sent = msgspec.structs.replace(sent, pause=self._door.to_record(), shown=shown)
        is_free = self._door.gate.is_free
        sent = self._ledger.with_reports(sent, outcomes, now, is_free=is_free)
        retry_at = _time_after(steady, sent.again_after)
        await self._record_and_follow(sent, errand, retry_at)
        if sent.openings or sent.ends:
            self._openings_ended += 1
        return steady if works_again and retry_at is not None else retry_at

    def _shown(self, errand: Errand, outcomes: Sequence[Outcome]) -> Shown | None:
        """Return who is to be shown what was said, where pages of theirs may be open elsewhere."""
        if not (self._has_pages and _is_said(outcomes)):
            return None
        return Shown(self._brand, self._channel, frozenset({errand.rows[0].recipient}))

    def _sent(self, errand: Errand, tried: Tried, now: datetime, *, together: bool) -> Sent:
        """Return what is to be written of a group."""
        manner = manner_of(errand.rows[0], errand.standing, self._adapter.capabilities.recognises)
        decisions = decisions_for(errand.rows, tried, now, together=together, manner=manner)
        return as_sent(self._brand, self._channel, errand.rows, decisions, now)

    async def _record_and_follow(
        self, sent: Sent, errand: Errand, retry_at: datetime | None
    ) -> None:
        """Record, keeping a new address busy until what waited at the old one is there."""
        if sent.moved is None:
            await self._ledger.record(sent, errand)
            return
        self._lanes.occupy(sent.moved.new_lane)
        try:
            await self._ledger.record(sent, errand)
        finally:
            self._lanes.leave(sent.moved.new_lane, retry_at, more=True)

    async def _keep_trying_to_fail(self, errand: Errand, error: Exception) -> datetime | None:
        """Record a fault of our own, until it is recorded; return when to send again."""
        while True:
            _LOG.error("a send failed error=%s", type(error).__name__)
            try:
                return await self._fail(errand, error)
            except Exception as again:  # noqa: BLE001 - the next try may find the store mended
                error = again
                await asyncio.sleep(RETRY_SECONDS)

    async def _fail(self, errand: Errand, error: Exception) -> datetime | None:
        now = self._clock()
        outcome = Unknown(type(error).__name__)
        sent = self._sent(errand, Tried([outcome] * len(errand.rows)), now, together=True)
        incident = fault_incident(self._brand, errand.rows[0], outcome.reason, now)
        # Alone: what cannot be written must not keep the outcomes of others from being kept.
        alone = msgspec.structs.replace(sent, incidents=(*sent.incidents, incident))
        await self._ledger.record_alone(alone)
        return _time_after(self.house.steady(), sent.again_after)


def _time_after(begun: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else begun + timedelta(seconds=seconds)


def _is_said(outcomes: Sequence[Outcome]) -> bool:
    return any(isinstance(outcome, Accepted) for outcome in outcomes)
