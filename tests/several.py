"""Several processes of the product on one database, and how a channel stands in each of them."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from http import HTTPStatus
from pathlib import Path

import aiohttp
import psycopg

from tests.brand_folder import write_files
from tests.platforms.on_telegram import Telegram
from tests.platforms.process import standing_in
from tests.product import Product

BRAND = """
brand: echo
title: Echo
languages: [en]
timezone: Europe/Rome
channels:
"""
COUNT = """
dialogue: count
starts: [{command: count}]
steps:
  - ask: "Tell me a number."
    as: first
  - ask: "{first}. And another one?"
    as: second
  - say: "{first} and {second}, that is all."
"""
TOKEN = "1:telegram-token"
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


@contextmanager
def sharing(
    home: Path, database: str, channel: str, dialogue: str, **settings: str
) -> Iterator[Several]:
    """Let processes of a brand of one channel share a database, and end them afterwards.

    Args:
        home: a folder for the brand and for logs.
        database: an URL.
        channel: its line in brand.yaml.
        dialogue: the only one.
        settings: environment variables of the brand and of the product.
    """
    files = {"brand.yaml": f"{BRAND}  {channel}\n", "dialogues/only.yaml": dialogue}
    several = Several(write_files(home / "brand", files), home, database, **settings)
    try:
        yield several
    finally:
        several.close()


@asynccontextmanager
async def sharing_a_bot(
    home: Path, database: str, dialogue: str, lease: float, public_url: str | None = None
) -> AsyncIterator[tuple[Several, Telegram]]:
    """Let processes share a database and a bot at the stand-in for Telegram.

    Args:
        home: a folder for the brand and for logs.
        database: an URL.
        dialogue: the only one.
        lease: seconds after which the others take over.
        public_url: where Telegram is to post what people say; None: it is asked for it.
    """
    with standing_in() as addresses:
        options = f'adapter: telegram, token: "${{TOKEN}}", api_base: "{addresses.telegram_api}"'
        more = {"TOKEN": TOKEN, "CONVIVIO_LEASE": f"{lease:g}"}
        if public_url is not None:
            options += ", mode: webhook"
            more["CONVIVIO_PUBLIC_URL"] = public_url
        with sharing(home, database, f"telegram: {{{options}}}", dialogue, **more) as several:
            async with aiohttp.ClientSession() as session:
                telegram = Telegram(session, addresses, TOKEN)
                await telegram.begin()
                yield several, telegram
