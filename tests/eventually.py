"""Waits for what happens by itself."""

import asyncio
from collections.abc import Callable
from inspect import isawaitable
from typing import Any


async def eventually(holds: Callable[[], Any], seconds: float = 8.0) -> Any:
    """Return what `holds` returns, or what that comes to once awaited, as soon as it is true."""
    async with asyncio.timeout(seconds):
        while not (value := await _come_to(holds())):
            await asyncio.sleep(0.002)
    return value


async def _come_to(value: Any) -> Any:
    return await value if isawaitable(value) else value
