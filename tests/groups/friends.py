"""People and the bot in one group of a platform's, over its own SDK and the stand-in."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from bot import app
from bot.app import Working, at_work
from bot.channels.capabilities import Pace, Rate
from bot.channels.contract import Adapter, ChannelSettings
from tests.brand_folder import library_of
from tests.eventually import eventually
from tests.groups.square import DIALOGUES, VOTE

AMPLE = Pace(group=Rate(messages=1_000, seconds=1, burst=1_000))
"""Nobody here has to wait for the platform's own pace in a group."""

NAMES = ("Ada", "Bob", "Cy", "Dan")
COMMANDS = ("vote", "quiz", "survey", "poll", "now")
HEAD = """\
brand: market
title: Market
languages: [en]
channels: {CHANNEL: {adapter: ADAPTER, token: "${TOKEN}"}}
"""
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
NOW = """\
dialogue: now
starts: [{command: now}]
steps:
  - say: Now.
"""


class Friends(ABC):
    """Ada, Bob, Cy, Dan and the bot in one group."""

    def __init__(self) -> None:
        self._asked = 0

    @abstractmethod
    async def call(self, who: str, command: str) -> None:
        """Let somebody give a command."""

    @abstractmethod
    async def say(self, who: str, text: str) -> None:
        """Let somebody say something to nobody."""

    @abstractmethod
    async def address(self, who: str, text: str) -> None:
        """Let somebody say something to the bot."""

    @abstractmethod
    async def reply(self, who: str, text: str, to: str) -> None:
        """Let somebody reply to the newest message of the bot's with these words."""

    @abstractmethod
    async def press(self, who: str, label: str) -> None:
        """Let somebody press a button of the newest message that has any."""

    @abstractmethod
    async def vote(self, who: str, *labels: str) -> None:
        """Let somebody vote in the newest poll, or take their vote back."""

    @abstractmethod
    async def texts(self) -> list[str]:
        """Return what stands in the group of the bot's."""

    async def told(self) -> list[str]:
        """Return first lines of what the bot has said, up to its answer to what Dan says now.

        Answers come in the order of what they answer, so nothing else is still to come.
        """
        self._asked += 1
        await self.address("Dan", "now")

        async def answered() -> list[str] | None:
            texts = await self.texts()
            return texts if texts.count("Now.") >= self._asked else None

        texts = await eventually(answered, 8.0)
        assert texts[-1] == "Now.", texts
        return [text.partition("\n")[0] for text in texts if text != "Now."]


@asynccontextmanager
async def working(
    settings: ChannelSettings, adapter: Adapter, folder: Path, patch: pytest.MonkeyPatch
) -> AsyncIterator[Working]:
    """Run the engine with the brand on one channel."""
    head = HEAD.replace("CHANNEL", settings.name).replace("ADAPTER", settings.adapter)
    dialogues = {name: DIALOGUES[name] for name in ("quiz", "survey")}
    dialogues |= {"vote": VOTE.replace("enough: 20", "enough: 3"), "poll": POLL, "now": NOW}
    files = {f"dialogues/{name}.yaml": text for name, text in dialogues.items()}
    library = library_of(folder, {"brand.yaml": head, **files}, (settings.adapter,))
    adapter.capabilities = replace(adapter.capabilities, pace=AMPLE)
    patch.setattr(app, "make_adapter", lambda _: adapter)
    async with at_work([library], "sqlite://", [settings]) as work:
        yield work
