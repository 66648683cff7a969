"""The real client of Discord, pointed at the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.sandbox.discord_square import TOKEN, Square


class Client(discord.Client):
    """A client that puts aside what it hears.

    Args:
        intents: what it asks for.
    """

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0.05,
        )
        self.heard: asyncio.Queue[discord.Message] = asyncio.Queue()
        self.pressed: asyncio.Queue[discord.Interaction[Any]] = asyncio.Queue()
        self.resumed: asyncio.Queue[None] = asyncio.Queue()

    async def on_message(self, message: discord.Message) -> None:
        """Put a message of a person aside."""
        if not message.author.bot:
            self.heard.put_nowait(message)

    async def on_interaction(self, interaction: "discord.Interaction[Any]") -> None:
        """Put an interaction aside."""
        self.pressed.put_nowait(interaction)

    async def on_resumed(self) -> None:
        """Note that the session goes on."""
        self.resumed.put_nowait(None)


def all_we_need() -> discord.Intents:
    """Return the intents of a bot that reads what people write."""
    return discord.Intents(guilds=True, messages=True, message_content=True)


@asynccontextmanager
async def client(place: Square, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    """Log a client in, wait until it is ready, and close it on the way out."""
    point(place, monkeypatch)
    made = Client(all_we_need())
    running = asyncio.create_task(made.start(TOKEN))
    try:
        async with asyncio.timeout(5):
            ready = asyncio.create_task(made.wait_until_ready())
            await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                ready.cancel()
                running.result()
        yield made
    finally:
        await made.close()
        await asyncio.gather(running, return_exceptions=True)


def point(place: Square, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the library at the stand-in, which it holds for the whole process."""
    monkeypatch.setattr(Route, "BASE", f"{place.url}/api/v10")
    gateway = yarl.URL(place.url.replace("http", "ws") + "/gateway")
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", gateway)
