"""Processes on one database: one hears and sends at a time, and whoever is gone is replaced."""

import signal
from collections.abc import AsyncIterator
from functools import partial
from http import HTTPStatus
from pathlib import Path

import aiohttp
import pytest

from adapters.telegram.webhook import SECRET_HEADER, secret_of
from tests.databases.server import new_database
from tests.platforms.balancer import balancing
from tests.platforms.on_telegram import Telegram
from tests.product import Product
from tests.several import COUNT, TOKEN, Several, has_it, knows, sharing_a_bot, state_in, until

LEASE = 1.5
ANOTHER_POLLS = "another process polls this bot"
REPLACED_SECONDS = 10.0
"""How soon somebody else has the channel of one that was killed, on a busy machine too."""


class Ada:
    """A person on Telegram."""

    def __init__(self, telegram: Telegram, number: int) -> None:
        self._telegram = telegram
        self._number = number

    async def says(self, text: str, then_hears: str) -> None:
        """Say something, and wait until the bot has said this last."""
        await self._telegram.say(self._number, text)

        async def is_last() -> bool:
            return (await self.heard())[-1:] == [then_hears]

        await until(is_last)

    async def heard(self) -> list[str]:
        """Return all that the bot has said."""
        return await self._telegram.heard(self._number)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[tuple[Several, Ada]]:
    with new_database() as database:
        async with sharing_a_bot(tmp_path, database, COUNT, LEASE) as (several, telegram):
            yield several, Ada(telegram, await telegram.person("Ada"))


@pytest.mark.slow
async def test_a_channel_goes_from_one_to_the_other_and_nothing_is_lost_or_repeated(
    scene: tuple[Several, Ada],
):
    several, ada = scene
    first, second = await several.new(), await several.new()
    assert await state_in(first) == "open"
    assert await state_in(second) == "elsewhere"
    await ada.says("/count", "Tell me a number.")

    await several.rest()
    first.kill()
    assert await has_it(second) < REPLACED_SECONDS
    await ada.says("1", "1. And another one?")

    third = await several.new()
    assert await state_in(third) == "elsewhere"
    assert all(ANOTHER_POLLS not in process.read_log() for process in several.all)
    await several.rest()
    second.process.send_signal(signal.SIGSTOP)
    assert await has_it(third) < REPLACED_SECONDS
    await ada.says("2", "1 and 2, that is all.")
    second.process.send_signal(signal.SIGCONT)
    await knows(second)
    await ada.says("/count", "Tell me a number.")

    before = several.owner("telegram")
    assert third.stop() == 0
    assert several.owner("telegram") != before  # given back, if not taken already
    await has_it(second)
    await ada.says("3", "3. And another one?")
    assert await ada.heard() == [
        "Tell me a number.",
        "1. And another one?",
        "1 and 2, that is all.",
        "Tell me a number.",
        "3. And another one?",
    ]
    assert all("Traceback" not in process.read_log() for process in several.all)


async def takes_posts(process: Product) -> bool:
    """Say whether a process knows all that it needs to take what Telegram posts."""
    secret = {SECRET_HEADER: secret_of(TOKEN)}
    address, nothing = f"{process.url}/platforms/echo/telegram", {"update_id": 1}
    async with (
        aiohttp.ClientSession(headers=secret) as session,
        session.post(address, json=nothing) as answer,
    ):
        return answer.status == HTTPStatus.OK


@pytest.mark.slow
async def test_what_telegram_posts_is_taken_by_all_and_answered_by_one(tmp_path: Path):
    behind: list[str] = []

    def in_turn() -> list[str]:
        behind.append(behind.pop(0))
        return behind

    with new_database() as database:
        async with (
            balancing(in_turn) as (balancer, url),
            sharing_a_bot(tmp_path, database, COUNT, LEASE, url) as (several, telegram),
        ):
            ada = Ada(telegram, await telegram.person("Ada"))
            first, second = await several.new(), await several.new()
            for process in (first, second):
                await until(partial(takes_posts, process))
            behind += [first.url, second.url]
            await ada.says("/count", "Tell me a number.")
            await ada.says("1", "1. And another one?")
            assert set(balancer.answered) == {(first.url, 200), (second.url, 200)}

            await several.rest()
            first.kill()
            await ada.says("2", "1 and 2, that is all.")
            assert await ada.heard() == [
                "Tell me a number.",
                "1. And another one?",
                "1 and 2, that is all.",
            ]
            assert await telegram.control.get("calls", method="getUpdates") == []

            async def is_set_again() -> bool:
                return len(await telegram.control.get("calls", method="setWebhook")) == 2

            await until(is_set_again)
            assert "Traceback" not in second.read_log()
