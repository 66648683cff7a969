"""People on the stand-in for Discord: what they do in private, and what they then see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.support import Block
from bot.core.media_types import kind_of, media_type_of
from tests.platforms.control import Control
from tests.platforms.process import Addresses

_READ = re.compile(
    r"""(?P<fence>`+)(?P<code>.+?)(?<!`)(?P=fence)(?!`)
    | (?P<address>https?://[^\s<>]+)
    | \\(?P<sign>[^A-Za-z0-9\s])
    | \[(?P<label>(?:\\.|[^\]\\])*)\]\(<[^>]*>\)
    | (?P<mark>\*+|__?|~~|\|\||\u200b)""",
    re.DOTALL | re.VERBOSE,
)
"""What Discord reads in a text, the first that fits: code, addresses, escapes, links, marks."""

_VOICE = 1 << 13
"""The flag of a voice message."""


@dataclass(frozen=True)
class Seen:
    """One message in the private channel with the bot; `by_bot` says whose it is.

    `framed` is what its embeds say, `files` how many lie beside it. `blocks` is what there is
    beside words; the options of a poll are its first `labels`.
    """

    id: str
    by_bot: bool
    text: str
    labels: tuple[str, ...]
    framed: str = ""
    files: int = 0
    blocks: frozenset[Block] = frozenset()


class Discord:
    """Everybody who talks to one bot."""

    def __init__(
        self, session: aiohttp.ClientSession, addresses: Addresses, token: str = "discord"
    ) -> None:
        self.control = Control(session, addresses.discord_api.removesuffix("/api/v10"), token)

    async def begin(self, username: str = "convivio") -> None:
        """Let the bot exist."""
        await self.control.post("bots", token=self.control.token, username=username)

    async def person(self, first_name: str, language: str = "en-GB") -> str:
        """Let a person exist, and return their id."""
        made = await self.control.post("people", first_name=first_name, language=language)
        return str(made["id"])

    async def say(self, person: str, text: str) -> None:
        """Let a person write in private."""
        await self.control.post("say", token=self.control.token, person=person, text=text)

    async def slash(self, person: str, name: str) -> None:
        """Let a person give a command in private."""
        await self.control.post("slash", token=self.control.token, person=person, name=name)

    async def commands(self) -> set[str]:
        """Return the names of the commands that the bot has registered."""
        listed = await self.control.get("commands", token=self.control.token)
        return {command["name"] for command in listed}

    async def press(self, person: str, message: str, label: str) -> None:
        """Let a person press a button of a message."""
        await self.control.post(
            "press", token=self.control.token, person=person, message_id=message, label=label
        )

    async def vote(self, person: str, message: str, label: str) -> None:
        """Let a person vote in a poll."""
        await self.control.post(
            "vote", token=self.control.token, person=person, message_id=message, labels=[label]
        )

    async def chat(self, person: str) -> list[Seen]:
        """Return all that stands in the private channel, in order; "thinking…" is no message."""
        token = self.control.token
        messages = await self.control.get("messages", token=token, person=person)
        return [_seen(message) for message in messages if not message["loading"]]


def _seen(message: dict[str, Any]) -> Seen:
    poll = message["poll"] or {"question": "", "answers": []}
    buttons = [button for row in message["buttons"] for button in row]
    return Seen(
        message["id"],
        message["from"] == "bot",
        without_marks(message["content"]) or poll["question"],
        (*poll["answers"], *(button["label"] for button in buttons)),
        "\n".join(map(_framed, message["embeds"])),
        len(message["files"]),
        frozenset(_blocks(message)),
    )


def _framed(embed: dict[str, Any]) -> str:
    parts = (embed.get("title", ""), embed.get("description", ""))
    return "\n".join(without_marks(part) for part in parts if part)


def _blocks(message: dict[str, Any]) -> Iterator[Block]:
    framed = {embed.get("image", {}).get("url") for embed in message["embeds"]}
    is_voice = message["flags"] & _VOICE
    for file in message["files"]:
        if f"attachment://{file['name']}" not in framed:
            yield "voice" if is_voice else kind_of(media_type_of(file["name"]))
    for embed in message["embeds"]:
        yield "card" if "title" in embed else "image"
    if message["poll"] is not None:
        yield "poll"
        return
    for button in (button for row in message["buttons"] for button in row):
        yield "link" if "url" in button else "reply"


def without_marks(markdown: str) -> str:
    """Return Discord's Markdown as the plain text that people read."""
    return _READ.sub(_shown, markdown)


def _shown(found: re.Match[str]) -> str:
    if found["code"] is not None:
        padded = re.fullmatch(" (`.*|.*`) ", found["code"], re.DOTALL)
        return padded[1] if padded else found["code"]
    if found["label"] is not None:
        return without_marks(found["label"])
    return found["address"] or found["sign"] or ""
