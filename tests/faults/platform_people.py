"""People who talk over the platforms' stand-ins, and all that they see there."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import aiohttp

from tests.faults.foretold import Foretold, Message
from tests.faults.people import Line
from tests.faults.progress import Progress
from tests.platforms.discord import Discord, without_marks
from tests.platforms.telegram import Telegram

PATIENCE = 900.0
"""Seconds without an answer after which somebody gives up, and the run is judged as it is: while
the product is killed again and again, an answer may take as long as the killing does."""

FIRST_TELEGRAM, FIRST_DISCORD = 1_000, 90_000_000_000_000_000
"""Ids of the first person on each platform."""


class Sight:
    """What everybody sees on one platform, told by its stand-in while it happens."""

    def __init__(self, progress: Progress) -> None:
        self.seen: dict[str, list[tuple[str, Message]]] = defaultdict(list)
        self._progress = progress
        self._news: dict[str, asyncio.Condition] = defaultdict(asyncio.Condition)

    async def watch(
        self,
        session: aiohttp.ClientSession,
        url: str,
        read: Callable[[dict[str, Any]], tuple[str, str, Message] | None],
        opened: asyncio.Event,
    ) -> None:
        """Keep what the bot says, until cancelled.

        Args:
            session: of the people.
            url: of the stand-in's control API.
            read: returns chat, message id and message of a frame; None where it is none of ours.
            opened: is set once nothing is missed any more.
        """
        async with session.ws_connect(f"{url}/control/watch") as socket:
            opened.set()
            async for frame in socket:
                found = read(frame.json())
                if found is not None:
                    chat, number, message = found
                    await self._show(chat, number, message)
        raise ConnectionError("the stand-in tells no more")

    async def _show(self, chat: str, number: str, message: Message) -> None:
        self.seen[chat].append((number, message))
        self._progress.step()
        async with self._news[chat]:
            self._news[chat].notify_all()

    async def heard(self, chat: str, wanted: Sequence[Message]) -> None:
        """Wait until all of this has been read in this order, whatever was read twice.

        Raises:
            TimeoutError: it did not come.
        """
        async with asyncio.timeout(PATIENCE), self._news[chat]:
            await self._news[chat].wait_for(lambda: self._reached(chat, wanted))

    def _reached(self, chat: str, wanted: Sequence[Message]) -> bool:
        place = 0
        for _, message in self.seen[chat]:
            if place < len(wanted) and message == wanted[place]:
                place += 1
        return place == len(wanted)

    def messages(self, chat: str) -> list[Message]:
        """Return all that was read in a chat, in order, repeats and all."""
        return [message for _, message in self.seen[chat]]

    def newest_with(self, chat: str, label: str) -> str:
        """Return the id of the newest message with this button."""
        return next(number for number, (_, labels) in reversed(self.seen[chat]) if label in labels)


class Somebody(Protocol):
    """One person on one platform; `account` is their id there."""

    account: str
    given_up: bool
    said: int

    async def talk(self, lines: tuple[Line, ...], since: int) -> None:
        """Say these lines, of which the first is number `since` of all, and hear every answer."""
        ...


class _Person:
    """What people of both platforms have in common."""

    def __init__(self, account: str, sight: Sight, foretold: Foretold, progress: Progress) -> None:
        self.account = account
        self.given_up = False
        self.said = 0
        self._sight = sight
        self._answers = foretold.answers[account]
        self._progress = progress

    @property
    def chat(self) -> str:
        """Where this person reads."""
        return self.account

    async def talk(self, lines: tuple[Line, ...], since: int) -> None:
        """Say these lines, of which the first is number `since` of all, and hear every answer."""
        for position, line in enumerate(lines, since):
            if self.given_up or not (line.hasty or await self._heard(position)):
                return
            await self._do(line)
            self.said += 1
            self._progress.step()
        await self._heard(since + len(lines))

    async def _heard(self, position: int) -> bool:
        """Wait until every line before this one is answered; what is read twice does not count."""
        before = [message for answer in self._answers[:position] for message in answer]
        if not before:
            return True
        try:
            await self._sight.heard(self.chat, before)
        except TimeoutError:
            self.given_up = True
        return not self.given_up

    async def _do(self, line: Line) -> None:
        raise NotImplementedError


class OnTelegram(_Person):
    """Somebody in a private chat on Telegram; `updates` are the ids that Telegram gave."""

    def __init__(self, telegram: Telegram, *known: Any) -> None:
        super().__init__(*known)
        self._control = telegram.control
        self.updates: list[int] = []

    async def _do(self, line: Line) -> None:
        known = {"token": self._control.token, "person": int(self.account)}
        if line.press is None:
            told = await self._control.post("say", text=line.text, **known)
        else:
            message = int(self._sight.newest_with(self.chat, line.press))
            told = await self._control.post("press", message_id=message, label=line.press, **known)
        self.updates.append(told["update_id"])


class OnDiscord(_Person):
    """Somebody in the private channel on Discord, who types what others press.

    Discord keeps no press for a bot that is away: a person sees that it failed.
    """

    def __init__(self, discord: Discord, *known: Any) -> None:
        super().__init__(*known)
        self._control = discord.control
        self._channel = ""

    @property
    def chat(self) -> str:
        """The private channel, once something was said in it."""
        return self._channel

    async def _do(self, line: Line) -> None:
        told = await self._control.post(
            "say", token=self._control.token, person=self.account, text=line.text or line.press
        )
        self._channel = told["channel"]


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
