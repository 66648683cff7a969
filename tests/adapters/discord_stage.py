"""A Discord of our own for tests: the stand-in on a loopback port, and a channel on it."""

from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord import Discord
from adapters.discord.delays import Delays
from bot.channels.contract import ChannelSettings, Group, Held, Part, Receipt
from bot.core.commands import Command
from bot.core.content import Button, Media, Message
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId
from bot.core.outcomes import Outcome
from sandbox.discord.server import DiscordStandIn
from tests.eventually import eventually

BRAND = BrandId("market")
TOKEN = "not-a-real-token.for-tests.of-the-product"
QUICK = Delays(
    acknowledge=0.3,
    thinking=5.0,
    typing=0.05,
    send=2.0,
    first_pause=0.01,
    longest_pause=0.05,
    probe=0.05,
    new_session=0.01,
    goodbye=0.3,
    guilds=0.01,
    first_store=0.01,
    longest_store=0.05,
    between_histories=0.0,
    history=0.2,
    recount=0.05,
)
COMMANDS = (
    Command("survey", {"en": "Two questions, one minute", "it": "Due domande, un minuto"}),
    Command("help", {"en": "What we can do for you"}),
)


class Taken:
    """An intake in memory: what it took, and what it is told to do about the next updates."""

    def __init__(self) -> None:
        self.incoming: list[Incoming] = []
        self.ids: set[str] = set()
        self.sizes: list[int] = []
        self.failing: Exception | None = None
        self.full = False
        self.slow: Awaitable[None] | None = None

    async def __call__(
        self, settings: ChannelSettings, incoming: Sequence[Incoming]
    ) -> list[Receipt]:
        self.sizes.append(len(incoming))
        if self.slow is not None:
            await self.slow
        if self.failing is not None:
            raise self.failing
        return [self._take(update) for update in incoming]

    def _take(self, update: Incoming) -> Receipt:
        event = EventId(update.external_id)
        if self.full:
            return Receipt("full", event)
        if update.external_id in self.ids:
            return Receipt("duplicate", event)
        self.ids.add(update.external_id)
        self.incoming.append(update)
        return Receipt("new", event)


class Market:
    """A Discord with one bot, Ada, and a server with a channel; and our channel on it."""

    def __init__(self, stand_in: DiscordStandIn, url: str, session: aiohttp.ClientSession) -> None:
        self.stand_in = stand_in
        self.url = url
        self.taken = Taken()
        self.held: list[Held] = []
        self.recalled = 0
        self.delays = QUICK
        self.channel = Discord(QUICK)
        self.settings = ChannelSettings(
            BRAND,
            ChannelName("discord"),
            "discord",
            {
                "token": TOKEN,
                "api_base": f"{url}/api/v10",
                "gateway": url.replace("http", "ws") + "/gateway",
            },
            commands=COMMANDS,
        )
        self._session = session
        self.bot = self.ada = self.guild = self.general = ""

    async def furnish(self) -> None:
        """Put everybody in their places."""
        self.bot = (await self.order("bots", token=TOKEN, username="convivio"))["id"]
        self.ada = (await self.order("people", first_name="Ada", language="it"))["id"]
        members = [self.ada, TOKEN]
        made = await self.order("guilds", name="Market", channels=["general"], members=members)
        self.guild, self.general = made["id"], made["channels"]["general"]

    async def order(self, _path: str, **fields: Any) -> Any:
        """Ask the stand-in for something."""
        async with self._session.post(f"{self.url}/control/{_path}", json=fields) as answer:
            assert answer.status in {200, 204}, await answer.text()
            return await answer.json() if answer.status == 200 else None

    async def ask(self, _path: str, **query: str) -> Any:
        """Ask the stand-in what there is."""
        async with self._session.get(f"{self.url}/control/{_path}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def say(self, text: str, **fields: Any) -> str:
        """Let Ada write."""
        return str(
            (await self.order("say", token=TOKEN, person=self.ada, text=text, **fields))[
                "message_id"
            ]
        )

    async def gateway(self, action: str, **fields: Any) -> None:
        """Let something happen to the gateway."""
        await self.order("gateway", token=TOKEN, action=action, **fields)

    async def fault(self, where: str, **fault: Any) -> None:
        """Let a request go wrong."""
        times = fault.pop("times", 1)
        await self.order("faults", where=where, fault=fault, times=times)

    async def open(self, channel: Discord | None = None) -> Discord:
        """Open the channel and wait until it listens."""
        if channel is not None:
            await self.channel.close()
            channel.remember(self.recall)
            self.channel = channel
        await self.channel.open(self.settings, self.taken)
        await self.listening()
        return self.channel

    async def listening(self) -> None:
        """Wait until one session of ours is connected."""
        await eventually(lambda: any(one.line for one in self.sessions()))

    def sessions(self) -> list[Any]:
        return list(self.stand_in.hub.sessions(self.stand_in.world.bots[TOKEN]))

    def now(self) -> datetime:
        """Return the present time, a little before what is said from here on."""
        return datetime.now(UTC)

    def hold_ada(self) -> None:
        """Let the store know of a private conversation with Ada."""
        self.held.append(Held(self.ada, None, self.now()))

    async def recall(self, settings: ChannelSettings, since: datetime, most: int) -> Sequence[Held]:
        """Return the conversations that the store knows."""
        assert (settings, most) == (self.settings, 200)
        assert timedelta(days=6) < self.now() - since < timedelta(days=8)
        self.recalled += 1
        return list(self.held)

    async def messages(self, **query: str) -> Any:
        """Return what is to be seen in private, or in a channel."""
        return await self.ask("messages", **(query or {"token": TOKEN, "person": self.ada}))

    async def calls(self, method: str) -> list[Any]:
        """Return every call of a route."""
        return list(await self.ask("calls", method=method))

    def texts(self) -> list[str]:
        """Return what intake took, in order."""
        return [getattr(one.happening, "text", "") for one in self.taken.incoming]


def group(
    to: str,
    text: str = "hello",
    space: str | None = None,
    *,
    part: str = "d1",
    buttons: Sequence[Button] = (),
    media: Sequence[Media] = (),
    markdown: str | None = None,
) -> Group:
    """Return one message of ours."""
    message = Message(text, text if markdown is None else markdown, tuple(buttons), tuple(media))
    return Group(GroupId(f"g-{part}"), to, space, (Part(DeliveryId(part), message),))


async def sent(market: Market, *arguments: Any, **options: Any) -> Outcome:
    """Deliver one message and return its outcome."""
    (outcome,) = await market.channel.deliver(group(*arguments, **options))
    return outcome


@asynccontextmanager
async def a_market() -> AsyncIterator[Market]:
    """Serve a Discord, and give the library its own addresses back at the end."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    stand_in = DiscordStandIn()
    runner = web.AppRunner(stand_in.application(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = runner.addresses[0][1]
    async with aiohttp.ClientSession() as session:
        market = Market(stand_in, f"http://127.0.0.1:{port}", session)
        await market.furnish()
        try:
            yield market
        finally:
            await market.channel.close()
            await runner.cleanup()
            Route.BASE = base
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
