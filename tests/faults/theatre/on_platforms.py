"""People on the stand-ins for Telegram and Discord, who hear what their chats show."""

import asyncio
import random
from datetime import UTC, datetime
from functools import partial

import aiohttp

from tests.faults.people import Line
from tests.faults.sight import Read, read_discord, read_telegram
from tests.faults.theatre.hearing import Heard, Hearing
from tests.faults.theatre.person import Again, Company, Person
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram

FIRST_TELEGRAM, FIRST_DISCORD = 1_000, 90_000_000_000_000_000
"""Ids of the first person on each platform."""


async def watch(
    session: aiohttp.ClientSession, platform: Telegram | Discord, hearing: Hearing
) -> None:
    """Let everybody hear what a stand-in says happens in its chats, until cancelled.

    Raises:
        ConnectionError: it says no more.
    """
    is_telegram = isinstance(platform, Telegram)
    read: Read
    name, read = ("telegram", read_telegram) if is_telegram else ("discord", read_discord)
    async with session.ws_connect(f"{platform.control.base}/control/watch") as socket:
        async for frame in socket:
            found = read(frame.json())
            if found is not None:
                chat, number, message = found
                hearing.hear(f"{name}/{chat}", Heard(number, message))
        code, error = socket.close_code, socket.exception()
    raise ConnectionError(f"{name} tells no more: {code} {error}")


class OnTelegram(Person):
    """Somebody in a private chat on Telegram."""

    channel = "telegram"

    def __init__(self, account: str, company: Company, dice: random.Random, telegram: Telegram):
        super().__init__(account, company, dice)
        self._control = telegram.control

    async def appear(self) -> None:
        """Exist on the platform."""
        await self._control.post("people", first_name="Ada", language="en", id=int(self.account))

    async def _say(self, name: str, line: Line) -> Again:
        known = {"token": self._control.token, "person": int(self.account)}
        if line.press is None:
            told = await self._control.post("say", text=line.text, **known)
            return partial(self._repeat, line, told["update_id"], told["message_id"])
        newest = self._company.hearing.newest_with(self.where, line.press)
        known |= {"message_id": int(newest.id), "label": line.press}
        told = await self._control.post("press", **known)
        return partial(self._repeat, line, told["update_id"], 0)

    async def _repeat(self, line: Line, number: int, message: int) -> None:
        """Let Telegram tell of it again: an update is known by its number alone."""
        who = {"id": int(self.account), "first_name": "Ada"}
        update = {
            "update_id": number,
            "message": {
                "message_id": message,
                "date": int(datetime.now(UTC).timestamp()),
                "chat": {**who, "type": "private"},
                "from": {**who, "is_bot": False, "language_code": "en"},
                "text": line.text or line.press,
            },
        }
        await self._control.post("updates", token=self._control.token, update=update)


class OnDiscord(Person):
    """Somebody in the private channel on Discord, who types what others press.

    Discord keeps no press for a bot that is away: a person sees that it failed.
    """

    channel = "discord"

    def __init__(self, account: str, company: Company, dice: random.Random, discord: Discord):
        super().__init__(account, company, dice)
        self._control = discord.control
        self._place = account

    @property
    def where(self) -> str:
        """The private channel, once something was said in it."""
        return f"{self.channel}/{self._place}"

    async def appear(self) -> None:
        """Exist on the platform."""
        await self._control.post("people", first_name="Ada", language="en-GB", id=self.account)

    async def _say(self, name: str, line: Line) -> Again:
        told = await self._control.post(
            "say", token=self._control.token, person=self.account, text=line.text or line.press
        )
        self._place = told["channel"]
        return partial(self._repeat, line, told["message_id"])

    async def _repeat(self, line: Line, number: str) -> None:
        """Let the gateway tell of it again, as it does where a session is resumed too far back."""
        message = {
            "id": number,
            "type": 0,
            "channel_id": self._place,
            "author": {"id": self.account, "username": "ada", "discriminator": "0", "avatar": None},
            "content": line.text or line.press,
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "pinned": False,
            **{name: [] for name in ("mentions", "mention_roles", "attachments", "embeds")},
        }
        token = self._control.token
        order = {"action": "malformed", "t": "MESSAGE_CREATE", "d": message}
        await self._control.post("gateway", token=token, **order)


async def connected(discord: Discord, seconds: float = 60.0) -> None:
    """Wait until the bot is on the gateway."""
    async with asyncio.timeout(seconds):
        while not (await discord.control.get("sessions", token=discord.control.token))["sessions"]:
            await asyncio.sleep(0.05)
