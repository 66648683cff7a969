"""One person and one bot a row: what they say, how the row hurts them, and what they read."""

import asyncio
from typing import Any, Protocol, assert_never

from tests.outcomes.row import Deed, Fault, Gateway, Injury, Move, Update
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.on_whatsapp import WhatsApp

SECONDS = 40.0

SLOW = {"type": "delay", "seconds": 2.0}
"""So long there is to let a group move while an answer is on its way: less than one is waited."""

LASTING = 1_000
"""How often that goes wrong which goes wrong until somebody has seen that it does."""


class Person(Protocol):
    """Somebody on one platform; `account` is their id there."""

    account: str

    async def listened_to(self) -> None:
        """Wait until the bot would hear what is said now."""
        ...

    async def say(self, text: str) -> None:
        """Write to the bot."""
        ...

    async def read(self) -> list[str]:
        """Return all that the bot has written to them."""
        ...

    async def suffer(self, injury: Injury) -> None:
        """Let something go wrong from now on."""
        ...

    async def order(self, fault: Fault, times: int) -> None:
        """Let requests go wrong so often from now on; 0 lets them go well again."""
        ...

    async def suffered(self, fault: Fault) -> int:
        """Return how many requests went wrong in this way."""
        ...


class TelegramPerson:
    """Somebody in a private chat with a bot, or in a group with it."""

    def __init__(self, telegram: Telegram, name: str) -> None:
        self._telegram = telegram
        self._name = name
        self._chat: int | None = None
        self._chats: list[int] = []
        self._bot = 0
        self._person = 0

    async def begin(self, *, in_group: bool) -> None:
        """Let bot and person be there."""
        control = self._telegram.control
        made = await control.post("bots", token=control.token, username=self._name, name="Echo")
        self._bot = made["id"]
        self._person = await self._telegram.person("Ada")
        if in_group:
            members = [self._person, control.token]
            self._chat = (await control.post("groups", title="All", members=members))["id"]
            self._chats = [self._chat]

    @property
    def account(self) -> str:
        """The person's id on Telegram."""
        return str(self._person)

    async def listened_to(self) -> None:
        """Return at once: Telegram keeps what is said to a bot."""

    async def say(self, text: str) -> None:
        """Write to the bot; in a group its name goes before the words."""
        control = self._telegram.control
        if self._chat is None:
            await self._telegram.say(self._person, text)
            return
        named = f"{text}@{self._name}" if text.startswith("/") else f"@{self._name} {text}"
        await control.post(
            "say", token=control.token, person=self._person, text=named, chat=self._chat
        )

    async def read(self) -> list[str]:
        """Return all that the bot has written to them, wherever the group has moved."""
        seen = [
            one for chat in self._chats or [self._person] for one in await self._telegram.chat(chat)
        ]
        return [one.text for one in seen if one.by_bot and one.text]

    async def suffer(self, injury: Injury) -> None:
        """Let something go wrong from now on."""
        control = self._telegram.control
        match injury:
            case Fault():
                await self.order(injury, injury.times)
            case Update(update):
                await control.post("updates", token=control.token, update=update)
            case Deed(route):
                await control.post(route, token=control.token)
            case Move():
                await control.order("sendMessage", SLOW, chat_id=str(self._chat))
            case Gateway():
                raise AssertionError("Telegram has no gateway")
            case never:
                assert_never(never)

    async def order(self, fault: Fault, times: int) -> None:
        """Let requests go wrong so often from now on; 0 lets them go well again."""
        chat = self.account if self._chat is None else str(self._chat)
        match_ = {"chat_id": chat} if fault.about == "person" else {"bot": str(self._bot)}
        await self._telegram.control.order(fault.where, fault.fault, times, **match_)

    async def suffered(self, fault: Fault) -> int:
        """Return how many requests went wrong in this way."""
        if fault.fault.get("unread"):
            return fault.times  # nobody has read what came
        if fault.where == "webhook":
            calls = await self._telegram.control.get("posts")
        else:
            calls = await self._calls(fault.where)
        statuses = [call["status"] for call in calls if call["bot"] == self._bot]
        return statuses.count(fault.fault.get("status"))

    async def move(self) -> None:
        """Let the group become a supergroup, while an answer is on its way."""
        control, old = self._telegram.control, str(self._chat)
        async with asyncio.timeout(SECONDS):
            while not await self._is_answered(old):
                await asyncio.sleep(0.02)
        moved = await control.post("migrate", chat=self._chat)
        self._chat = moved["id"]
        self._chats.append(moved["id"])

    async def _is_answered(self, chat: str) -> bool:
        """Say whether the answer to the second word has left."""
        calls = await self._calls("sendMessage")
        return any(
            call["params"].get("chat_id") == chat and "second" in call["params"]["text"]
            for call in calls
        )

    async def _calls(self, method: str) -> list[dict[str, Any]]:
        bot = str(self._bot)
        return await self._telegram.control.get("calls", method=method, bot=bot)


class DiscordPerson:
    """Somebody in the private channel with a bot, which Discord calls at `url`, if it does."""

    def __init__(self, discord: Discord, name: str, url: str | None = None) -> None:
        self._url = url
        self._discord = discord
        self._name = name
        self._bot = ""
        self._channel = ""
        self.account = ""

    async def begin(self) -> None:
        """Let bot and person be there."""
        control = self._discord.control
        self._bot = (await control.post("bots", token=control.token, username=self._name))["id"]
        self.account = await self._discord.person("Ada")

    async def listened_to(self) -> None:
        """Wait until the bot has a session: what is said before it begins is told to nobody."""
        control = self._discord.control
        async with asyncio.timeout(SECONDS):
            while not (await control.get("sessions", token=control.token))["sessions"]:
                await asyncio.sleep(0.1)
        if self._url is not None:
            await control.post("endpoint", token=control.token, url=self._url)

    async def say(self, text: str) -> None:
        """Write to the bot."""
        control = self._discord.control
        said = await control.post("say", token=control.token, person=self.account, text=text)
        self._channel = said["channel"]

    async def command(self, name: str) -> None:
        """Give a slash command, once the bot has registered it."""
        async with asyncio.timeout(SECONDS):
            while name not in await self._discord.commands():
                await asyncio.sleep(0.1)
        await self._discord.slash(self.account, name)

    async def read(self) -> list[str]:
        """Return all that the bot has written to them."""
        return [one.text for one in await self._discord.chat(self.account) if one.by_bot]

    async def suffer(self, injury: Injury) -> None:
        """Let something go wrong from now on."""
        control = self._discord.control
        match injury:
            case Fault():
                await self.order(injury, injury.times)
            case Gateway(order):
                named = {} if order["action"] == "refuse" else {"token": control.token}
                await control.post("gateway", **order, **named)
            case Deed(route):
                await control.post(route, token=control.token)
            case Update() | Move():
                raise AssertionError("this is Telegram's")
            case never:
                assert_never(never)

    async def order(self, fault: Fault, times: int) -> None:
        """Let requests go wrong so often from now on; 0 lets them go well again."""
        match_ = {"id": self._channel} if fault.about == "person" else {"bot": self._bot}
        await self._discord.control.order(fault.where, fault.fault, times, **match_)

    async def suffered(self, fault: Fault) -> int:
        """Return how many requests went wrong in this way."""
        if fault.where == "endpoint":
            calls = await self._discord.control.get("posts")
        else:
            calls = await self._discord.control.get("calls", method=fault.where, bot=self._bot)
        statuses = [
            call["status"]
            for call in calls
            if call["bot"] == self._bot
            and (fault.about == "bot" or call["params"]["id"] == self._channel)
        ]
        return statuses.count(fault.fault.get("status"))


class WhatsAppPerson:
    """Somebody in the chat with a number; `url` is where the product takes what is said there."""

    def __init__(self, whatsapp: WhatsApp, url: str) -> None:
        self._whatsapp = whatsapp
        self._url = url
        self.account = ""

    async def begin(self) -> None:
        """Let number and person be there, and a template be approved."""
        template = {"name": "notice", "language": "en", "body": "News of ours: {{1}}"}
        await self._whatsapp.begin(template)
        self.account = await self._whatsapp.person("Ada")

    async def listened_to(self) -> None:
        """Enter the Callback URL, which somebody has to answer at."""
        await self._whatsapp.enter(self._url)

    async def say(self, text: str) -> None:
        """Write to the number."""
        await self._whatsapp.say(self.account, text)

    async def read(self) -> list[str]:
        """Return all that was written to them from it."""
        return [one.text for one in await self._whatsapp.chat(self.account) if one.by_brand]

    async def suffer(self, injury: Injury) -> None:
        """Let something go wrong from now on."""
        assert isinstance(injury, Fault)
        await self.order(injury, injury.times)

    async def order(self, fault: Fault, times: int) -> None:
        """Let requests go wrong so often from now on; 0 lets them go well again."""
        number = {"number": self._whatsapp.number}
        match_ = {"to": self.account} if fault.about == "person" else number
        await self._whatsapp.control.order(fault.where, fault.fault, times, **match_)

    async def suffered(self, fault: Fault) -> int:
        """Return how many requests went wrong in this way."""
        if fault.where != "messages":
            return fault.times  # what goes wrong on the way to us, no call of ours tells
        number = self._whatsapp.number
        ours = await self._whatsapp.control.get("calls", where="messages", number=number)
        return [call["status"] for call in ours].count(fault.fault.get("status"))
