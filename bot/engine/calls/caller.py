"""Makes one brand's calls to the outside, beside all turns and never in their way."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.core.calls import Target
from bot.core.ids import BrandId
from bot.engine.calls.attempt import Answer, Attempt, Failure, Outside, kept
from bot.engine.calls.renewing import LEASE_SECONDS, Renewing
from bot.engine.calls.settling import settle_call, was_cut_too_often
from bot.engine.figures import CallFigures
from bot.engine.worker import Worker
from bot.store.beside import calls_of
from bot.store.calls import ClaimedCall, claim_calls, next_call
from bot.store.clock import waiting_time
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import SECOND

_LOG = logging.getLogger(__name__)

MOST_UNDER_WAY = 32
"""Calls of one brand under way at once."""


class Caller:
    """Takes the calls of a brand that are due, and writes down what became of them.

    Args:
        store: where calls wait.
        brand: whose.
        outside: makes one try.
        clock: tells the present time in UTC.
        steady: tells a time that nobody sets.
        owner: names this process in claims.
        answered: told that an answer waits for its turn.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it brings together
        self,
        store: Store,
        brand: BrandId,
        outside: Outside,
        clock: Callable[[], datetime],
        steady: Callable[[], datetime],
        owner: str,
        answered: Callable[[], None],
    ) -> None:
        self._store = store
        self._brand = brand
        self._outside = outside
        self._clock = clock
        self._steady = steady
        self._owner = owner
        self._answered = answered
        self._tries: Counter[str] = Counter()
        self._worker = Worker(store, _LOG, what="calls", doing="calling")
        self._renewing = Renewing(store, brand, owner, self._worker.under_way)

    def start(self) -> None:
        """Begin to call; what waits from before goes first."""
        self._worker.start(self._begin)

    def look(self) -> None:
        """There may be something to call, or time has passed."""
        self._worker.look()

    def figures(self) -> CallFigures:
        """Return how calls fare."""
        return CallFigures(self._brand, len(self._worker.under_way), dict(self._tries))

    @property
    def is_over(self) -> bool:
        """Whether no call waits, not even for another try."""
        return self._worker.is_over

    async def over(self) -> None:
        """Wait until no call waits, not even for another try."""
        await self._worker.over()

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be called now."""
        await self._worker.idle()

    async def stop(self, grace: float) -> None:
        """Call nothing new, and cut what is not answered after `grace` seconds.

        What is cut is called again by the next start, under its key.
        """
        await self._worker.stop(grace)
        await self._renewing.stop()

    async def _begin(self) -> float | None:
        """Begin what may be called now; return in how many seconds there is more by itself."""
        room = MOST_UNDER_WAY - len(self._worker.under_way)
        if room <= 0:
            return None  # the end of one of them looks again
        lease = LEASE_SECONDS if self._store.is_shared else None

        def claim(connection: Connection) -> tuple[list[ClaimedCall], float | None]:
            owner, now = self._owner, waiting_time(connection, self._steady())
            claimed = claim_calls(
                connection, self._brand, owner=owner, now=now, most=room, lease=lease
            )
            due = next_call(connection, self._brand)
            return claimed, None if due is None else (due - now) / SECOND

        calls, seconds = await self._store.run(claim, calls_of(self._brand))
        for call in calls:
            self._worker.do(call.id, self._make(call))
        if calls and self._store.is_shared:
            self._renewing.begin()
        return seconds

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
            target: Target = msgspec.json.decode(call.target, type=Target)
            async with asyncio.timeout(call.timeout) as limit:
                attempt = await self._outside.attempt(self._brand, target, call.key)
        except TimeoutError:
            late = limit.expired()
            return Failure(f"no answer in {call.timeout} s" if late else "TimeoutError")
        except Exception as error:  # noqa: BLE001 - whatever it was, the dialogue goes on
            return Failure(type(error).__name__)
        return kept(attempt.value) if isinstance(attempt, Answer) else attempt

    async def _record(self, call: ClaimedCall, attempt: Attempt) -> None:
        """Write down how a try ended, and let an answer have its turn."""

        def unit(connection: Connection) -> bool:
            now, steady = self._clock(), self._steady()
            return settle_call(connection, self._brand, call, attempt, now, steady)

        if await self._worker.write_down(unit, "an answer"):
            self._answered()
