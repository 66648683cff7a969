"""How each platform is sent to: by the product's channel, by aiohttp alone, and by its own SDK.

Each is opened for one case. The channel is called as the outbox calls it, one message a group,
each time to another chat. "bare" makes the same calls with the same fields, and reads the answer.
"""

import itertools
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import aiohttp
import discord
import telegram
from discord.http import handle_message_parameters
from msgspec import Struct

from adapters.discord import Discord
from adapters.telegram import Telegram
from adapters.telegram.request import AiohttpRequest
from adapters.telegram.tempo import USUAL
from adapters.webhook import Webhook
from adapters.whatsapp import WhatsApp
from bench.racing import OURS, Client, Send
from bot.channels.contract import Adapter, ChannelSettings, Group, Part, Receipt
from bot.core.content import Message
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelName, DeliveryId, GroupId, derive
from bot.core.outcomes import Accepted
from tests.ports import free_port
from tests.signing import new_secret

TOKEN = "1:bench-token-of-nobody"
TEXT = "You said seven, and that is a *fine* number to say on a market day."
PLAIN = TEXT.replace("*", "")
ENTITIES = [{"type": "italic", "offset": 30, "length": 4}]
CHATS = 256
"""Discord gives each channel a bucket of its own, and the library a lock to each bucket."""

BRAND = BrandId("bench")


class Ways(Struct, frozen=True):
    """Every way to send to a platform, and the channel that ours goes by.

    `spaces` says that it is sent to channels, where others send to people.
    """

    clients: Sequence[Client]
    channel: Adapter
    spaces: bool = False


Opening = Callable[[str], AbstractAsyncContextManager[Ways]]
"""Opens every way to send to the peer at an address."""


async def no_intake(_: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
    """Take nothing: nobody says anything here."""
    del incoming
    return ()


def chat_of(number: int) -> str:
    """Return to whom a message goes."""
    return str(1_000 + number % CHATS)


def through(
    adapter: Adapter, *, spaces: bool = False, address: Callable[[int], str] = chat_of
) -> Send:
    """Return what sends through a channel of the product, each message with an id of its own."""
    numbers = itertools.count()

    async def send(number: int) -> None:
        key = derive("bench", str(next(numbers)))
        chat = address(number)
        part = Part(DeliveryId(key), Message(PLAIN, TEXT))
        group = Group(GroupId(key), chat, chat if spaces else None, (part,))
        (outcome,) = await adapter.deliver(group)
        if not isinstance(outcome, Accepted):
            raise SystemExit(f"not accepted: {outcome}")

    return send


@asynccontextmanager
async def opened(adapter: Adapter, **options: str) -> AsyncIterator[Adapter]:
    """Open a channel, and close it at the end."""
    settings = ChannelSettings(BRAND, ChannelName("bench"), adapter.name, {**options})
    await adapter.open(settings, no_intake)
    try:
        yield adapter
    finally:
        await adapter.close()


@asynccontextmanager
async def to_telegram(url: str) -> AsyncIterator[Ways]:
    """Telegram: by the SDK's own client (httpx) and by the SDK over our requests as well."""
    address = f"{url}/bot{TOKEN}/sendMessage"

    def said(number: int) -> dict[str, object]:
        fields = {"entities": ENTITIES, "link_preview_options": {"is_disabled": True}}
        written = {name: json.dumps(value) for name, value in fields.items()}
        return {"data": {"chat_id": chat_of(number), "text": PLAIN, **written}}

    async with (
        _session() as session,
        opened(Telegram(), token=TOKEN, api_base=url) as ours,
        telegram.Bot(TOKEN, base_url=f"{url}/bot") as usual,
        telegram.Bot(
            TOKEN, base_url=f"{url}/bot", request=AiohttpRequest(TOKEN, USUAL)
        ) as over_ours,
    ):
        clients = [
            Client("bare", _bare(session, lambda _: address, said)),
            Client(OURS, through(ours)),
            Client("httpx", _by_bot(usual)),
            Client("sdk_over_our_requests", _by_bot(over_ours)),
        ]
        yield Ways(clients, ours)


def _by_bot(bot: telegram.Bot) -> Send:
    async def send(number: int) -> object:
        return await bot.send_message(chat_of(number), PLAIN)

    return send


@asynccontextmanager
async def to_discord(url: str) -> AsyncIterator[Ways]:
    """Discord: by the library's own sending, and by its HTTP client alone, as well."""
    base = f"{url}/api/v10"
    gateway = f"ws://127.0.0.1:{free_port()}/"

    def said(number: int) -> dict[str, object]:
        body = {"content": TEXT, "nonce": str(number), "enforce_nonce": True}
        return {"json": body | {"allowed_mentions": {"parse": []}}}

    async with (
        _session() as session,
        opened(Discord(), token=TOKEN, api_base=base, gateway=gateway) as ours,
        discord.Client(intents=discord.Intents.none()) as library,
    ):
        await library.login(TOKEN)
        clients = [
            Client("bare", _bare(session, f"{base}/channels/{{}}/messages".format, said)),
            Client(OURS, through(ours, spaces=True)),
            Client("library", _by_library(library)),
            Client("library_http", _by_http(library)),
        ]
        yield Ways(clients, ours, spaces=True)


def _by_library(library: discord.Client) -> Send:
    channels = [library.get_partial_messageable(int(chat_of(number))) for number in range(CHATS)]

    async def send(number: int) -> object:
        return await channels[number % CHATS].send(TEXT)

    return send


def _by_http(library: discord.Client) -> Send:
    async def send(number: int) -> object:
        with handle_message_parameters(content=TEXT) as parameters:
            return await library.http.send_message(chat_of(number), params=parameters)

    return send


@asynccontextmanager
async def to_webhook(url: str) -> AsyncIterator[Ways]:
    """A webhook, signed."""
    address, secret = f"{url}/replies", new_secret("bench")
    headers = {
        "webhook-id": derive("bench"),
        "webhook-timestamp": "1700000000",
        "webhook-signature": "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
    }

    def said(number: int) -> dict[str, object]:
        message = {"id": str(number), "text": PLAIN, "markdown": TEXT, "buttons": [], "media": []}
        return {"json": {"to": chat_of(number), "messages": [message]}, "headers": headers}

    async with (
        _session() as session,
        opened(Webhook(), secret=secret, deliver_to=address) as ours,
    ):
        bare = Client("bare", _bare(session, lambda _: address, said))
        yield Ways([bare, Client(OURS, through(ours))], ours)


@asynccontextmanager
async def to_whatsapp(url: str) -> AsyncIterator[Ways]:
    """WhatsApp: nobody's window is closed."""
    address = f"{url}/number/messages"
    headers = {"Authorization": f"Bearer {TOKEN}"}

    def said(number: int) -> dict[str, object]:
        fixed = {"messaging_product": "whatsapp", "recipient_type": "individual", "type": "text"}
        text = {"body": PLAIN, "preview_url": False}
        body = {"to": chat_of(number), "text": text, "biz_opaque_callback_data": str(number)}
        return {"json": fixed | body, "headers": headers}

    keys = {"token": TOKEN, "secret": "bench", "verify_token": "bench", "number": "number"}
    async with _session() as session, opened(WhatsApp(), **keys, api_base=url) as ours:
        bare = Client("bare", _bare(session, lambda _: address, said))
        yield Ways([bare, Client(OURS, through(ours))], ours)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


def _bare(
    session: aiohttp.ClientSession,
    address: Callable[[str], str],
    said: Callable[[int], dict[str, object]],
) -> Send:
    """Return what posts with aiohttp alone, and reads the answer."""

    async def send(number: int) -> None:
        url = address(chat_of(number))
        async with session.post(url, **said(number)) as answer:  # type: ignore[arg-type]
            json.loads(await answer.read())

    return send
