"""Makes one brand's calls to the outside, beside all turns and never in their way."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial

import msgspec

from bot.core.calls import Target
from bot.core.ids import BrandId
from bot.engine.calls.attempt import Answer, Attempt, Failure, Outside, kept
from bot.engine.calls.settling import settle_call, was_cut_too_often
from bot.engine.figures import CallFigures
from bot.store.calls import ClaimedCall, claim_calls, next_call
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.moments import from_moment, to_moment

_LOG = logging.getLogger(__name__)

MOST_UNDER_WAY = 32
"""Calls of one brand under way at once."""

_LEASE = 30_000_000
"""How much longer than its time-out a call is kept for this process, in microseconds: 30 s."""

_TARGET: msgspec.json.Decoder[Target] = msgspec.json.Decoder(Target)

Unit = Callable[[Connection], bool]


class Caller:
    """Takes the calls of a brand that are due, and writes down what became of them.

    Args:
        store: where calls wait.
        brand: whose.
        outside: makes one try.
        clock: tells the present time in UTC.
        owner: names this process in claims.
        number: gives the next number of the common order.
        answered: told that an answer waits for its turn.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it brings together
        self,
        store: Store,
        brand: BrandId,
        outside: Outside,
        clock: Callable[[], datetime],
        owner: str,
        number: Callable[[], int],
        answered: Callable[[], None],
    ) -> None:
        self._store = store
        self._brand = brand
        self._outside = outside
        self._clock = clock
        self._owner = owner
        self._number = number
        self._answered = answered
        self._calls: dict[str, asyncio.Task[None]] = {}
        self._tries: Counter[str] = Counter()
        self._wake = asyncio.Event()
        self._resting = asyncio.Event()
        self._resting.set()
        self._over = asyncio.Event()
        self._over.set()
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to call; what waits from before goes first."""
        self.look()
        self._loop = asyncio.create_task(self._run())

    def look(self) -> None:
        """There may be something to call, or time has passed."""
        self._resting.clear()
        self._over.clear()
        self._wake.set()

    def figures(self) -> CallFigures:
        """Return how calls fare."""
        return CallFigures(self._brand, len(self._calls), dict(self._tries))

    @property
    def is_over(self) -> bool:
        """Whether no call waits, not even for another try."""
        return self._over.is_set()

    async def over(self) -> None:
        """Wait until no call waits, not even for another try."""
        if self._loop is not None:
            await self._over.wait()

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be called now."""
        if self._loop is not None:
            await self._resting.wait()

    async def stop(self, grace: float) -> None:
        """Call nothing new, and cut what is not answered after `grace` seconds.

        What is cut is called again by the next start, under its key.
        """
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
            self._loop = None
        if self._calls:
            await asyncio.wait(self._calls.values(), timeout=grace)
        under_way = list(self._calls.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._resting.set()
        self._over.set()

    async def _run(self) -> None:
        while True:
            self._wake.clear()
            try:
                await self._rest(await self._begin())
            except StoreUnavailable as error:
                _LOG.warning("calls wait for the store: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - it must not end silently
                _LOG.error("calling failed error=%s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)

    async def _rest(self, until: datetime | None) -> None:
        """Wait until there may be more to call; None: only what happens can tell."""
        if not self._wake.is_set() and not self._calls:
            self._resting.set()
            if until is None:
                self._over.set()
        seconds = None if until is None else max(0.001, (until - self._clock()).total_seconds())
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._resting.clear()

    async def _begin(self) -> datetime | None:
        """Begin what may be called now; return when there is more by itself."""
        room = MOST_UNDER_WAY - len(self._calls)
        if room <= 0:
            return None  # the end of one of them looks again
        now = to_moment(self._clock())

        def claim(connection: Connection) -> tuple[list[ClaimedCall], int | None]:
            owner = self._owner
            claimed = claim_calls(
                connection, self._brand, owner=owner, now=now, most=room, lease=_LEASE
            )
            return claimed, next_call(connection, self._brand)

        calls, due = await self._store.run(claim)
        for call in calls:
            task = asyncio.create_task(self._make(call))
            self._calls[call.id] = task
            task.add_done_callback(partial(self._forget, call.id))
        return None if due is None else from_moment(due)

    def _forget(self, call: str, _: asyncio.Task[None]) -> None:
        del self._calls[call]
        self.look()

    async def _make(self, call: ClaimedCall) -> None:
        attempt = await self._attempt(call)
        self._tries["answered" if isinstance(attempt, Answer) else "failed"] += 1
        if isinstance(attempt, Failure) and self._outside.is_real:
            brand, place, name, reason = self._brand, call.place, call.name, attempt.reason
            _LOG.warning(
                "a call failed brand=%s place=%s name=%s reason=%r", brand, place, name, reason
            )
        await self._record(call, attempt)

    async def _attempt(self, call: ClaimedCall) -> Attempt:
        if was_cut_too_often(call):
            return Failure("the process has ended during it again and again", final=True)
        try:
            target = _TARGET.decode(call.target)
            async with asyncio.timeout(call.timeout) as limit:
                attempt = await self._outside.attempt(self._brand, target, call.key)
        except TimeoutError:
            late = limit.expired()
            return Failure(f"no answer in {call.timeout} s" if late else "TimeoutError")
        except Exception as error:  # noqa: BLE001 - whatever it was, the dialogue goes on
            return Failure(type(error).__name__)
        return kept(attempt.value) if isinstance(attempt, Answer) else attempt

    async def _record(self, call: ClaimedCall, attempt: Attempt) -> None:
        """Write down how a try ended; return once that is durable, however long it takes."""

        def unit(connection: Connection) -> bool:
            brand, number, now = self._brand, self._number, self._clock()
            return settle_call(connection, brand, call, attempt, number=number, now=now)

        while True:
            try:
                answered = await self._store.run(unit)
            except StoreUnavailable as error:
                _LOG.warning("an answer waits for the store: %s", error)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - unrecorded, it would be made without end
                _LOG.error("an answer cannot be written error=%s", type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        if answered:
            self._answered()
