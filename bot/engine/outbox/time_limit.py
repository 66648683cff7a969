"""A limit of time that many things share: whatever begins first ends first, so one timer is enough.

A timer for each would cost more than all else that is done around a send.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

T = TypeVar("T")


class TimeLimit:
    """Cuts what takes longer than the limit.

    Args:
        seconds: the limit, for each by itself.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends: dict[asyncio.Task[Any], float] = {}
        self._timer: asyncio.TimerHandle | None = None

    async def keep(self, doing: Awaitable[T]) -> T:
        """Return what comes of something that the present task does.

        Raises:
            TimeoutError: it took too long.
        """
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        assert task is not None
        self._ends[task] = end = loop.time() + self._seconds
        if self._timer is None:
            self._timer = loop.call_at(end, self._cut)
        try:
            return await doing
        except asyncio.CancelledError:
            if task in self._ends or task.cancelling() > 1:
                raise  # somebody else cuts it, alone or as well
            raise TimeoutError from None
        finally:
            if self._ends.pop(task, None) is None:
                task.uncancel()

    def _cut(self) -> None:
        """Cut what is over, and wait for the next."""
        loop, self._timer = asyncio.get_running_loop(), None
        for task, end in list(self._ends.items()):
            if end > loop.time():
                self._timer = loop.call_at(end, self._cut)
                return
            del self._ends[task]
            task.cancel()
