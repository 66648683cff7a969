"""Serving a request, or letting it go wrong as was ordered."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import assert_never

from aiohttp import web

from sandbox.cutting import break_off, cut
from sandbox.faults import Answer, BreakOff, Delay, Fault, Hang, Reset

Act = Callable[[], Awaitable[web.Response]]
"""Does what was asked for, and returns the answer."""


class Faltering:
    """Serves the requests of one stand-in.

    Args:
        ordered: writes an answer that was ordered as the platform writes its own.
    """

    def __init__(self, ordered: Callable[[Answer], web.Response]) -> None:
        self._ordered = ordered
        self.closing = asyncio.Event()
        """Set once no request may wait any more."""

    async def serve(
        self, request: web.Request, fault: Fault | None, act: Act
    ) -> web.StreamResponse:
        """Return the answer to a request, or a `Cut` where its connection broke.

        Args:
            request: already read.
            fault: what was ordered for it, None where all goes well.
            act: does what was asked for.
        """
        match fault:
            case None:
                return await act()
            case Answer():
                return self._ordered(fault)
            case Delay(seconds=seconds):
                await self._pause(seconds)
                return await act()
            case Hang(seconds=seconds, after=after):
                if after:
                    await act()
                await self._pause(seconds)
                return cut(request)
            case BreakOff(after=after):
                whole = await act() if after else web.json_response({"nothing": "was done"})
                return await break_off(request, whole)
            case Reset(after=after):
                if after:
                    await act()
                return cut(request)
            case _:
                assert_never(fault)

    async def _pause(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.closing.wait()
