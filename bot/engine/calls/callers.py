"""The calls of all brands of a process."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot.core.effects import Call
from bot.core.ids import BrandId
from bot.engine.calls.attempt import Nowhere, Outside
from bot.engine.calls.caller import Caller
from bot.engine.figures import CallFigures
from bot.engine.report import TurnReport
from bot.store.database import Store


class Callers:
    """Everybody who makes calls, by brand.

    Args:
        store: where calls wait.
        outside: makes one try; None: nothing can be called.
        clock: tells the present time in UTC.
        steady: tells a time that nobody sets.
        owner: names this process in claims.
    """

    def __init__(
        self,
        store: Store,
        outside: Outside | None,
        clock: Callable[[], datetime],
        steady: Callable[[], datetime],
        owner: str,
    ) -> None:
        self._store = store
        self._outside = Nowhere() if outside is None else outside
        self._clock = clock
        self._steady = steady
        self._owner = owner
        self._callers: dict[BrandId, Caller] = {}

    def add(self, brand: BrandId, answered: Callable[[], None]) -> None:
        """Add a brand.

        Args:
            brand: whose calls.
            answered: told that an answer waits for its turn.
        """
        self._callers[brand] = Caller(
            self._store, brand, self._outside, self._clock, self._steady, self._owner, answered
        )

    def start(self) -> None:
        """Begin to call."""
        for caller in self._callers.values():
            caller.start()

    def heard(self, report: TurnReport) -> None:
        """A turn was committed: see whether it called anything."""
        if Call in report.kinds:
            self._callers[report.account.brand].look()

    def look(self) -> None:
        """Time has passed: see whether what waits for another try may be called now."""
        for caller in self._callers.values():
            if not caller.is_over:
                caller.look()

    def figures(self) -> tuple[CallFigures, ...]:
        """Return how calls fare, by brand."""
        return tuple(caller.figures() for caller in self._callers.values())

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be called now."""
        for caller in self._callers.values():
            await caller.idle()

    @property
    def are_over(self) -> bool:
        """Whether no call waits, not even for another try."""
        return all(caller.is_over for caller in self._callers.values())

    async def over(self) -> None:
        """Wait until no call waits, not even for another try."""
        for caller in self._callers.values():
            await caller.over()

    async def stop(self, grace: float) -> None:
        """Call nothing new; what is under way has `grace` seconds and is cut then."""
        await asyncio.gather(*(caller.stop(grace) for caller in self._callers.values()))
