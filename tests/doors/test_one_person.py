"""The survey begins on Telegram and ends on Discord, for one person who has linked the two."""

import asyncio
import re
from pathlib import Path

import aiohttp
import pytest

from tests.doors.brand import write_example
from tests.doors.by_discord import DiscordTalker
from tests.doors.by_telegram import TelegramTalker
from tests.doors.gathering import DISCORD_TOKEN, SECRET, TELEGRAM_TOKEN
from tests.doors.neutral import Act, Heard, Press, Say, Talker, listen
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.process import standing_in
from tests.product import Product, running

pytestmark = pytest.mark.slow


async def told(talker: Talker, act: Act) -> Heard:
    """Let somebody do something, and return the last of what they were told."""
    before = len(await talker.heard())
    await talker.do(act)
    return (await listen(talker, before + 1))[-1]


async def test_a_survey_of_telegram_ends_on_discord(tmp_path: Path):
    with standing_in() as addresses:
        product = Product(
            write_example(tmp_path / "brand", addresses),
            tmp_path,
            SITE_SECRET=SECRET,
            TELEGRAM_TOKEN=TELEGRAM_TOKEN,
            DISCORD_TOKEN=DISCORD_TOKEN,
        )
        async with aiohttp.ClientSession() as session:
            telegram = Telegram(session, addresses, TELEGRAM_TOKEN)
            discord = Discord(session, addresses, DISCORD_TOKEN)
            await telegram.begin()
            await discord.begin()
            with running(product):
                asked = await _goes_over(telegram, discord)
    assert "Where" in asked.text


async def _goes_over(telegram: Telegram, discord: Discord) -> Heard:
    """Join somebody's two accounts in a survey; return what they are asked on Discord next."""
    here = await TelegramTalker.new(telegram)
    there = await DiscordTalker.new(discord, "Ada")
    await told(here, Say("survey"))
    await told(there, Say("help"))
    before = len(await here.heard())
    await here.do(Say("link"))
    code_said, asked = (await listen(here, before + 2))[-2:]
    found = re.search(r"link ([0-9A-Z]{4}-[0-9A-Z]{4})", code_said.text)
    assert found is not None
    assert "An interruption" in asked.labels
    await there.do(Say(f"link {found.group(1)}"))
    assert "Is that you?" in (await listen(there, 2))[-1].text
    assert "Discord (Ada)" in (await listen(here, before + 3))[-1].text
    assert "other side" in (await told(there, Press("Yes"))).text
    await here.do(Press("Yes"))
    async with asyncio.timeout(15):
        while "A conversation" not in (await there.heard())[-1].labels:
            await asyncio.sleep(0.05)
    assert "example" not in (await there.heard())[-1].text
    return await told(there, Press("A conversation"))
