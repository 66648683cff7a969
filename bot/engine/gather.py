"""Collect calls that come at the same time: while one flush is under way, the next one fills."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Gather(Generic[Item, Result]):
    """Hands items over in batches, and each caller the result of their own.

    Nothing waits for a timer: a lone item is flushed at once, and under load a batch is what came
    during the flush before it.

    Args:
        flush: handles a batch and returns one result an item, in order.
        most: items in one batch at most.
    """

    def __init__(
        self, flush: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], most: int = 256
    ) -> None:
        self._flush = flush
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._running: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> Result:
        """Hand an item over and wait for its result.

        Raises:
            Exception: whatever the flush raised; then it holds for the whole batch.
        """
        return await self._append(item)

    def put(self, item: Item) -> None:
        """Hand an item over whose result nobody needs; a flush that fails is not told."""
        self._append(item).add_done_callback(_look_at)

    async def drain(self) -> None:
        """Wait until everything that was handed over is flushed."""
        while self._running is not None:
            await asyncio.wait([self._running])

    def _append(self, item: Item) -> asyncio.Future[Result]:
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return future

    @property
    def idle(self) -> bool:
        """Whether nothing is under way."""
        return self._running is None

    async def _run(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            try:
                results = await self._flush([item for item, _ in batch])
            except Exception as error:  # noqa: BLE001 - it belongs to those who wait
                _fail(batch, error)
                continue
            for (_, future), result in zip(batch, results, strict=True):
                if not future.done():
                    future.set_result(result)
            # Whoever waited for these goes on first, and may have more.
            await asyncio.sleep(0)
        self._running = None


def _fail(
    batch: Sequence[tuple[Item, asyncio.Future[Result]]],
    error: Exception,
) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)


def _look_at(future: asyncio.Future[Result]) -> None:
    """Take note of an error, so that it is not reported as forgotten."""
    if not future.cancelled():
        future.exception()
