"""The product on Discord: killed and started again, and with a database that stands still."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.eventually import eventually
from tests.platforms.on_discord import Discord
from tests.platforms.process import standing_in
from tests.product import Product

BRAND = """\
brand: fair
title: Fair
languages: [en]
timezone: UTC
channels:
  discord:
    {{adapter: discord, token: "${{DISCORD_TOKEN}}", api_base: "{api}", gateway: "{gateway}"}}
"""
SURVEY = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: Which day?
    as: day
    type: poll
    max: 1
    choices: [Monday, Friday]
  - ask: "{day}, and where?"
    as: place
    choices: [North, East, South, West, N, NE, E, SE, S, SW, W, NW]
  - ask: Which hours?
    as: hours
    type: choices
    min: 2
    choices: [One, Two, Three, Four, Five, Six, Seven, Eight, Nine, Ten, Eleven, Twelve]
  - say: "{hours}, {place}."
"""
LUNCH = """\
dialogue: lunch
with: space
starts: [{command: lunch}]
steps:
  - ask: Where do we eat?
    as: votes
    type: poll
    max: 1
    choices: [Pizza, Sushi]
    everyone: true
    enough: 2
    within: 10m
    otherwise: [{say: "Nobody is hungry."}, end]
  - say: "{votes}."
"""
SECONDS = 20.0
"""A busy machine may take its time; nothing of this is measured."""

ANSWER_SECONDS = 3.0
"""So long Discord waits for the first answer to an interaction."""


@dataclass(frozen=True)
class Fair:
    """A product, and Discord with Ada, Bob and a thread in front of it."""

    product: Product
    discord: Discord
    ada: str
    bob: str
    thread: str

    async def do(self, path: str, **fields: Any) -> Any:
        """Let Ada do something."""
        order = {"token": self.discord.control.token, "person": self.ada, **fields}
        return await self.discord.control.post(path, **order)

    async def read(self, channel: str | None = None) -> list[Any]:
        """Return what the bot has said in private, or in a channel."""
        where = {"channel": channel} if channel else {"token": "discord", "person": self.ada}
        said = await self.discord.control.get("messages", **where)
        return [one for one in said if one["from"] == "bot" and not one["loading"]]

    async def texts(self, channel: str | None = None) -> list[str]:
        """Return the words of it."""
        return [
            one["content"] or (one["poll"] or {}).get("question", "")
            for one in await self.read(channel)
        ]

    async def told(self, count: int, channel: str | None = None) -> list[str]:
        """Return the words of it, once it is so many messages."""

        async def enough() -> list[str] | None:
            texts = await self.texts(channel)
            return texts if len(texts) >= count else None

        texts: list[str] = await eventually(enough, SECONDS)
        return texts

    async def newest(self, channel: str | None = None) -> str:
        """Return which message is the last of it."""
        return str((await self.read(channel))[-1]["id"])

    async def commands_are_offered(self) -> None:
        """Wait until slash commands can be given."""

        async def offered() -> bool:
            return "survey" in await self.discord.commands()

        await eventually(offered, SECONDS)


@pytest_asyncio.fixture
async def fair(tmp_path: Path) -> AsyncIterator[Fair]:
    with standing_in() as addresses:
        folder = tmp_path / "fair"
        (folder / "dialogues").mkdir(parents=True)
        brand = BRAND.format(api=addresses.discord_api, gateway=addresses.discord_gateway)
        (folder / "brand.yaml").write_text(brand)
        (folder / "dialogues" / "survey.yaml").write_text(SURVEY)
        (folder / "dialogues" / "lunch.yaml").write_text(LUNCH)
        async with aiohttp.ClientSession() as session:
            discord = Discord(session, addresses)
            await discord.begin()
            ada = await discord.person("Ada")
            bob = await discord.person("Bob")
            guild = {"name": "Fair", "threads": ["talk"], "members": [ada, bob, "discord"]}
            made = await discord.control.post("guilds", **guild)
            product = Product(folder, tmp_path, DISCORD_TOKEN="discord")
            try:
                product.start()
                await asyncio.to_thread(product.wait_ready)
                yield Fair(product, discord, ada, bob, made["channels"]["talk"])
            finally:
                product.close()


@pytest.mark.slow
async def test_what_was_said_to_a_killed_process_is_answered_once_by_the_next(fair: Fair):
    await fair.commands_are_offered()
    await fair.do("slash", name="survey")
    assert await fair.told(1) == ["Which day?"]
    poll = await fair.newest()
    await fair.do("say", channel=fair.thread, mention=True, text="survey")
    assert await fair.told(1, fair.thread) == ["Which day?"]
    fair.product.kill()
    await fair.do("vote", message_id=poll, labels=["Friday"])
    await fair.do("say", channel=fair.thread, mention=True, text="Monday")
    fair.product.start()
    there, alone = ["Which day?", "Monday, and where?"], ["Which day?", "Friday, and where?"]
    assert await fair.told(2, fair.thread) == there
    assert await fair.told(2) == alone
    await fair.do("choose", message_id=await fair.newest(), labels=["West"])
    assert await fair.told(3) == [*alone, "Which hours?"]
    await fair.do("choose", message_id=await fair.newest(), labels=["Five", "Four"])
    alone += ["Which hours?", "Four and Five, West."]
    assert await fair.told(4) == alone
    await fair.do("say", text="survey")
    assert await fair.told(5) == [*alone, "Which day?"]
    await fair.do("say", channel=fair.thread, mention=True, text="North")
    assert await fair.told(3, fair.thread) == [*there, "Which hours?"]


@pytest.mark.slow
async def test_a_command_is_acknowledged_in_time_while_the_database_stands_still(fair: Fair):
    await fair.commands_are_offered()
    with closing(sqlite3.connect(fair.product.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = (await fair.do("slash", name="survey"))["interaction_id"]

        async def acknowledged() -> Any:
            known = await fair.discord.control.get("interactions")
            it = next(one for one in known if one["id"] == begun)
            return it if it["answer"] is not None or it["failed"] else None

        it = await eventually(acknowledged, SECONDS)
        other.execute("ROLLBACK")
    assert not it["failed"], "nobody has acknowledged it in time"
    assert it["answered_at"] - it["at"] < ANSWER_SECONDS
    assert await fair.told(1) == ["Which day?"]


@pytest.mark.slow
async def test_what_is_held_of_somebody_is_read_by_them_alone(fair: Fair):
    await fair.commands_are_offered()
    where = {"channel": fair.thread}
    await fair.do("slash", name="privacy", **where)

    async def confided(count: int) -> list[Any]:
        await fair.told(count, fair.thread)
        said = await fair.read(fair.thread)
        assert {one["ephemeral_for"] for one in said} == {fair.ada}
        return said

    (held,) = await confided(1)
    assert "This is what we hold about you" in held["content"]
    await fair.do("press", message_id=held["id"], label="Export", **where)
    _, exported = await confided(2)
    assert [file["name"] for file in exported["files"]] == ["fair.json"]
    await fair.do("press", message_id=held["id"], label="Erase", **where)
    sure = (await confided(3))[-1]
    await fair.do("press", message_id=sure["id"], label="Yes", **where)
    assert (await confided(4))[-1]["content"].startswith("Everything is erased")


@pytest.mark.slow
async def test_what_is_asked_for_in_words_is_read_and_erased_in_private(fair: Fair):
    await fair.commands_are_offered()
    await fair.do("say", text="privacy", channel=fair.thread, mention=True)

    async def said(count: int) -> dict[str, Any]:
        await fair.told(count)
        last: dict[str, Any] = (await fair.read())[-1]
        return last

    held = await said(1)
    assert "This is what we hold about you" in held["content"]
    await fair.do("press", message_id=held["id"], label="Erase")
    await fair.do("press", message_id=(await said(2))["id"], label="Yes")
    assert (await said(3))["content"].startswith("Everything is erased")
    assert await fair.read(fair.thread) == []


@pytest.mark.slow
async def test_everybody_votes_in_one_poll_and_may_change_their_mind(fair: Fair):
    await fair.commands_are_offered()
    where = {"channel": fair.thread}
    await fair.do("slash", name="lunch", **where)
    assert await fair.told(1, fair.thread) == ["Where do we eat?"]
    poll = await fair.newest(fair.thread)
    for labels in (["Pizza"], ["Sushi"], [], ["Pizza"]):
        await fair.do("vote", message_id=poll, labels=labels, **where)
    await fair.do("vote", message_id=poll, labels=["Sushi"], **{**where, "person": fair.bob})
    voted = ["Where do we eat?", "Pizza: 1, Sushi: 1."]
    assert await fair.told(2, fair.thread) == voted
    await fair.do("slash", name="lunch", **where)
    assert await fair.told(3, fair.thread) == [*voted, "Where do we eat?"]
