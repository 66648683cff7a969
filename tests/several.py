"""Several processes of the product on one database, and how a channel stands in each of them."""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path

import aiohttp
import psycopg

from tests.product import Product

UNDER_WAY = "SELECT 1 FROM deliveries WHERE status IN ('pending', 'claimed')"
OWNER = "SELECT owner FROM leases WHERE role = %s"
READY_SECONDS = 60.0
"""On a machine that does much else besides."""


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> float:
    """Wait until something holds; return how long that took."""
    begun = time.monotonic()
    while not await holds():
        assert time.monotonic() - begun < seconds, "it never came to that"
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def state_in(process: Product) -> str:
    """Return how a process says its one channel stands; nothing where it is not ready.

    For a moment it may not be: one that stands still in a transaction holds the others up.
    """
    address = f"{process.url}/health/ready"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        if answer.status != HTTPStatus.OK:
            return ""
        (channel,) = (await answer.json())["channels"]
    return str(channel["state"])


async def has_it(process: Product) -> float:
    """Wait until a process has the channel; return how long that took."""

    async def is_open() -> bool:
        return await state_in(process) == "open"

    return await until(is_open)


async def knows(process: Product) -> float:
    """Wait until a process knows that another one has the channel; return how long that took."""

    async def is_elsewhere() -> bool:
        return await state_in(process) == "elsewhere"

    return await until(is_elsewhere)


class Several:
    """The processes of one brand on one database.

    Args:
        brand: its folder.
        home: a folder for their logs.
        database: an URL.
        settings: environment variables of the brand and of the product.
    """

    def __init__(self, brand: Path, home: Path, database: str, **settings: str) -> None:
        self.all: list[Product] = []
        self._brand = brand
        self._home = home
        self.database = database
        self._settings = {**settings, "CONVIVIO_DATABASE": database}

    async def new(self) -> Product:
        """Start one more, and wait until it is ready."""
        home = self._home / f"process-{len(self.all)}"
        home.mkdir()
        made = Product(self._brand, home, "--no-reload", **self._settings)
        self.all.append(made)
        made.start()
        await asyncio.to_thread(made.wait_ready, READY_SECONDS)
        return made

    def owner(self, channel: str) -> str | None:
        """Return which process has a channel, as the database knows it."""
        with psycopg.connect(self.database) as connection:
            found = connection.execute(OWNER, [f"channel/{channel}"]).fetchone()
        return found[0] if found else None

    async def rest(self) -> None:
        """Wait until what was said is on record: of what is cut off before, nobody could know."""
        await until(self._is_at_rest)

    async def _is_at_rest(self) -> bool:
        with psycopg.connect(self.database) as connection:
            return connection.execute(UNDER_WAY).fetchone() is None

    def close(self) -> None:
        """End whatever still runs."""
        for one in self.all:
            if one._process is not None:
                one.process.send_signal(signal.SIGCONT)
            one.close()
