"""People on the stand-in for Telegram: what they do, and what they then see."""

from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.platforms.control import Control
from tests.platforms.process import Addresses


@dataclass(frozen=True)
class Seen:
    """One message in a private chat with the bot; `by_bot` says whose it is.

    `kind` is what it is beside text; the options of a poll are its first `labels`.
    """

    id: int
    by_bot: bool
    text: str
    labels: tuple[str, ...]
    has_picture: bool = False
    kind: str | None = None
    album: str | None = None
    has_links: bool = False
    has_answers: bool = False


class Telegram:
    """Everybody who talks to one bot."""

    def __init__(
        self, session: aiohttp.ClientSession, addresses: Addresses, token: str = "1:telegram"
    ) -> None:
        self.control = Control(session, addresses.telegram_api, token)

    async def begin(self, username: str = "convivio_bot") -> None:
        """Let the bot exist."""
        await self.control.post("bots", token=self.control.token, username=username, name="Bot")

    async def person(self, first_name: str, language: str = "en") -> int:
        """Let a person exist, and return their id."""
        made = await self.control.post("people", first_name=first_name, language=language)
        return int(made["id"])

    async def say(self, person: int, text: str) -> None:
        """Let a person write in private."""
        await self.control.post("say", token=self.control.token, person=person, text=text)

    async def press(self, person: int, message: int, label: str) -> None:
        """Let a person press a button of a message."""
        await self.control.post(
            "press", token=self.control.token, person=person, message_id=message, label=label
        )

    async def vote(self, person: int, message: int, label: str) -> None:
        """Let a person vote in a poll."""
        await self.control.post(
            "vote", token=self.control.token, person=person, message_id=message, labels=[label]
        )

    async def heard(self, person: int) -> list[str]:
        """Return what the bot has said to a person, in order."""
        return [one.text for one in await self.chat(person) if one.by_bot]

    async def chat(self, person: int) -> list[Seen]:
        """Return all that stands in the private chat, in order."""
        token = self.control.token
        messages = await self.control.get("messages", token=token, chat=str(person))
        return [_seen(message) for message in messages]


def _seen(message: dict[str, Any]) -> Seen:
    buttons = [button for row in message["buttons"] for button in row]
    return Seen(
        message["message_id"],
        message["from"] == "bot",
        message["text"],
        (*message["options"], *(button["label"] for button in buttons)),
        message["picture"],
        message["kind"],
        message["album"],
        any(button.get("url") for button in buttons),
        any(not button.get("url") for button in buttons),
    )
