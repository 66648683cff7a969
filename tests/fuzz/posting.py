"""Wrong requests to the running product, over real HTTP, signed as their senders sign them.

Each is answered below 500 (503 where something is not there yet), the product lives on, says
nothing of an error, and answers the next person.
"""

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import aiohttp

from adapters.telegram.webhook import SECRET_HEADER, secret_of
from adapters.whatsapp.signature import SIGNATURE, signature_of
from sandbox.discord.endpoint.signing import public_key_of, signed
from tests.brand_folder import write_files
from tests.fuzz.doors import DOORS
from tests.fuzz.mutating import Mutator
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.on_whatsapp import NUMBER, VERIFY
from tests.platforms.process import Addresses, standing_in
from tests.product import Product
from tests.signing import new_secret, signed_headers

SECRET = new_secret("fuzz")
TELEGRAM_TOKEN, DISCORD_TOKEN = "7:token-of-telegram", "token-of-discord"
WHATSAPP_TOKEN, WHATSAPP_SECRET = "EAA-token-of-whatsapp", "app-secret-of-whatsapp"
AT_ONCE = 32
_FAILED, _LATER = HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE
_BRAND = """\
brand: fair
title: Fair
languages: [en]
timezone: UTC
channels:
  site: {{adapter: webhook, secret: "${{SECRET}}"}}
  phone: {{adapter: telegram, token: "${{TELEGRAM}}", api_base: "{telegram}", mode: webhook}}
  game: {{adapter: discord, token: "${{DISCORD}}", api_base: "{discord}", gateway: "{gateway}",
    public_key: "{key}"}}
  chat: {{adapter: whatsapp, token: "${{WHATSAPP}}", secret: "${{WHATSAPP_SECRET}}",
    verify_token: "${{WHATSAPP_VERIFY}}", number: "{number}", api_base: "{whatsapp}"}}
  web: {{adapter: webchat}}
"""
_DIALOGUE = """\
dialogue: survey
starts: [{command: survey}, {event: order.shipped}]
steps:
  - {ask: "Town?", as: town}
  - say: "{town} it is, {event.data.number}."
"""
_EVENTS = [
    {"person": {"channel": "site", "id": "ada"}, "data": {"number": "4711", "lines": [1, 2.5]}},
    {"person": {"channel": "site", "id": "ada"}, "data": None},
]

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Post:
    """One address, what is posted there as it should be, and how it is signed."""

    path: str
    samples: Sequence[bytes]
    sign: Callable[[int, bytes], Headers]


def _by_site(number: int, body: bytes) -> Headers:
    return signed_headers(SECRET, f"fuzz-{number}", body)


def _by_telegram(_number: int, _body: bytes) -> Headers:
    return {SECRET_HEADER: secret_of(TELEGRAM_TOKEN), "content-type": "application/json"}


def _by_discord(_number: int, body: bytes) -> Headers:
    return signed(DISCORD_TOKEN, str(int(time.time())), body)


def _by_whatsapp(_number: int, body: bytes) -> Headers:
    return {SIGNATURE: signature_of(WHATSAPP_SECRET, body)}


POSTS: Mapping[str, Post] = {
    "messages": Post("/channels/fair/site/messages", DOORS["webhook bodies"].samples, _by_site),
    "events": Post(
        "/events/fair/order.shipped", [json.dumps(one).encode() for one in _EVENTS], _by_site
    ),
    "telegram": Post("/platforms/fair/phone", DOORS["telegram updates"].samples, _by_telegram),
    "discord": Post("/platforms/fair/game", DOORS["discord interactions"].samples, _by_discord),
    "whatsapp": Post("/platforms/fair/chat", DOORS["whatsapp posts"].samples, _by_whatsapp),
}


@dataclass
class Answered:
    """How the product answered, by address and status, and what of that should not have been."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    frames: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        """How many there were."""
        return sum(sum(counted.values()) for counted in self.statuses.values())


async def post_to_all(home: Path, count: int, seed: int) -> Answered:
    """Post so many wrong requests to each address of a running product, and frames to its page.

    Args:
        home: an empty folder.
        count: of requests to each.
        seed: from which all chance comes.
    """
    found = Answered()
    with standing_in() as addresses:
        product = _product(home, addresses)
        try:
            async with _running(product, addresses) as session:
                sender = _Sender(session, product, seed, found)
                posting = (sender.post(name, count) for name in POSTS)
                await asyncio.gather(*posting, sender.send_frames(count))
                await sender.is_heard()
            code = await asyncio.to_thread(product.stop)
        finally:
            product.close()
    found.broken += [] if code == 0 else [f"it ended with {code}"]
    found.broken += [line for line in product.read_log().splitlines() if _is_error(line)][:5]
    return found


def _product(home: Path, addresses: Addresses) -> Product:
    brand = _BRAND.format(
        telegram=addresses.telegram_api,
        discord=addresses.discord_api,
        gateway=addresses.discord_gateway,
        key=public_key_of(DISCORD_TOKEN),
        number=NUMBER,
        whatsapp=addresses.whatsapp_api,
    )
    files = {"brand.yaml": brand, "dialogues/survey.yaml": _DIALOGUE}
    product = Product(
        write_files(home / "brand", files),
        home,
        SECRET=SECRET,
        TELEGRAM=TELEGRAM_TOKEN,
        DISCORD=DISCORD_TOKEN,
        WHATSAPP=WHATSAPP_TOKEN,
        WHATSAPP_SECRET=WHATSAPP_SECRET,
        WHATSAPP_VERIFY=VERIFY,
    )
    product.environ["CONVIVIO_PUBLIC_URL"] = product.url
    return product


@asynccontextmanager
async def _running(product: Product, addresses: Addresses) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        telegram = Telegram(session, addresses, TELEGRAM_TOKEN)
        await telegram.begin()
        await Discord(session, addresses, DISCORD_TOKEN).begin()
        product.start()
        await asyncio.to_thread(product.wait_ready)
        async with asyncio.timeout(20):
            while not await telegram.control.get("calls", method="setWebhook"):
                await asyncio.sleep(0.02)
        yield session


class _Sender:
    """Sends wrong things to one product, and notes in `found` how they are answered."""

    def __init__(
        self, session: aiohttp.ClientSession, product: Product, seed: int, found: Answered
    ) -> None:
        self._session, self._product = session, product
        self._seed, self._found = seed, found

    async def post(self, name: str, count: int) -> None:
        """Post so many wrong bodies to an address, some at once."""
        post = POSTS[name]
        mutator = Mutator(f"{self._seed} {name}", post.samples)
        statuses = self._found.statuses[name] = Counter[int]()

        async def keep_posting(first: int) -> None:
            for number in range(first, count, AT_ONCE):
                body = mutator.next()
                status = await self._status(post.path, body, post.sign(number, body))
                statuses[status] += 1

        await asyncio.gather(*(keep_posting(first) for first in range(AT_ONCE)))

    async def _status(self, path: str, body: bytes, headers: Headers) -> int:
        url = self._product.url + path
        async with self._session.post(url, data=body, headers=headers) as answer:
            if answer.status >= _FAILED and answer.status != _LATER:
                self._found.broken.append(f"{answer.status} for {body[:1_000]!r}")
            return answer.status

    async def send_frames(self, count: int) -> None:
        """Send wrong frames to the page's socket, in a new connection whenever one is ended."""
        mutator = Mutator(f"{self._seed} page", DOORS["chat page frames"].samples)
        hello = {"type": "hello", "session": "0f" * 16, "language": "en"}
        url = f"{self._product.url}/chat/fair"
        while self._found.frames < count:
            async with self._session.ws_connect(url, origin=self._product.url) as socket:
                await socket.send_json(hello)
                while self._found.frames < count and not socket.closed:
                    self._found.frames += 1
                    await _send_frame(socket, mutator.next())

    async def is_heard(self) -> None:
        """Let the next person write: they are answered as if nothing had been."""
        body = json.dumps({"from": "next", "text": "/survey"}).encode()
        url = f"{self._product.url}/channels/fair/site/messages?wait=15"
        async with self._session.post(url, data=body, headers=_by_site(-1, body)) as answer:
            told = await answer.text()
        if answer.status != HTTPStatus.OK or "Town?" not in told:
            self._found.broken.append(f"the next person is answered {answer.status}: {told[:200]}")


async def _send_frame(socket: aiohttp.ClientWebSocketResponse, frame: bytes) -> None:
    """Send one, and see what came of earlier ones."""
    try:
        await socket.send_str(frame.decode(errors="replace"))
        await socket.receive(timeout=0.002)
    except TimeoutError:
        return
    except ConnectionError:
        await socket.close()


def _is_error(line: str) -> bool:
    return "Traceback" in line or '"level":"error"' in line.replace(" ", "")
