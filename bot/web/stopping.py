"""A polite end: whoever waits for something is answered first, within seconds."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")

STOPPING = web.AppKey("stopping", asyncio.Event)
"""Set when the server begins to stop: nobody waits any longer."""


async def before_stop(stopping: asyncio.Event, awaited: Awaitable[T]) -> T | None:
    """Return what is awaited, or None where the server stops before it comes."""
    work = asyncio.ensure_future(awaited)
    stop = asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait((work, stop), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            work.cancel()
            await asyncio.wait((work,))
        return None if work.cancelled() else work.result()
    finally:
        work.cancel()
        stop.cancel()
