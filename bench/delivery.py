"""Sends per second through Telegram and Discord, and updates per second into a committed intake.

    python -m bench.delivery --seconds 2

Sends go to a peer in another process that always agrees (`bench.canned`), over plain HTTP on
loopback. In each round every client has its turn with the same number in flight, so that whatever
else the machine does hurts all of them. The product's channel is called as the outbox calls it,
one message a group, without the outbox itself. "bare" is an aiohttp POST of the same form and the
reading of its answer; "httpx" is the SDK with its own client.

Updates are a poll's bytes: decoded, handed to the engine, and counted once they are durable. Turns
are held back, for they have a benchmark of their own (`bench.turns`). Beside it are the same
intake of updates that are decoded already, and plain sqlite3 with the same rows.

One JSON line a case. Telegram is set against bare and against httpx, Discord against bare. Every
case checks its own counts.
"""

import argparse
import asyncio
import json
import logging
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, closing, contextmanager
from pathlib import Path

import aiohttp
import telegram

from adapters.discord import Discord
from adapters.telegram import Telegram
from adapters.telegram.decode import BotName, event_of, read
from bench.turns import PRAGMAS, Rows, at_work, write_brand
from bot.channels.contract import Adapter, ChannelSettings, Group, Part, Receipt
from bot.core.content import Message
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelName, DeliveryId, GroupId, derive
from bot.core.outcomes import Accepted
from bot.dialogue.publishing.library import Library
from bot.engine.turns.player import Player
from bot.store.database import open_store
from tests.ports import free_port
from tests.product import environment

TOKEN = "1:bench-token-of-nobody"
TEXT = "You said seven, and that is a *fine* number to say on a market day."
PLAIN = TEXT.replace("*", "")
CHANNELS = 256
"""Discord gives each channel a bucket of its own, and the library a lock to each bucket."""

BRAND = BrandId("bench")
ROUNDS = 3
POLL = 100
"""Updates in a full poll (Bot API: getUpdates)."""

MOST_UPDATES = 9_000
"""Updates in one case: fewer than may wait for their turns."""

Send = Callable[[int], Awaitable[object]]


@contextmanager
def canned() -> Iterator[tuple[str, list[int]]]:
    """Run the peer; the list holds the number of messages that it took, once it has ended."""
    command = [sys.executable, "-m", "bench.canned"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, env=environment(), stdin=pipe, stdout=pipe, text=True, encoding="ascii"
    )
    assert process.stdout is not None
    taken: list[int] = []
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}", taken
    finally:
        told, _ = process.communicate()
        taken.append(int(told))


class Client:
    """One way to send: how many went out, and in how many seconds."""

    def __init__(self, name: str, send: Send) -> None:
        self.name = name
        self.sent = 0
        self.seconds = 0.0
        self.warm = 0
        self._send = send

    @property
    def rate(self) -> float:
        """Messages per second."""
        return self.sent / self.seconds

    async def warm_up(self, flight: int) -> None:
        """Open the connections."""
        await asyncio.gather(*(self._send(number) for number in range(flight)))
        self.warm += flight

    async def run(self, flight: int, seconds: float) -> None:
        """Send for so long, `flight` messages at once."""
        begun = time.perf_counter()
        until = begun + seconds

        async def worker(number: int) -> int:
            count = 0
            while time.perf_counter() < until:
                await self._send(number + count * flight)
                count += 1
            return count

        self.sent += sum(await asyncio.gather(*map(worker, range(flight))))
        self.seconds += time.perf_counter() - begun


async def no_intake(_: ChannelSettings, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
    """Take nothing: nobody says anything here."""
    del incoming
    return ()


def through(adapter: Adapter, *, spaces: bool) -> Send:
    """Return what sends through a channel of the product, each time to another chat."""

    async def send(number: int) -> None:
        key = derive("bench", str(number))
        part = Part(DeliveryId(key), Message(PLAIN, TEXT))
        chat = str(1_000 + number % CHANNELS)
        group = Group(GroupId(key), chat, chat if spaces else None, (part,))
        (outcome,) = await adapter.deliver(group)
        if not isinstance(outcome, Accepted):
            raise SystemExit(f"not accepted: {outcome}")

    return send


def bare(session: aiohttp.ClientSession, address: str, *, form: bool) -> Send:
    """Return what posts the same with aiohttp alone, and reads the answer."""

    async def send(number: int) -> None:
        chat = str(1_000 + number % CHANNELS)
        said = {"chat_id": chat, "text": PLAIN} if form else {"content": TEXT, "nonce": str(number)}
        url = address.format(chat=chat)
        async with session.post(url, **({"data": said} if form else {"json": said})) as answer:
            json.loads(await answer.read())

    return send


def by_httpx(bot: telegram.Bot) -> Send:
    """Return what sends with the SDK as it comes."""

    async def send(number: int) -> object:
        return await bot.send_message(1_000 + number % CHANNELS, PLAIN)

    return send


async def rival(clients: Sequence[Client], flight: int, seconds: float) -> None:
    """Let clients send in turns."""
    for client in clients:
        await client.warm_up(flight)
    for _ in range(ROUNDS):
        for client in clients:
            await client.run(flight, seconds / ROUNDS)


async def telegram_case(flight: int, seconds: float) -> dict[str, object]:
    """Measure Telegram with so many messages in flight."""
    with canned() as (url, taken):
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(_session())
            settings = ChannelSettings(
                BRAND, ChannelName("t"), "telegram", {"token": TOKEN, "api_base": url}
            )
            ours = Telegram()
            await ours.open(settings, no_intake)
            stack.push_async_callback(ours.close)
            bot = telegram.Bot(TOKEN, base_url=f"{url}/bot")
            await stack.enter_async_context(bot)
            clients = [
                Client("bare", bare(session, f"{url}/bot{TOKEN}/sendMessage", form=True)),
                Client("ours", through(ours, spaces=False)),
                Client("httpx", by_httpx(bot)),
            ]
            await rival(clients, flight, seconds)
    check(clients, taken)
    return told(f"Telegram, {flight} in flight", clients)


async def discord_case(flight: int, seconds: float) -> dict[str, object]:
    """Measure Discord with so many messages in flight, over many channels."""
    with canned() as (url, taken):
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(_session())
            options = {
                "token": TOKEN,
                "api_base": f"{url}/api/v10",
                "gateway": f"ws://127.0.0.1:{free_port()}/",
            }
            ours = Discord()
            await ours.open(ChannelSettings(BRAND, ChannelName("d"), "discord", options), no_intake)
            stack.push_async_callback(ours.close)
            address = f"{url}/api/v10/channels/{{chat}}/messages"
            clients = [
                Client("bare", bare(session, address, form=False)),
                Client("ours", through(ours, spaces=True)),
            ]
            await rival(clients, flight, seconds)
    check(clients, taken)
    return told(f"Discord, {flight} in flight, {CHANNELS} channels", clients)


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


def check(clients: Sequence[Client], taken: Sequence[int]) -> None:
    """Fail unless the peer took every message that was sent."""
    sent = sum(client.sent + client.warm for client in clients)
    if list(taken) != [sent]:
        raise SystemExit(f"{sent} were sent, the peer took {taken}")


def told(case: str, clients: Sequence[Client]) -> dict[str, object]:
    """Return the line of a case: rates, and ours as a ratio to each of the others."""
    rates = {client.name: client.rate for client in clients}
    return {
        "case": case,
        **{f"{name}_per_second": round(rate) for name, rate in rates.items()},
        **{
            f"of_{name}": round(rates["ours"] / rate, 2)
            for name, rate in rates.items()
            if name != "ours"
        },
    }


ME = BotName(1, "bench_bot")


def update(number: int) -> bytes:
    """Return one update as Telegram tells it."""
    person = {"id": 1_000 + number % CHANNELS, "is_bot": False, "first_name": "Ada"}
    message = {
        "message_id": number,
        "from": {**person, "last_name": "Lovelace", "username": "ada", "language_code": "en"},
        "chat": {**person, "type": "private"},
        "date": 1_700_000_000 + number,
        "text": "At the market, on a Saturday morning, between the fish and the flowers.",
    }
    return json.dumps({"update_id": number, "message": message}).encode()


def decoded(raw: bytes) -> Incoming:
    """Return an update as the product's Telegram channel reads it."""
    fields = read(raw)
    event = None if fields is None else event_of(fields, raw, ME)
    if event is None:
        raise SystemExit("an update was not understood")
    return event


async def intake(
    library: Library, path: Path, polls: Sequence[Sequence[object]], *, decode: bool
) -> float:
    """Take polls in, one after the other, and return updates per second.

    Args:
        library: the brand.
        path: of the new database.
        polls: bytes to decode, or updates that are decoded already.
        decode: which of the two they are.
    """
    settings = ChannelSettings(library.brand.id, ChannelName("site"), "webchat")
    store = await open_store(f"sqlite:///{path}")
    count = sum(map(len, polls))
    async with at_work(library, store) as engine:
        begun = time.perf_counter()
        for poll in polls:
            incoming = [decoded(raw) for raw in poll] if decode else list(poll)  # type: ignore[arg-type]
            receipts = await engine.take_in(settings, incoming)  # type: ignore[arg-type]
            if any(receipt.taken != "new" for receipt in receipts):
                raise SystemExit("an update was not taken in")
        seconds = time.perf_counter() - begun
    with closing(sqlite3.connect(path)) as database:
        if database.execute("SELECT count(*) FROM events").fetchone()[0] != count:
            raise SystemExit("updates are missing")
    return count / seconds


def raw_intake(kept: Path, path: Path, size: int) -> float:
    """Return rows per second of plain sqlite3 with the same rows, `size` a commit."""
    rows = Rows(kept)
    events = rows.tables["events"]
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in (*PRAGMAS, *rows.schema):
            database.execute(statement)
        insert = f"INSERT INTO events VALUES ({', '.join('?' * len(events[0]))})"
        begun = time.perf_counter()
        for first in range(0, len(events), size):
            database.execute("BEGIN IMMEDIATE")
            database.executemany(insert, events[first : first + size])
            database.execute("COMMIT")
        return len(events) / (time.perf_counter() - begun)


@contextmanager
def no_turns() -> Iterator[None]:
    """Hold turns back, so that intake is measured alone."""
    request = Player.request
    Player.request = lambda _: None  # type: ignore[method-assign]
    try:
        yield
    finally:
        Player.request = request  # type: ignore[method-assign]


def inbound_case(library: Library, home: Path, size: int, updates: int) -> dict[str, object]:
    """Measure intake by polls of `size` updates: of each way the best of three, turn about."""
    raw = [update(number) for number in range(updates)]
    polls = [raw[first : first + size] for first in range(0, updates, size)]
    known = [[decoded(one) for one in poll] for poll in polls]
    best = dict.fromkeys(("ours", "already_decoded", "raw_one_commit", "raw_a_commit_a_poll"), 0.0)
    for number in range(ROUNDS):
        folder = home / f"{size}-{number}"
        folder.mkdir()
        kept = folder / "ours.db"
        with no_turns():
            rates = {
                "ours": asyncio.run(intake(library, kept, polls, decode=True)),
                "already_decoded": asyncio.run(
                    intake(library, folder / "known.db", known, decode=False)
                ),
            }
        rates["raw_one_commit"] = raw_intake(kept, folder / "one.db", 1)
        rates["raw_a_commit_a_poll"] = raw_intake(kept, folder / "poll.db", size)
        best = {name: max(rate, rates[name]) for name, rate in best.items()}
    return {
        "case": f"updates, {size} a poll",
        **{f"{name}_per_second": round(rate) for name, rate in best.items()},
        **{
            f"of_{name}": round(best["ours"] / rate, 2)
            for name, rate in best.items()
            if name != "ours"
        },
    }


def cases(seconds: float) -> Iterator[dict[str, object]]:
    """Run every case."""
    for flight in (16, 64):
        yield asyncio.run(telegram_case(flight, seconds))
    yield asyncio.run(discord_case(16, seconds))
    with tempfile.TemporaryDirectory() as folder:
        library = write_brand(Path(folder) / "brand")
        most = int(min(MOST_UPDATES, 2_000 * seconds))
        yield inbound_case(library, Path(folder), 1, most // 4)
        yield inbound_case(library, Path(folder), POLL, most)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the cases and print one JSON line each."""
    parser = argparse.ArgumentParser(prog="python -m bench.delivery", description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each client of a case")
    options = parser.parse_args(arguments)
    for name in ("httpx", "discord"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    for line in cases(options.seconds):
        print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
