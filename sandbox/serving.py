"""One server on loopback with everything in it: the stand-ins, the page, and a sink."""

import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from socket import SO_REUSEADDR, SOL_SOCKET, socket

from aiohttp import web
from msgspec import Struct

from sandbox.control import ImpossibleError
from sandbox.discord.endpoint.signing import public_key_of
from sandbox.discord.server import DiscordStandIn
from sandbox.fence import own_pages_only
from sandbox.further import FURTHER, Further
from sandbox.pages import Pages
from sandbox.scene import Place, Scene
from sandbox.sink import Sink
from sandbox.telegram.channels import post_there
from sandbox.telegram.server import TelegramStandIn
from sandbox.telegram.world import World

_LOG = logging.getLogger(__name__)

HOST = "127.0.0.1"
"""Never another one: whoever reaches a stand-in plays every person."""

MAX_BODY_BYTES = 64 * 2**20
"""More than the largest file of Telegram and Discord (50 MB), so that they refuse it themselves."""

_STOP_SECONDS = 0.5
"""How long requests may go on after the stop: long polls and open sockets are cut."""


class Addresses(Struct, frozen=True):
    """Where everything is, as the options of channels want it; none ends with a slash.

    `sink` takes whatever is delivered to webhooks, and lists it.
    """

    url: str
    telegram_api: str
    discord_api: str
    discord_gateway: str
    whatsapp_api: str
    sink: str


class Sandbox:
    """The stand-ins at work.

    Args:
        port: where the server listens.
        pages: what the page shows.
        telegram: the stand-in for Telegram.
        discord: the stand-in for Discord.
        further: the stand-ins for further platforms, by the names of their adapters.
    """

    def __init__(
        self,
        port: int,
        pages: Pages,
        telegram: TelegramStandIn,
        discord: DiscordStandIn,
        further: Mapping[str, Further],
    ) -> None:
        self._pages = pages
        self.telegram = telegram
        self.discord = discord
        self.further = further
        place = f"{HOST}:{port}"
        self.addresses = Addresses(
            url=f"http://{place}",
            telegram_api=f"http://{place}/telegram",
            discord_api=f"http://{place}/discord/api/v10",
            discord_gateway=f"ws://{place}/discord/gateway",
            whatsapp_api=f"http://{place}/whatsapp/v23.0",
            sink=f"http://{place}/sink",
        )

    def show(self, scenes: Sequence[Scene]) -> None:
        """Let the page offer these brands from now on."""
        self._pages.show(scenes)

    def add_telegram_bot(self, token: str, username: str, name: str) -> None:
        """Let a bot exist on Telegram.

        Args:
            token: what it shall prove itself with.
            username: what people find it by, ending in `bot` as Telegram demands.
            name: what it is called to people.
        """
        self.telegram.world.add_bot(token, username, name)

    def add_telegram_channel(self, token: str, place: str) -> int:
        """Let a channel exist on Telegram in which a bot may post, and return its id.

        Args:
            token: of the bot.
            place: the channel's username with its @, or its id.
        """
        world = self.telegram.world
        room = world.channel(place)
        post_there(room, world.bots[token])
        return room.chat.id

    def add_discord_bot(self, token: str, name: str) -> None:
        """Let a bot exist on Discord.

        Args:
            token: what it shall prove itself with.
            name: what it is called to people.
        """
        self.discord.world.add_bot(token, name)

    @staticmethod
    def discord_key(token: str) -> str:
        """Return the public key of a bot's application, which need not exist yet."""
        return public_key_of(token)

    async def let_discord_call(self, token: str, url: str) -> None:
        """Let Discord post a bot's interactions to an address, where it answers as it must.

        Args:
            token: of the bot.
            url: where it takes them.
        """
        try:
            await self.discord.caller.save(self.discord.world.bots[token], url)
        except ImpossibleError as error:
            _LOG.warning("interactions come over the gateway reason=%s", error)

    def settle(
        self, adapter: str, whose: str, title: str, options: Mapping[str, object]
    ) -> dict[str, str] | None:
        """Let a channel be on a further platform, and return its options; None: there is none.

        Args:
            adapter: the name of the platform's.
            whose: names brand and channel.
            title: what the brand is called to people.
            options: as the brand has them.
        """
        further = self.further.get(adapter)
        root = f"{self.addresses.url}/{adapter}"
        return None if further is None else further.settle(whose, title, options, root)

    def place(self, adapter: str, options: Mapping[str, object]) -> Place:
        """Return what the page shows of a channel on a further platform."""
        further = self.further[adapter]
        return Place(adapter, further.title, further.key(options))

    async def let_call(self, adapter: str, options: Mapping[str, object], url: str) -> None:
        """Let a further platform call a channel at an address, where it answers as it must."""
        if not await self.further[adapter].enter(options, url):
            _LOG.warning("nobody answers at the address of a channel adapter=%s", adapter)


@asynccontextmanager
async def serving(port: int = 0) -> AsyncIterator[Sandbox]:
    """Serve the stand-ins on loopback, and stop on the way out.

    Args:
        port: where to listen, 0 for any free port.

    Raises:
        OSError: the port cannot be had.
    """
    listening = listen(port)
    telegram = TelegramStandIn(World(is_local=True))
    pages, discord = Pages(), DiscordStandIn()
    further = {name: make() for name, make in FURTHER.items()}
    runner = web.AppRunner(
        _application(pages, telegram, discord, further),
        access_log=None,
        shutdown_timeout=_STOP_SECONDS,
    )
    try:
        await runner.setup()
        await web.SockSite(runner, listening).start()
        yield Sandbox(listening.getsockname()[1], pages, telegram, discord, further)
    finally:
        await runner.cleanup()
        listening.close()


def listen(port: int) -> socket:
    """Return a socket that listens on loopback.

    Args:
        port: 0 for any free one.

    Raises:
        OSError: the port cannot be had.
    """
    listening = socket()
    try:
        listening.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        listening.bind((HOST, port))
    except OSError:
        listening.close()
        raise
    return listening


def _application(
    pages: Pages,
    telegram: TelegramStandIn,
    discord: DiscordStandIn,
    further: Mapping[str, Further],
) -> web.Application:
    app = web.Application(middlewares=[own_pages_only], client_max_size=MAX_BODY_BYTES)
    sink = Sink()
    app.add_routes([*pages.routes(), *sink.routes()])
    app.add_subapp("/telegram", telegram.application())
    app.add_subapp("/discord", discord.application())
    for name, one in further.items():
        app.add_subapp(f"/{name}", one.application())
    return app
