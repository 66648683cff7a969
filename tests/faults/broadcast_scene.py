"""A broadcast from its start to its end, the platforms it goes to, and whoever pulls the plug.

The product runs in one process on a file, or in several on a server.
"""

import asyncio
import json
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import aiohttp
from aiohttp import web

from tests.databases.packaged import serving
from tests.faults.books import unfinished
from tests.faults.broadcast_judge import Judged, judge
from tests.faults.broadcast_looks import AtKill, Looks, Planning, at_kill, is_over, standing
from tests.faults.broadcast_people import (
    BROADCAST,
    DISCORD,
    DISCORD_TOKEN,
    SITE,
    TELEGRAM,
    TELEGRAM_TOKEN,
    Reader,
    know,
    meet,
    readers,
    write_gazette,
)
from tests.faults.killer import READY_SECONDS, Kills, moments, pull_the_plug
from tests.faults.progress import Progress
from tests.faults.receiver import Mood, Receiver
from tests.faults.sight import count, read_discord, read_telegram
from tests.platforms.control import Control
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.process import Addresses, standing_in
from tests.product import Product, convivio
from tests.signing import new_secret

MOODS: dict[Mood, float] = {"fine": 0.97, "error": 0.01, "hang": 0.01, "cut": 0.01}
ANSWER_SECONDS = 0.03
"""How long a platform takes at most to answer what it has taken: that is when kills matter most."""

PLATFORM_SECONDS = 0.05
PATIENCE = 180.0
"""Seconds without anybody's end after which the run is judged as it is."""

SETTLE_SECONDS = 1.0
"""Time for what was said twice to show itself after everybody's end."""


@dataclass(frozen=True)
class Size:
    """How large a run is; the same size and seed give the same people and moments."""

    people: int = 10_000
    kills: int = 200
    seed: int = 7
    database: Literal["sqlite", "postgresql"] = "sqlite"
    processes: int = 1

    @property
    def on_a_platform(self) -> int:
        """How many people are on each of the two platforms; all others are behind a webhook."""
        return max(1, self.people // 10)

    def readers(self) -> list[Reader]:
        """Return everybody."""
        few = self.on_a_platform
        return readers(self.people - 2 * few, few, few)


class SlowReceiver(Receiver):
    """Answers a moment after it has taken what came."""

    async def _take(self, request: web.Request) -> web.Response:
        answer = await super()._take(request)
        await asyncio.sleep(self._dice.uniform(0, ANSWER_SECONDS))
        return answer


class WatchedProduct(Product):
    """Notes how things stand whenever it has been killed."""

    kills_seen: list[AtKill]

    def kill(self) -> None:
        super().kill()
        self.kills_seen.append(at_kill(self.place))


@dataclass
class Outcome:
    """What a run left behind."""

    judged: Judged
    looks: Looks
    kills: Kills
    kills_seen: list[AtKill]
    unfinished: dict[str, int]
    said: dict[str, Any]
    log: str
    exit_codes: list[int]
    seconds: float
    webhooks: Counter[str] = field(default_factory=Counter)
    calls: dict[str, dict[str, int]] = field(default_factory=dict)


class Broadcasting:
    """One broadcast, those who get it, and whoever pulls the plug."""

    def __init__(
        self,
        products: Sequence[WatchedProduct],
        receiver: Receiver,
        addresses: Addresses,
        size: Size,
    ) -> None:
        self._place = products[0].place
        self.looks = Looks(self._place)
        self.kills = Kills()
        self._products = products
        self._receiver = receiver
        self._addresses = addresses
        self._size = size
        self._people = size.readers()
        self._dice = random.Random(f"{size.seed}/disturbance")

    async def run(self) -> None:
        """Let everybody subscribe, begin, kill again and again, and wait for the end of it."""
        await know(self._place, self._people)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64)) as session:
            telegram, discord = await meet(session, self._addresses, self._people)
            await _slow_down(telegram.control, "sendMessage")
            await _slow_down(discord.control, "POST channels/{id}/messages")
            watching = [
                *await self._watch(session, telegram, discord),
                asyncio.create_task(self.looks.keep_looking()),
            ]
            try:
                await self._disturb()
                await self._until_over()
                await asyncio.sleep(SETTLE_SECONDS)
            finally:
                for task in watching:
                    task.cancel()
                await asyncio.gather(*watching, return_exceptions=True)
            self.got = delivered(self._receiver) | await chats(telegram, discord, self._people)
            self.calls = {
                TELEGRAM: await _statuses(telegram.control),
                DISCORD: await _statuses(discord.control),
            }

    async def _watch(
        self, session: aiohttp.ClientSession, telegram: Telegram, discord: Discord
    ) -> list[asyncio.Task[None]]:
        tasks = []
        for control, read in ((telegram.control, read_telegram), (discord.control, read_discord)):
            opened = asyncio.Event()
            watch = count(session, control.base, read, self._receiver.progress, opened)
            tasks.append(asyncio.create_task(watch))
            await opened.wait()
        return tasks

    async def _disturb(self) -> None:
        """Begin, and kill: a tenth of the times while it plans, then by how many have got it."""
        for product in self._products:
            product.start()
        for product in self._products:
            await asyncio.to_thread(product.wait_ready, READY_SECONDS)
        early, people = self._size.kills // 10, self._size.people
        planning = Planning(self._place)
        await asyncio.gather(
            asyncio.to_thread(self._start), self._kill(planning, moments(early, people, self._dice))
        )
        if early:  # all others would hit the planning, too
            await planning.reaches(people)
        begun = self._receiver.progress.count
        late = moments(self._size.kills - early, people - begun, self._dice)
        await self._kill(self._receiver.progress, [begun + moment for moment in late])

    def _start(self) -> None:
        brand, environ = str(self._products[0].brand), self._products[0].environ
        convivio("broadcast", "start", brand, BROADCAST, environ=environ)

    async def _kill(self, progress: Progress, plan: list[int]) -> None:
        done = await pull_the_plug(self._products, progress, plan, self._dice)
        self.kills.done += done.done
        self.kills.startup += done.startup
        self.kills.ready_seconds += done.ready_seconds

    async def _until_over(self) -> None:
        """Wait until everybody has ended, or nothing moves any more."""
        moved, standing_before = time.monotonic(), None
        while not is_over(self._place):
            now = standing(self._place)
            if now != standing_before:
                moved, standing_before = time.monotonic(), now
            if time.monotonic() - moved > PATIENCE:
                return
            await asyncio.sleep(0.1)

    def judged(self) -> Judged:
        """Compare what came with what the database says."""
        seen = self._products[0].kills_seen
        in_flight = sum(one.in_flight[TELEGRAM] for one in seen)
        ends = standing(self._place)
        return judge(self._people, ends, self.got, in_flight)


async def _slow_down(control: Control, where: str) -> None:
    fault = {"type": "delay", "seconds": PLATFORM_SECONDS}
    await control.order(where, fault, times=10**9)


async def _statuses(control: Control) -> dict[str, int]:
    """Return how often the platform answered a send with what."""
    calls = await control.get("calls")
    sends = [call for call in calls if "essage" in call["method"]]
    return dict(sorted(Counter(str(call["status"]) for call in sends).items()))


def delivered(receiver: Receiver) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return what everybody behind the webhook got, each webhook-id once."""
    got: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for arrival in receiver.arrivals:
        text = " ".join(message["text"] for message in arrival.messages)
        got[SITE, arrival.to].setdefault(arrival.webhook_id, text)
    return {where: list(each.items()) for where, each in got.items()}


async def chats(
    telegram: Telegram, discord: Discord, people: Sequence[Reader]
) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Return what stands in everybody's chat of the bot."""
    got: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in people:
        if one.channel == TELEGRAM:
            seen = await telegram.chat(int(one.account))
        elif one.channel == DISCORD:
            seen = await discord.chat(one.account)
        else:
            continue
        got[one.channel, one.account] = [(str(each.id), each.text) for each in seen if each.by_bot]
    return got


async def broadcast(size: Size, home: Path) -> Outcome:
    """Let the brand speak to everybody, and return what that left."""
    secret = new_secret(str(size.seed))
    receiver = SlowReceiver(secret, MOODS, random.Random(f"{size.seed}/receiver"))
    await receiver.open()
    with standing_in() as addresses, _placed(size, home) as place:
        brand = write_gazette(home / "gazette", size.readers(), receiver.url, addresses)
        products = _products(size, brand, home, secret, place)
        broadcasting = Broadcasting(products, receiver, addresses, size)
        begun = time.monotonic()
        try:
            await broadcasting.run()
            seconds = time.monotonic() - begun
            exit_codes = [await asyncio.to_thread(product.stop) for product in products]
            said = await asyncio.to_thread(_status, products[0])
        finally:
            for product in products:
                product.close()
            await receiver.close()
        judged, left = broadcasting.judged(), unfinished(products[0].place)
    return Outcome(
        judged=judged,
        looks=broadcasting.looks,
        kills=broadcasting.kills,
        kills_seen=products[0].kills_seen,
        unfinished=left,
        said=said,
        log="".join(product.read_log() for product in products),
        exit_codes=exit_codes,
        seconds=seconds,
        webhooks=Counter(arrival.webhook_id for arrival in receiver.arrivals),
        calls=broadcasting.calls,
    )


@contextmanager
def _placed(size: Size, home: Path) -> Iterator[str]:
    """Give the database a place: a file, or a server that runs until the end."""
    if size.database == "sqlite":
        yield str(home / "convivio.db")
        return
    with serving(home / "server", "gazette") as (url,):
        yield url


def _products(
    size: Size, brand: Path, home: Path, secret: str, place: str
) -> Sequence[WatchedProduct]:
    """Return the processes, none of them started, which share what is seen at kills."""
    products, seen = list[WatchedProduct](), list[AtKill]()
    for number in range(size.processes):
        own = home / f"process-{number}"
        own.mkdir()
        product = WatchedProduct(
            brand,
            own,
            CONVIVIO_DATABASE=place,
            SITE_SECRET=secret,
            TELEGRAM_TOKEN=TELEGRAM_TOKEN,
            DISCORD_TOKEN=DISCORD_TOKEN,
        )
        product.kills_seen = seen
        products.append(product)
    return products


def _status(product: Product) -> dict[str, Any]:
    """Return what `convivio broadcast status` says of the only occurrence."""
    told = convivio(
        "broadcast", "status", str(product.brand), BROADCAST, "--json", environ=product.environ
    )
    occurrences = json.loads(told)["occurrences"]
    assert len(occurrences) == 1, occurrences
    said: dict[str, Any] = occurrences[0]
    return said
