"""Waits for what happens by itself."""

import asyncio
from collections.abc import Callable
from typing import Any


async def eventually(holds: Callable[[], Any], seconds: float = 5.0) -> Any:
    """Return what `holds` returns once it is true."""
    async with asyncio.timeout(seconds):
        while not (value := holds()):
            await asyncio.sleep(0.002)
    return value
