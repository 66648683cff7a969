"""A sign that an answer is on its way, where it takes longer than a moment."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

AFTER_SECONDS = 1.0
"""How long somebody waits before they see it: what is answered at once needs no sign."""


class TypingSign:
    """The sign of one open page: once for each thing that was said, unless an answer is faster.

    Args:
        show: tells the page, which takes the sign away with the next line, or after a while.
    """

    def __init__(self, show: Callable[[], Awaitable[None]]) -> None:
        self._show = show
        self._due: asyncio.Task[None] | None = None

    def expect(self) -> None:
        """Something was said: show the sign in a while, unless `answered` comes before."""
        self.answered()
        self._due = asyncio.create_task(self._wait())

    def answered(self) -> None:
        """Something is said, or the page is gone: no sign is to be shown any more."""
        if self._due is not None:
            self._due.cancel()
            self._due = None

    async def _wait(self) -> None:
        await asyncio.sleep(AFTER_SECONDS)
        with suppress(ConnectionError):  # the page may be gone
            await self._show()
