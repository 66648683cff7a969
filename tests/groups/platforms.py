"""The same brand in a group of a platform's, over its own SDK and the stand-in."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import app
from bot.app import Working, at_work
from bot.channels.contract import Adapter, ChannelSettings
from bot.dialogue.publishing.publish import read_brand
from tests.brand_folder import write_files
from tests.groups.square import DIALOGUES, VOTE

POLL = """\
dialogue: poll
with: space
starts: [{command: poll}]
steps:
  - ask: Which day?
    as: day
    type: poll
    max: 1
    choices: {sat: Saturday, sun: Sunday}
    everyone: true
    enough: 3
  - say: "{top(day)}, by {day}."
"""
HEAD = """\
brand: market
title: Market
languages: [en]
channels: {CHANNEL: {adapter: ADAPTER, token: "${TOKEN}"}}
"""


@asynccontextmanager
async def working(
    settings: ChannelSettings, make: Callable[[], Adapter], folder: Path, patch: pytest.MonkeyPatch
) -> AsyncIterator[Working]:
    """Run the engine with the brand on one channel."""
    head = HEAD.replace("CHANNEL", settings.name).replace("ADAPTER", settings.adapter)
    dialogues = {name: DIALOGUES[name] for name in ("quiz", "survey")}
    dialogues |= {"vote": VOTE.replace("enough: 20", "enough: 3"), "poll": POLL}
    files = {f"dialogues/{name}.yaml": text for name, text in dialogues.items()}
    write_files(folder, {"brand.yaml": head, **files})
    reading = read_brand(folder, {}, (settings.adapter,))
    assert reading.library is not None, [str(fault) for fault in reading.faults]
    patch.setattr(app, "make_adapter", lambda _: make())
    async with at_work([reading.library], "sqlite://", [settings]) as work:
        yield work


async def come_to(look: Callable[[], Awaitable[list[str]]], wanted: list[str]) -> None:
    """Wait until exactly these messages are seen."""
    seen: list[str] = []
    try:
        async with asyncio.timeout(8):
            while (seen := await look()) != wanted:
                await asyncio.sleep(0.01)
    except TimeoutError:
        assert seen == wanted, (seen, wanted)
