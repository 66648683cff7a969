"""Memory over many turns: how much the real product grows while people keep talking.

    python -m bench.soak --turns 20000

Half of the people wait for their answers in the request (`?wait=`), half have them delivered.
Prints one JSON line; exit code 0 means that the growth stayed within the budget. Memory is the
resident set of the product's process, in MB of 2^20 bytes.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.faults.market import write_market
from tests.faults.receiver import CALM, Receiver
from tests.product import Product
from tests.signing import new_secret, signed_headers

BUDGET_MB = 48.0
"""The growth that is allowed, whatever the number of turns up to 20,000."""

CHANNELS = 8
"""Each channel takes 200 messages a second for long: several let the talk run faster."""

LINES = ("/stall", "To buy", "12", "no", "/weather")
MB = 2**20


@dataclass(frozen=True)
class Measured:
    """What was seen: memory when idle, after a twentieth of the turns, and at the end (bytes)."""

    turns: int
    idle: int
    warm: int
    end: int
    seconds: float

    @property
    def growth_mb(self) -> float:
        """What was added since the product was idle."""
        return (self.end - self.idle) / MB


def write_brand(folder: Path, deliver_to: str) -> Path:
    """Write the market with several channels, every other one without `deliver_to`."""
    write_market(folder, deliver_to)
    brand = folder / "brand.yaml"
    head, _, topics = brand.read_text().partition("channels:\n")
    channels = [
        f'  site{number}: {{adapter: webhook, secret: "${{SITE_SECRET}}"'
        + (f', deliver_to: "{deliver_to}"}}' if number % 2 else "}")
        for number in range(CHANNELS)
    ]
    rest = topics[topics.index("topics:") :]
    brand.write_text(head + "channels:\n" + "\n".join(channels) + "\n" + rest)
    return folder


class Talker:
    """One person who says the same few lines over and over."""

    def __init__(self, number: int, product: Product, receiver: Receiver, secret: str) -> None:
        self._name = f"user-{number}"
        self._channel = number % CHANNELS
        self._url = f"{product.url}/channels/market/site{self._channel}/messages"
        self._receiver = receiver
        self._secret = secret

    async def talk(self, session: aiohttp.ClientSession, begin: int, turns: int) -> None:
        """Say lines `begin` to `begin + turns`, hearing each answer before the next."""
        for turn in range(begin, begin + turns):
            await self._say(session, turn)
            if self._channel % 2:
                await self._receiver.heard(self._name, turn + 1, 60)

    async def _say(self, session: aiohttp.ClientSession, turn: int) -> None:
        body = json.dumps({"from": self._name, "text": LINES[turn % len(LINES)]}).encode()
        query = "" if self._channel % 2 else "?wait=10"
        while True:
            headers = signed_headers(self._secret, f"{self._name}-{turn}", body)
            async with session.post(self._url + query, data=body, headers=headers) as answer:
                await answer.read()
                if answer.status != aiohttp.http.HTTPStatus.TOO_MANY_REQUESTS:
                    answer.raise_for_status()
                    return
                await asyncio.sleep(float(answer.headers["Retry-After"]))


async def measure(turns: int, people: int) -> Measured:
    """Run the product and let `people` share about `turns` turns."""
    secret = new_secret("soak")
    receiver = Receiver(secret, CALM, random.Random(0))
    await receiver.open()
    with tempfile.TemporaryDirectory() as folder:
        brand = write_brand(Path(folder) / "market", receiver.url)
        product = Product(brand, Path(folder), SITE_SECRET=secret)
        try:
            product.start()
            await asyncio.to_thread(product.wait_ready)
            return await _talk(product, receiver, secret, turns, people)
        finally:
            product.close()
            await receiver.close()


async def _talk(
    product: Product, receiver: Receiver, secret: str, turns: int, people: int
) -> Measured:
    idle = product.memory()
    begun = time.monotonic()
    talkers = [Talker(number, product, receiver, secret) for number in range(people)]
    each = max(turns // people, 1)
    warm_turns = max(each // 20, 1)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(one.talk(session, 0, warm_turns) for one in talkers))
        warm = product.memory()
        rest = each - warm_turns
        await asyncio.gather(*(one.talk(session, warm_turns, rest) for one in talkers))
    seconds = time.monotonic() - begun
    return Measured(each * people, idle, warm, product.memory(), seconds)


def report(measured: Measured) -> dict[str, object]:
    """Return the line that is printed."""
    return {
        "measure": "memory over turns",
        "turns": measured.turns,
        "turns_per_second": round(measured.turns / measured.seconds),
        "idle_mb": round(measured.idle / MB, 1),
        "warm_mb": round(measured.warm / MB, 1),
        "end_mb": round(measured.end / MB, 1),
        "growth_mb": round(measured.growth_mb, 1),
        "budget_mb": BUDGET_MB,
        "verdict": "kept" if measured.growth_mb <= BUDGET_MB else "broken",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--turns", type=int, default=20_000)
    parser.add_argument("--people", type=int, default=40)
    given = parser.parse_args(arguments)
    told = report(asyncio.run(measure(given.turns, given.people)))
    print(json.dumps(told))
    return 0 if told["verdict"] == "kept" else 1


if __name__ == "__main__":
    sys.exit(main())
