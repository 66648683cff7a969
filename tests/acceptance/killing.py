"""A broadcast of the real product, held where a test wants it, and killed there with SIGKILL."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import aiohttp

from bot.broadcasts.occurring import begun_by_hand
from bot.clock import now
from bot.dialogue.publishing.publish import read_brand
from bot.store.database import open_store
from bot.store.occurrences import add_occurrences
from tests.faults.broadcast_looks import Ends, is_over, reading, standing
from tests.faults.broadcast_people import (
    BROADCAST,
    DISCORD_TOKEN,
    TELEGRAM_TOKEN,
    Reader,
    know,
    meet,
    write_gazette,
)
from tests.faults.broadcast_scene import chats, delivered
from tests.faults.receiver import CALM, Receiver
from tests.platforms.process import standing_in
from tests.product import Product
from tests.signing import new_secret

if TYPE_CHECKING:
    from tests.faults.broadcast_judge import Got

PATIENCE = 60.0
"""Seconds: this machine may do much else besides."""


class Held(Product):
    """The product that is held wherever `hold` says (`tests.acceptance.held_product`)."""

    program = "tests.acceptance.held_product"
    held: Path

    def hold(self, where: str = "") -> None:
        """Start it, to be held there; without words it runs freely."""
        self.held.write_text("")
        self.environ |= {"HOLD": where, "HELD": str(self.held)}
        self.start()

    def is_held(self, times: int) -> bool:
        """Say whether so much is held."""
        return len(self.held.read_text().split()) >= times


class Killing:
    """One broadcast to a few people on every channel."""

    def __init__(self, product: Held, receiver: Receiver, people: list[Reader]) -> None:
        self.product = product
        self.people = people
        self.receiver = receiver
        self.got: Got = {}

    async def kill_at(self, where: str, times: int = 1, also: Callable[[], bool] | None = None):
        """Let the product run until so much is held at a point, and kill it there."""
        self.product.hold(where)
        await self.until(lambda: self.product.is_held(times) and (also is None or also()))
        self.product.kill()

    async def finish(self) -> None:
        """Let the product run until the broadcast is over, and stop it."""
        self.product.hold()
        await self.until(lambda: is_over(self.product.database))
        assert await asyncio.to_thread(self.product.stop) == 0

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for something."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                assert self.product.process.poll() is None, self.product.read_log()
                await asyncio.sleep(0.01)

    def ends(self) -> Ends:
        """Return how everybody stands, by channel and account."""
        return standing(self.product.database)

    def count_ends(self) -> Counter[tuple[str, str]]:
        """Return how many people of each channel stand where."""
        return Counter((channel, status) for (channel, _), (status, _) in self.ends().items())

    def rows(self, question: str) -> list[tuple[object, ...]]:
        """Return what the database answers."""
        with reading(self.product.database) as connection:
            return connection.execute(f"SELECT {question}").fetchall()

    def webhook_ids(self, who: str) -> list[str]:
        """Return the ids under which somebody was told something, repeats and all."""
        return [one.webhook_id for one in self.receiver.arrivals if one.to == who]


@asynccontextmanager
async def killing(home: Path, people: list[Reader]) -> AsyncIterator[Killing]:
    """Write a brand whose broadcast has just begun, with everybody on their platforms.

    On the way out everything is read that came there.
    """
    secret = new_secret("killing")
    receiver = Receiver(secret, CALM, random.Random(0))
    await receiver.open()
    with standing_in() as addresses:
        brand = write_gazette(home / "gazette", people, receiver.url, addresses)
        tokens = {"TELEGRAM_TOKEN": TELEGRAM_TOKEN, "DISCORD_TOKEN": DISCORD_TOKEN}
        product = Held(brand, home, SITE_SECRET=secret, **tokens)
        product.held = home / "held"
        made = Killing(product, receiver, people)
        try:
            async with aiohttp.ClientSession() as session:
                telegram, discord = await meet(session, addresses, people)
                await know(product.place, people)
                await _begin(product)
                yield made
                made.got = delivered(receiver) | await chats(telegram, discord, people)
        finally:
            product.close()
            await receiver.close()


async def _begin(product: Held) -> None:
    """Begin the broadcast as `convivio broadcast start` does."""
    library = read_brand(product.brand, product.environ).library
    assert library is not None
    store = await open_store(f"sqlite:///{product.database}")
    row = begun_by_hand(library.brand, library.broadcasts[BROADCAST], now())
    await store.run(lambda connection: add_occurrences(connection, [row]))
    await store.close()
