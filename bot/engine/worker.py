"""Work beside all turns: begun as soon as there is any, and stopped within a grace."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from bot.store.beside import BESIDE
from bot.store.database import Store
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.writer import Unit

LOOK_SECONDS = 2.0
"""Between two looks at what another process may have left without being heard."""

T = TypeVar("T")

Begin = Callable[[], Awaitable[float | None]]
"""Begins what may be begun now; returns in how many seconds there is more by itself, None: only
what happens can tell."""


class Worker:
    """Begins pieces of work, each beside the others, and rests until there may be more.

    Args:
        store: where it writes down what they come to.
        log: where it says what it fails with.
        what: what there is to work on, in words, to follow "wait for the store".
        doing: what it does with that, to follow "failed".
    """

    def __init__(
        self,
        store: Store,
        log: logging.Logger,
        *,
        what: str,
        doing: str,
    ) -> None:
        self.under_way: dict[str, asyncio.Task[None]] = {}
        self._store = store
        self._log = log
        self._what = what
        self._doing = doing
        self._wake = asyncio.Event()
        self._resting = asyncio.Event()
        self._resting.set()
        self._over = asyncio.Event()
        self._over.set()
        self._loop: asyncio.Task[None] | None = None

    def start(self, begin: Begin) -> None:
        """Begin to work; what waits from before goes first."""
        self.look()
        self._loop = asyncio.create_task(self._run(begin))

    def look(self) -> None:
        """There may be something to begin, or time has passed."""
        self._resting.clear()
        self._over.clear()
        self._wake.set()

    def do(self, name: str, piece: Coroutine[Any, Any, None]) -> None:
        """Begin a piece of work, known by a name as long as it is under way."""
        task = asyncio.create_task(piece)
        self.under_way[name] = task
        task.add_done_callback(partial(self._forget, name))

    async def write_down(self, unit: Unit[T], what: str) -> T:
        """Write down what a piece came to; return once that is durable, however long it takes.

        Others may write meanwhile, what other pieces came to.

        Args:
            unit: writes it.
            what: what that is, in words, to precede "waits for the store".
        """
        while True:
            try:
                return await self._store.run(unit, BESIDE)
            except StoreUnavailable as error:
                self._log.warning("work waits for the store what=%r reason=%r", what, str(error))
            except Exception as error:  # noqa: BLE001 - unrecorded, it would be done without end
                name = type(error).__name__
                self._log.error("work cannot be written what=%r error=%s", what, name)
            await asyncio.sleep(RETRY_SECONDS)

    @property
    def is_over(self) -> bool:
        """Whether nothing waits, not even for a later time."""
        return self._over.is_set()

    async def over(self) -> None:
        """Wait until nothing waits, not even for a later time."""
        if self._loop is not None:
            await self._over.wait()

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be begun now."""
        if self._loop is not None:
            await self._resting.wait()

    async def stop(self, grace: float) -> None:
        """Begin nothing new, and cut what is not done after `grace` seconds."""
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
            self._loop = None
        if self.under_way:
            await asyncio.wait(self.under_way.values(), timeout=grace)
        under_way = list(self.under_way.values())
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        self._resting.set()
        self._over.set()

    async def _run(self, begin: Begin) -> None:
        while True:
            self._wake.clear()
            try:
                await self._rest(await begin())
            except StoreUnavailable as error:
                told = str(error)
                self._log.warning("work waits for the store what=%r reason=%r", self._what, told)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - it must not end silently
                name = type(error).__name__
                self._log.error("work failed what=%r error=%s", self._doing, name)
                await asyncio.sleep(RETRY_SECONDS)

    async def _rest(self, seconds: float | None) -> None:
        if not self._wake.is_set() and not self.under_way:
            self._resting.set()
            if seconds is None:
                self._over.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(self._at_most(seconds)):
                await self._wake.wait()
        self._resting.clear()
        self._over.clear()

    def _at_most(self, seconds: float | None) -> float | None:
        """Return for how long to rest at most, None: as long as nothing happens."""
        others = LOOK_SECONDS if self._store.is_shared else None
        if seconds is None:
            return others
        return max(0.001, seconds if others is None else min(seconds, others))

    def _forget(self, name: str, _: asyncio.Task[None]) -> None:
        del self.under_way[name]
        self.look()
