"""Tells one brand's own system what its dialogues emit, beside all conversations."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from bot.core.ids import BrandId
from bot.core.outcomes import Misconfigured, Outcome, Unknown
from bot.engine.figures import ChannelState, state_of
from bot.engine.gate import OPEN, after, given_up
from bot.engine.posting import Destination, post
from bot.engine.retry import Settle, Tries, decide
from bot.engine.told import (
    Told,
    body_of,
    end_of,
    given_up_incident,
    refused_incident,
    write_told,
)
from bot.store.database import Store
from bot.store.emissions import EmissionEnd, WaitingEmission, waiting_emissions
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.incidents import IncidentRow
from bot.store.moments import from_moment, to_moment

if TYPE_CHECKING:
    from aiohttp import ClientSession

_LOG = logging.getLogger(__name__)

MOST_IN_FLIGHT = 8
"""Events of one brand under way at once, each about another person."""


class Teller:
    """Sends what waits, oldest first, one event a person at a time.

    Args:
        store: where events wait.
        brand: whose.
        to: where they go.
        clock: tells the present time in UTC.
    """

    def __init__(
        self, store: Store, brand: BrandId, to: Destination, clock: Callable[[], datetime]
    ) -> None:
        self.ended: Counter[str] = Counter()
        self._store = store
        self._brand = brand
        self._to = to
        self._clock = clock
        self._gate = OPEN
        self._refusal: Misconfigured | None = None
        self._sends: dict[str, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._resting = asyncio.Event()
        self._resting.set()
        self._loop: asyncio.Task[None] | None = None

    @property
    def state(self) -> ChannelState:
        """Whether the brand's system is told: `paused` while it does not take what is sent."""
        return state_of(self._gate, self._clock())

    def start(self, session: "ClientSession") -> None:
        """Begin to send; what waits from before goes first."""
        self.look()
        self._loop = asyncio.create_task(self._run(session))

    def look(self) -> None:
        """There may be something to send, or time has passed."""
        self._resting.clear()
        self._wake.set()

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be sent now."""
        if self._loop is not None:
            await self._resting.wait()

    async def stop(self, grace: float) -> None:
        """Send nothing new, and cut what is not done after `grace` seconds.

        What is cut still waits: a start sends it again under its id.
        """
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
        if self._sends:
            await asyncio.wait(self._sends.values(), timeout=grace)
        under_way = list(self._sends.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._resting.set()

    async def _run(self, session: "ClientSession") -> None:
        while True:
            self._wake.clear()
            try:
                await self._rest(await self._begin(session))
            except StoreUnavailable as error:
                _LOG.warning("events to tell wait for the store: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - it must not end silently
                _LOG.error("telling events failed error=%s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _rest(self, until: datetime | None) -> None:
        """Wait until there may be more to send; None: only what happens can tell."""
        if not self._wake.is_set() and not self._sends:
            self._resting.set()
        seconds = None if until is None else max(0.001, (until - self._clock()).total_seconds())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._resting.clear()

    async def _begin(self, session: "ClientSession") -> datetime | None:
        """Begin to send what may go out now; return when there is more by itself."""
        now = self._clock()
        room = self._gate.room(now, len(self._sends), MOST_IN_FLIGHT)
        if not room:
            return self._opening(now)
        under_way = frozenset(self._sends)  # what ends while the store is asked is not new
        rows = await self._store.run(
            lambda found: waiting_emissions(found, self._brand, len(under_way) + room + 1)
        )
        free = [row for row in rows if row.id not in under_way]
        # One that is held back is tried with whatever there is.
        due = free if self._gate.probing else [row for row in free if row.due_at <= to_moment(now)]
        for row in due[:room]:
            self._begin_one(session, row)
        later = free[len(due) :]
        return from_moment(later[0].due_at) if later else None

    def _opening(self, now: datetime) -> datetime | None:
        """Return when the gate opens, where that is to come and not left to a send under way."""
        return self._gate.not_before if self._gate.is_held(now) and not self._gate.closed else None

    def _begin_one(self, session: "ClientSession", row: WaitingEmission) -> None:
        task = asyncio.create_task(self._send(session, row))
        self._sends[row.id] = task
        task.add_done_callback(lambda _: self._forget(row.id))

    def _forget(self, emission: str) -> None:
        del self._sends[emission]
        self.look()

    async def _send(self, session: "ClientSession", row: WaitingEmission) -> None:
        try:
            outcome = await post(session, self._to, row.id, body_of(row), self._clock())
        except Exception as error:  # noqa: BLE001 - a fault of ours is an unknown end
            _LOG.error("telling an event failed error=%s", type(error).__name__)
            outcome = Unknown(type(error).__name__)
        await self._record(self._told(row, outcome, self._clock()))

    def _told(self, row: WaitingEmission, outcome: Outcome, now: datetime) -> Told:
        since = now if row.first_tried_at is None else from_moment(row.first_tried_at)
        decision = decide(outcome, Tries(row.attempts + 1, since), now)
        works_again = self._pass_gate(row, outcome, now, ended=isinstance(decision, Settle))
        end = end_of(self._brand, row, decision, now)
        incidents = tuple(self._reports(row, outcome, end, now))
        return Told(end, incidents, works_again)

    def _pass_gate(
        self, row: WaitingEmission, outcome: Outcome, now: datetime, *, ended: bool
    ) -> bool:
        """Let the gate know; say whether the other side takes events again."""
        before = self._gate
        self._gate = after(before, row.person, outcome, now)
        if ended:
            self._gate = given_up(self._gate, row.person)
        if not (before.probing and self._gate.is_free):
            return False
        _LOG.info("events are told again brand=%s", self._brand)
        return True

    def _reports(
        self, row: WaitingEmission, outcome: Outcome, end: EmissionEnd, now: datetime
    ) -> Iterator[IncidentRow]:
        """Return what operators are told: what is given up, and once that all is refused."""
        if end.status == "rejected":
            yield self._reported(given_up_incident(self._brand, row, end, now))
        if isinstance(outcome, Misconfigured) and outcome != self._refusal:
            self._refusal = outcome
            yield self._reported(refused_incident(self._brand, outcome, now))
        elif self._gate.is_free:
            self._refusal = None

    def _reported(self, incident: IncidentRow) -> IncidentRow:
        _LOG.warning("events are not told brand=%s reason=%r", self._brand, incident.reason)
        return incident

    async def _record(self, told: Told) -> None:
        """Write down how a try ended; return once that is durable, however long it takes."""
        while True:
            try:
                await self._store.run(lambda connection: write_told(connection, told))
            except StoreUnavailable as error:
                _LOG.warning("an outcome waits for the store: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - unrecorded, it would be sent without end
                _LOG.error("an outcome cannot be written error=%s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        if told.end.settled_at is not None:
            self.ended[told.end.status] += 1
