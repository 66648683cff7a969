"""A broadcast on its way through the running product, while somebody writes and is answered.

The product runs with a webhook channel, in a process of its own, as `convivio run`; the system at
the other end is a third process, which counts (`bench.broadcast_receiver`). Afterwards a bare
aiohttp client posts the same bytes to the same system, 16 at once.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from bench.broadcast_people import BROADCAST, counts, write_brand, write_subscribers
from tests.product import Product, convivio, environment
from tests.signing import new_secret, signed_headers

SECRET = new_secret("bench")
WRITER = "writer"
WRITES_EVERY = 0.2
LOOKS_EVERY = 0.05
BARE_FLIGHT = 16
MOST_BARE = 20_000
"""Posts of the bare client at most: it does not get faster."""

SLOWEST = 100
"""People a second that the drain must make at least, lest it is given up."""

RECORD_SECONDS = 15.0

MB = 2**20

_ENDED = "occurrences WHERE status = 'ended' AND ended_at IS NOT NULL"


@contextmanager
def receiving() -> Iterator[str]:
    """Run the system at the other end, and give its address."""
    command = [sys.executable, "-m", "bench.broadcast_receiver"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command, env=environment(), stdin=pipe, stdout=pipe, text=True, encoding="ascii"
    )
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.communicate()


@dataclass
class Drained:
    """How it went: seconds from the start to the first message and to the last, memory in MB.

    `cpu` are the seconds of a processor that the product took for all of it.
    """

    people: int
    first: float
    seconds: float
    cpu: float
    idle_mb: float
    peak_mb: float
    sent: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """People a second."""
        return self.people / (self.seconds - self.first)

    @property
    def waits(self) -> list[float]:
        """Seconds that whoever wrote waited for each answer, from the shortest on."""
        pairs = zip(self.sent, self.answered, strict=True)
        return sorted(answered - sent for sent, answered in pairs)


@dataclass(frozen=True)
class Bare:
    """The bare client: posts a second, and seconds of a processor for each."""

    rate: float
    cpu: float


class Writer:
    """Somebody who writes five times a second, whatever else goes on."""

    def __init__(self, session: aiohttp.ClientSession, product: Product) -> None:
        self.sent: list[float] = []
        self._session = session
        self._url = f"{product.url}/channels/bench/site/messages"
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Write from now on."""
        self._task = asyncio.create_task(self._write())

    async def stop(self) -> None:
        """Write no more."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _write(self) -> None:
        while True:
            await asyncio.shield(self._say())
            await asyncio.sleep(WRITES_EVERY)

    async def _say(self) -> None:
        body = json.dumps({"from": WRITER, "text": "/hello"}).encode()
        headers = signed_headers(SECRET, f"hello-{len(self.sent)}", body)
        self.sent.append(time.monotonic())
        async with self._session.post(self._url, data=body, headers=headers) as answer:
            if answer.status != HTTPStatus.ACCEPTED:
                raise SystemExit(f"whoever writes was told {answer.status}")


async def drain(home: Path, people: int, place: str) -> tuple[Drained, Bare]:
    """Send a broadcast to so many people; return how it went, and how the bare client fared."""
    with receiving() as url:
        brand = write_brand(home / "brand", f"{url}/in")
        product = Product(brand, home, SITE_SECRET=SECRET, CONVIVIO_DATABASE=place)
        await asyncio.to_thread(write_subscribers, place, people)
        try:
            product.start()
            await asyncio.to_thread(product.wait_ready)
            async with aiohttp.ClientSession() as session:
                drained = await _drained(session, url, product, people)
            await asyncio.to_thread(_recorded, place)
            await asyncio.to_thread(product.stop)
        finally:
            product.close()
        await asyncio.to_thread(check, place, people)
        return drained, await bare(url, people)


async def _drained(
    session: aiohttp.ClientSession, url: str, product: Product, people: int
) -> Drained:
    writer = Writer(session, product)
    idle = product.memory() / MB
    used = _cpu(product)
    writer.begin()
    begun = await asyncio.to_thread(_start, product)
    told = await _arrived(session, url, people)
    await writer.stop()
    answers = await _answered(session, url, len(writer.sent))
    first, last = float(told["first"]) - begun, float(told["last"]) - begun
    used = _cpu(product) - used
    return Drained(people, first, last, used, idle, _peak(product), writer.sent, answers)


def _start(product: Product) -> float:
    """Start the broadcast as its staff would, and return when that was."""
    begun = time.monotonic()
    convivio("broadcast", "start", str(product.brand), BROADCAST, environ=product.environ)
    return begun


async def _told(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    async with session.get(f"{url}/told") as answer:
        told: dict[str, Any] = json.loads(await answer.read())
        return told


async def _arrived(session: aiohttp.ClientSession, url: str, people: int) -> dict[str, Any]:
    """Wait until everybody has got it, once."""
    told, until = await _told(session, url), time.monotonic() + 60 + people / SLOWEST
    while told["people"] < people:
        if time.monotonic() > until:
            raise SystemExit(f"only {told['people']} of {people} people got it in time")
        await asyncio.sleep(LOOKS_EVERY)
        told = await _told(session, url)
    if (told["receipts"], told["most"]) != (people, 1):
        raise SystemExit(f"{told['receipts']} messages came to {told['people']} people")
    return told


async def _answered(session: aiohttp.ClientSession, url: str, count: int) -> list[float]:
    async with asyncio.timeout(30):
        while True:
            answers = (await _told(session, url))["writers"].get(WRITER, [])
            if len(answers) == count:
                return list(map(float, answers))
            await asyncio.sleep(LOOKS_EVERY)


def _recorded(database: str) -> None:
    """Wait until the occurrence has ended in the records too; `check` tells where it has not."""
    for _ in range(int(RECORD_SECONDS / LOOKS_EVERY)):
        if counts(database, [_ENDED]) == [1]:
            return
        time.sleep(LOOKS_EVERY)


def _peak(product: Product) -> float:
    """Return the most memory that the process ever had, in MB."""
    status = Path(f"/proc/{product.process.pid}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _cpu(product: Product) -> float:
    """Return the seconds of a processor that the process has taken."""
    stat = Path(f"/proc/{product.process.pid}/stat").read_text(encoding="ascii")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def check(database: str, people: int) -> None:
    """Fail unless everybody's end is on record, and the occurrence's."""
    questions = (
        "recipients",
        "recipients WHERE status = 'accepted'",
        "deliveries WHERE kind = 'topic' AND status = 'accepted'",
        _ENDED,
    )
    found = counts(database, questions)
    if found != [people, people, people, 1]:
        raise SystemExit(f"the records say {found} of {people}")


async def bare(url: str, people: int) -> Bare:
    """Let an aiohttp client make such posts, 16 at once."""
    posts = iter(range(min(people, MOST_BARE)))
    body = json.dumps(_BODY, ensure_ascii=False, separators=(",", ":")).encode()

    async def worker(session: aiohttp.ClientSession) -> int:
        count = 0
        for number in posts:
            headers = signed_headers(SECRET, str(number), body)
            async with session.post(f"{url}/in", data=body, headers=headers) as answer:
                await answer.read()
            count += 1
        return count

    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as session:
        begun, used = time.perf_counter(), time.process_time()
        made = sum(await asyncio.gather(*(worker(session) for _ in range(BARE_FLIGHT))))
        seconds, cpu = time.perf_counter() - begun, time.process_time() - used
        return Bare(made / seconds, cpu / made)


_TEXT = "There is news from the market, the figs are here. Shall I keep some for you?"
_BUTTONS = ("Yes", "No", "No more of these")
_BODY = {
    "to": "user-0123456789abcdef01234567",
    "messages": [
        {
            "id": "0123456789abcdef01234567",
            "text": _TEXT,
            "markdown": _TEXT,
            "buttons": [
                {"id": f"0123456789abcdef01234567.{number}", "label": label}
                for number, label in enumerate(_BUTTONS)
            ],
            "media": [],
        }
    ],
}


def drain_case(
    home: Path, base: int, people: int, places: Sequence[str]
) -> list[dict[str, object]]:
    """Measure a broadcast to so many people, and to `base` for the memory of it.

    Args:
        home: a folder for brands and logs.
        base: people of the first broadcast.
        people: those of the second.
        places: a database for each of the two, in which there is nothing yet.

    Returns:
        A line for each of the two.
    """
    lines = []
    least = None
    for place, (name, size) in zip(places, (("base", base), ("all", people)), strict=True):
        folder = home / name
        folder.mkdir()
        drained, plainly = asyncio.run(drain(folder, size, place))
        least = drained.peak_mb if least is None else least
        lines.append({**told(drained, plainly), "mb_above_the_first": _mb(drained.peak_mb - least)})
    return lines


def told(drained: Drained, plainly: Bare) -> dict[str, object]:
    """Return the line of one broadcast."""
    waits = drained.waits
    return {
        "case": f"send to {drained.people} people, and answer one who writes",
        "first_message_seconds": round(drained.first, 2),
        "seconds": round(drained.seconds, 1),
        "per_second": round(drained.rate),
        "bare_per_second": round(plainly.rate),
        "of_bare": round(drained.rate / plainly.rate, 2),
        "cpu_us_each": round(drained.cpu / drained.people * 1e6),
        "bare_cpu_us_each": round(plainly.cpu * 1e6),
        "answers": len(waits),
        "answer_p50_ms": round(statistics.median(waits) * 1e3),
        "answer_p99_ms": round(waits[int(len(waits) * 0.99)] * 1e3),
        "idle_mb": _mb(drained.idle_mb),
        "peak_mb": _mb(drained.peak_mb),
    }


def _mb(amount: float) -> float:
    return round(amount, 1)
