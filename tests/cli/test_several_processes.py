"""Processes on one database: one hears and sends at a time, and whoever is gone is replaced."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import aiohttp
import psycopg
import pytest

from tests.databases.server import new_database
from tests.platforms.process import Addresses, standing_in
from tests.platforms.telegram import Telegram
from tests.product import Product

BRAND = """
brand: echo
title: Echo
languages: [en]
timezone: Europe/Rome
channels:
  telegram: {{adapter: telegram, token: "${{TOKEN}}", api_base: "{telegram}"}}
"""
DIALOGUE = """
dialogue: count
starts: [{command: count}]
steps:
  - ask: "Tell me a number."
    as: first
  - ask: "{first}. And another one?"
    as: second
  - say: "{first} and {second}, that is all."
"""
TOKEN = "1:telegram"
LEASE = 1.5
UNDER_WAY = "SELECT 1 FROM deliveries WHERE status IN ('pending', 'claimed')"
REPLACED_SECONDS = 10.0
"""How soon somebody else has the channel of one that was killed, on a busy machine too."""


class Street:
    """A person on Telegram, and the processes that may answer."""

    def __init__(self, telegram: Telegram, person: int, folder: Path, database: str) -> None:
        self._telegram = telegram
        self._person = person
        self._folder = folder
        self._settings = {
            "TOKEN": TOKEN,
            "CONVIVIO_DATABASE": database,
            "CONVIVIO_LEASE": str(LEASE),
        }
        self.processes: list[Product] = []

    async def new(self) -> Product:
        """Start one more process, and wait until it is ready."""
        home = self._folder / f"process-{len(self.processes)}"
        home.mkdir()
        made = Product(self._folder / "brand", home, "--no-reload", **self._settings)
        self.processes.append(made)
        made.start()
        await asyncio.to_thread(made.wait_ready)
        return made

    async def say(self, text: str) -> None:
        await self._telegram.say(self._person, text)

    async def said(self) -> list[str]:
        """Return all that the bot has said."""
        return [one.text for one in await self._telegram.chat(self._person) if one.by_bot]

    async def hears(self, text: str) -> None:
        """Wait until the bot has said this last."""
        await until(lambda: self._is_last(text))

    async def _is_last(self, text: str) -> bool:
        return (await self.said())[-1:] == [text]

    async def rests(self) -> None:
        """Wait until what was said is on record: of what is cut off before, nobody could know."""
        database = self._settings["CONVIVIO_DATABASE"]

        async def is_settled() -> bool:
            with psycopg.connect(database) as connection:
                return connection.execute(UNDER_WAY).fetchone() is None

        await until(is_settled)

    def close(self) -> None:
        for one in self.processes:
            if one._process is not None:
                one.process.send_signal(signal.SIGCONT)
            one.close()


async def until(holds: Callable[[], Awaitable[bool]], seconds: float = 30.0) -> float:
    """Wait until something holds; return how long that took."""
    begun = time.monotonic()
    while not await holds():
        assert time.monotonic() - begun < seconds
        await asyncio.sleep(0.02)
    return time.monotonic() - begun


async def state_in(process: Product) -> str:
    """Return how the channel stands, as a process says that is ready."""
    address = f"{process.url}/health/ready"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200
        (channel,) = (await answer.json())["channels"]
    return str(channel["state"])


async def has_it(process: Product) -> float:
    """Wait until a process has the channel; return how long that took."""

    async def is_open() -> bool:
        return await state_in(process) == "open"

    return await until(is_open)


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    with standing_in() as addresses, new_database() as database:
        write_brand(tmp_path / "brand", addresses)
        async with aiohttp.ClientSession() as session:
            telegram = Telegram(session, addresses, TOKEN)
            await telegram.begin()
            made = Street(telegram, await telegram.person("Ada"), tmp_path, database)
            yield made
            made.close()


def write_brand(folder: Path, addresses: Addresses) -> None:
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND.format(telegram=addresses.telegram_api))
    (folder / "dialogues" / "count.yaml").write_text(DIALOGUE)


@pytest.mark.slow
async def test_a_channel_goes_from_one_to_the_other_and_nothing_is_lost_or_repeated(
    street: Street,
):
    first, second = await street.new(), await street.new()
    assert await state_in(first) == "open"
    assert await state_in(second) == "elsewhere"
    await street.say("/count")
    await street.hears("Tell me a number.")

    await street.rests()
    first.kill()
    await street.say("1")
    assert await has_it(second) < REPLACED_SECONDS
    await street.hears("1. And another one?")

    third = await street.new()
    assert await state_in(third) == "elsewhere"
    await street.rests()
    second.process.send_signal(signal.SIGSTOP)
    assert await has_it(third) < REPLACED_SECONDS
    await street.say("2")
    await street.hears("1 and 2, that is all.")
    second.process.send_signal(signal.SIGCONT)
    await until(lambda: is_elsewhere(second))
    await street.say("/count")
    await street.hears("Tell me a number.")

    assert third.stop() == 0
    assert await has_it(second) < LEASE  # given back, and told of
    await street.say("3")
    await street.hears("3. And another one?")
    assert await street.said() == [
        "Tell me a number.",
        "1. And another one?",
        "1 and 2, that is all.",
        "Tell me a number.",
        "3. And another one?",
    ]
    for process in street.processes:
        assert "Traceback" not in process.read_log()


async def is_elsewhere(process: Product) -> bool:
    return await state_in(process) == "elsewhere"
