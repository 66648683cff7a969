"""What the stand-ins for the platforms say is seen in their chats, while it happens."""

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp

from tests.faults.foretold import Message
from tests.faults.progress import Progress
from tests.platforms.on_discord import without_marks

Read = Callable[[dict[str, Any]], tuple[str, str, Message] | None]
"""Returns chat, message id and message of a frame; None where it is none of ours."""


async def count(
    session: aiohttp.ClientSession,
    url: str,
    read: Read,
    progress: Progress,
    opened: asyncio.Event,
) -> None:
    """Count what the bot says, until cancelled.

    Args:
        session: of the people.
        url: of the stand-in's control API.
        read: of its frames.
        progress: is told.
        opened: is set once nothing is missed any more.
    """
    async with session.ws_connect(f"{url}/control/watch") as socket:
        opened.set()
        async for frame in socket:
            if read(frame.json()) is not None:
                progress.step()
    raise ConnectionError("the stand-in tells no more")


def read_telegram(frame: dict[str, Any]) -> tuple[str, str, Message] | None:
    """Return a new message of the bot."""
    message = frame.get("message")
    if frame["type"] != "message" or message is None or message["from"] != "bot":
        return None
    labels = tuple(button["label"] for row in message["buttons"] for button in row)
    return str(frame["chat"]), str(message["message_id"]), (message["text"], labels)


def read_discord(frame: dict[str, Any]) -> tuple[str, str, Message] | None:
    """Return a new message of the bot."""
    if frame["type"] != "message" or frame["from"] != "bot":
        return None
    labels = tuple(button["label"] for row in frame["buttons"] for button in row)
    return frame["channel"], frame["id"], (without_marks(frame["content"]), labels)
