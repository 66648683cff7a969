"""What conversations cost that nobody continues: memory of the running product, and time of a turn.

    python -m bench.idle --conversations 10000 --open 100000

The product runs with one channel on Telegram and one on Discord, both connected to their
stand-ins, and one person talks on each. Then it is stopped, those two are copied 5,000 times each
in its database (people, identities, conversations and past events), and it runs again. Memory is
the resident set of its process, in MB of 2^20 bytes.

The cost of a turn is measured as in `bench.turns`, 64 people at once, in databases that hold 100
and 100,000 more conversations. Prints one JSON line each; exit code 0 means that every budget
was kept.
"""

import argparse
import asyncio
import json
import sqlite3
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import aiohttp

from bench.turns import Measure, product, write_brand
from bot.dialogue.publishing.library import Library
from tests.faults.market import write_platform_market
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram
from tests.platforms.process import Addresses, standing_in
from tests.product import ColdProduct

BUDGET_MB = 150.0
GROWTH_MB = 8.0
"""What is allowed beside chance: the database's pages in memory are bounded by its cache."""

TURN_RATIO = 1.25
"""A turn among 100,000 open conversations costs at most so many times one among 100."""

AT_ONCE = 64
MB = 2**20
SECONDS = 20.0

CHANGED = {
    "persons": ("id",),
    "identities": ("external_id", "person"),
    "conversations": ("id", "person"),
    "events": ("id", "sender"),
}
"""Tables in which a person is copied, and the columns that tell the copy from the person."""

COPY = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO {table} ({columns}) SELECT {values} FROM n, {table} AS one
"""


def copy_people(database: Path, times: int, tables: Sequence[str] = tuple(CHANGED)) -> int:
    """Copy everybody in a database so often, and return how many conversations it then holds."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = [
                f"one.{name} || printf('%06d', i)" if name in CHANGED[table] else f"one.{name}"
                for name in columns
            ]
            copy = COPY.format(table=table, columns=", ".join(columns), values=", ".join(values))
            connection.execute(copy, (times,))
        (count,) = connection.execute("SELECT count(*) FROM conversations").fetchone()
        return int(count)


class Running:
    """The product on both platforms: its memory when ready, and after two people have talked."""

    def __init__(self, home: Path, addresses: Addresses) -> None:
        brand = write_platform_market(home / "market", addresses)
        self.product = ColdProduct(
            brand, home, TELEGRAM_TOKEN="1:telegram", DISCORD_TOKEN="discord"
        )
        self._addresses = addresses
        self._begun = False

    async def memory(self) -> float:
        """Start it, let two people talk, and return its memory in MB."""
        async with aiohttp.ClientSession() as session:
            telegram = Telegram(session, self._addresses)
            discord = Discord(session, self._addresses)
            if not self._begun:
                await self._begin(telegram, discord)
            self.product.start()
            await asyncio.to_thread(self.product.wait_ready)
            await _connected(discord)
            for _ in range(3):
                await self._ask(telegram, discord)
            memory = self.product.memory() / MB
        await asyncio.to_thread(self.product.stop)
        return memory

    async def _begin(self, telegram: Telegram, discord: Discord) -> None:
        await telegram.begin()
        await discord.begin()
        self._ada, self._grace = await telegram.person("Ada"), await discord.person("Grace")
        self._begun = True

    async def _ask(self, telegram: Telegram, discord: Discord) -> None:
        """Let both ask for the weather, and hear it."""
        before = await self._read(telegram, discord)
        await telegram.say(self._ada, "/weather")
        await discord.say(self._grace, "/weather")
        async with asyncio.timeout(SECONDS):
            while await self._read(telegram, discord) < before + 2:  # noqa: ASYNC110 - another process tells nothing
                await asyncio.sleep(0.05)

    async def _read(self, telegram: Telegram, discord: Discord) -> int:
        """Return how much the bots have written."""
        seen = [*await telegram.chat(self._ada), *await discord.chat(self._grace)]
        return sum(one.by_bot for one in seen)


async def _connected(discord: Discord) -> None:
    control = discord.control
    async with asyncio.timeout(SECONDS):
        while True:
            told = await control.get("sessions", token=control.token)
            if any(one["connected"] for one in told["sessions"]):
                return
            await asyncio.sleep(0.05)


async def measure_memory(conversations: int) -> dict[str, object]:
    """Return the memory without and with so many idle conversations."""
    with tempfile.TemporaryDirectory() as folder, standing_in() as addresses:
        running = Running(Path(folder), addresses)
        try:
            await running.memory()  # the first start makes the database, which costs more
            alone = await running.memory()
            held = copy_people(running.product.database, conversations // 2)
            among = await running.memory()
        finally:
            running.product.close()
    return {
        "measure": "memory with one channel on Telegram and one on Discord",
        "conversations": held,
        "alone_mb": round(alone, 1),
        "among_them_mb": round(among, 1),
        "growth_mb": round(among - alone, 1),
        "budget_mb": BUDGET_MB,
        "budget_growth_mb": GROWTH_MB,
        "verdict": "kept" if among < BUDGET_MB and among - alone < GROWTH_MB else "broken",
    }


def turns_among(library: Library, path: Path, others: int, seconds: float) -> Measure:
    """Return the cost of turns in a database that holds so many other conversations."""
    asyncio.run(product(library, path, AT_ONCE, 0.05))
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in ("events", "deliveries", "runs", "answers"):
            connection.execute(f"DELETE FROM {table}")
    tables = ("persons", "identities", "conversations")
    copy_people(path, max(1, others // AT_ONCE), tables)
    return asyncio.run(product(library, path, AT_ONCE, seconds))


def measure_turns(few: int, many: int, seconds: float, rounds: int = 2) -> dict[str, object]:
    """Return the cost of a turn among few and among many conversations, turn about."""
    costs: dict[int, list[float]] = {few: [], many: []}
    with tempfile.TemporaryDirectory() as folder:
        library = write_brand(Path(folder) / "brand")
        for number in range(rounds):
            for others in (few, many):
                path = Path(folder) / f"{others}-{number}.db"
                costs[others].append(turns_among(library, path, others, seconds).cpu_us)
    ratio = min(costs[many]) / min(costs[few])
    return {
        "measure": "cpu of a turn among open conversations",
        f"among_{few}_us": round(min(costs[few]), 1),
        f"among_{many}_us": round(min(costs[many]), 1),
        "ratio": round(ratio, 2),
        "budget_ratio": TURN_RATIO,
        "verdict": "kept" if ratio <= TURN_RATIO else "broken",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.idle", description=__doc__)
    parser.add_argument("--conversations", type=int, default=10_000)
    parser.add_argument("--open", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=2.0)
    given = parser.parse_args(arguments)
    memory = asyncio.run(measure_memory(given.conversations))
    print(json.dumps(memory), flush=True)
    turns = measure_turns(100, given.open, given.seconds)
    print(json.dumps(turns), flush=True)
    return 0 if {memory["verdict"], turns["verdict"]} == {"kept"} else 1


if __name__ == "__main__":
    sys.exit(main())
