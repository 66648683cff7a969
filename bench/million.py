"""What a million people cost: a turn among them beside one in a small database, and a start.

    python -m bench.million --people 1000000

People of two databases hold a real dialogue through the real intake and turn, turn about: one has
a few hundred people, the other a million, each with an identity, a conversation, a message, a reply
and what they answered, under ids that lie as scattered as real ones. Whoever talks is one of
them, and after each dialogue it is somebody else. Messages are kept, not sent. Then the product
is started on the large one.

On SQLite (WAL, synchronous FULL) and on a PostgreSQL server of its own with its usual settings,
every commit on the disk, after the VACUUM and ANALYZE that autovacuum would do, and with what is
stored in the system's memory, as it is after a while: a page that is not there costs a read of the
disk, whatever the program. Prints one JSON line for each number of people who talk at once, and one
for the start; exit code 0 means that every budget was kept. Needs some 5 GB of disk.
"""

import argparse
import asyncio
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path

import psycopg

from bench.turns import SCRIPT, SETTINGS, Measure, at_work, measured, write_brand
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import EventId
from bot.dialogue.publishing.library import Library
from bot.engine.engine import Engine
from bot.engine.report import TurnReport
from bot.store.database import open_store
from tests.databases.packaged import serving
from tests.product import Product

TURN_RATIO = 1.3
READY_SECONDS = 3.0
CASES = (1, 64)
FEW = 512
DATABASES = ("sqlite", "postgresql")

IDS = {
    "persons": ("id",),
    "identities": ("external_id", "person"),
    "conversations": ("id", "person"),
    "events": ("id", "sender"),
    "deliveries": ("id", "group_id", "event", "recipient", "lane", "conversation"),
    "runs": ("id", "conversation", "person"),
    "answers": ("run", "person"),
}
"""Tables in which a person is copied, and the columns that tell the copy from the person."""

KEEP_LAST = """
DELETE FROM {table} WHERE seq < (SELECT max(seq) FROM {table})
"""
WIDEN = "UPDATE conversations SET state = state || '{room}'"
NARROW = "UPDATE conversations SET state = rtrim(state)"
ROOM = 330
"""Characters by which a state has grown in the midst of a dialogue: pages have room for that."""
SETTLE = "UPDATE deliveries SET status = 'accepted', settled_at = created_at"
COPY = """
INSERT INTO {table} ({columns}) SELECT {values} FROM {numbers} CROSS JOIN {table} AS one
"""
NUMBERS = {
    "sqlite": "(WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {most})"
    " SELECT i FROM n) AS n",
    "postgresql": "generate_series(1, {most}) AS n(i)",
}


FILLING = ("PRAGMA synchronous = OFF", "PRAGMA cache_size = -1000000")
IN_HASTE = {"fsync": "off", "max_wal_size": "'16GB'", "synchronous_commit": "off"}
"""While a database is filled: nothing is lost that could not be made again."""


def copied(text: str, number: int) -> str:
    """Return the id of a copy: scattered, and always the same."""
    return md5(f"{text}-{number}".encode(), usedforsecurity=False).hexdigest()


def copies(kind: str, columns: dict[str, Sequence[str]], most: int) -> Iterator[str]:
    """Return the statements that copy one person so often, with all that is theirs."""
    for table, names in columns.items():
        values = [_copy_of(table, name) for name in names]
        yield COPY.format(
            table=table,
            columns=", ".join(f'"{name}"' for name in names),
            values=", ".join(values),
            numbers=NUMBERS[kind].format(most=most),
        )


def _copy_of(table: str, column: str) -> str:
    if column in IDS[table]:
        return f"md5(one.\"{column}\" || '-' || n.i)"
    if column == "seq":
        return "one.seq - n.i"
    return f'one."{column}"'


class Visitors:
    """People of a database who talk, a few at once; whoever has ended makes room for somebody else.

    Args:
        people: how many there are.
        at_once: how many talk at once.
        seed: who they are.
    """

    def __init__(self, people: int, at_once: int, seed: int) -> None:
        self.turns = 0
        self._people, self._at_once, self._seed = people, at_once, seed
        self._answered: dict[EventId, asyncio.Event] = {}

    def observe(self, report: TurnReport) -> None:
        """Wake whoever waits for this turn."""
        self._turn(report.event.id).set()

    async def talk(self, engine: Engine, seconds: float) -> None:
        """Let them talk for a while, and end the dialogues they are in."""
        until = time.perf_counter() + seconds
        await asyncio.gather(*(self._visit(engine, one, until) for one in range(self._at_once)))

    def _turn(self, event: EventId) -> asyncio.Event:
        return self._answered.setdefault(event, asyncio.Event())

    async def _visit(self, engine: Engine, place: int, until: float) -> None:
        chance = random.Random(f"{self._seed}-{self._at_once}-{place}-{self.turns}")
        while time.perf_counter() < until:
            # No two at once are the same person.
            number = chance.randrange(self._people // self._at_once) * self._at_once + place + 1
            sender = Sender(copied("person-0", number), name="Ada", language="en")
            for text in SCRIPT:
                name = f"{number}-{chance.getrandbits(64):x}"
                update = Incoming(name, sender, Said(text), raw=text.encode() * 10)
                (receipt,) = await engine.take_in(SETTINGS, (update,))
                await self._turn(receipt.event).wait()
                del self._answered[receipt.event]
                self.turns += 1


async def talked(url: str, library: Library, visitors: Visitors, seconds: float) -> Measure:
    """Let visitors of a database talk, and return what their turns cost after a warm-up."""
    async with at_work(library, await open_store(url), visitors.observe) as engine:
        await visitors.talk(engine, seconds / 2)
        warm, times = visitors.turns, list[float]()
        with measured(times):
            await visitors.talk(engine, seconds)
    return Measure(visitors.turns - warm, *times)


async def begun(url: str, library: Library) -> None:
    """Make a database in which one person has talked."""
    heard = asyncio.Event()
    async with at_work(library, await open_store(url), lambda _: heard.set()) as engine:
        for number, text in enumerate(SCRIPT):
            sender = Sender("person-0", name="Ada", language="en")
            heard.clear()
            await engine.take_in(SETTINGS, (Incoming(str(number), sender, Said(text)),))
            await heard.wait()


def fill_file(path: Path, most: int) -> None:
    """Copy the one person of an SQLite file so often."""
    with closing(sqlite3.connect(path)) as there, there:
        for pragma in FILLING:
            there.execute(pragma)
        there.create_function("md5", 1, lambda text: md5(text.encode()).hexdigest())
        for table in ("events", "deliveries"):
            there.execute(KEEP_LAST.format(table=table))
        there.execute(SETTLE)
        there.execute(WIDEN.format(room=" " * ROOM))
        columns = {
            table: [row[1] for row in there.execute(f"PRAGMA table_info({table})")] for table in IDS
        }
        for statement in copies("sqlite", columns, most):
            there.execute(statement)
        there.execute(NARROW)


def fill_server(url: str, most: int) -> None:
    """Copy the one person of a database on a server so often."""
    with in_haste(url), psycopg.connect(url) as there:
        for table in ("events", "deliveries"):
            there.execute(KEEP_LAST.format(table=table))
        there.execute(SETTLE)
        there.execute(WIDEN.format(room=" " * ROOM))
        columns = {}
        for table in IDS:
            described = there.execute(f"SELECT * FROM {table} LIMIT 0").description or ()
            columns[table] = [one.name for one in described]
        for statement in copies("postgresql", columns, most):
            there.execute(statement)
        there.execute(NARROW)
    with psycopg.connect(url, autocommit=True) as there:
        there.execute("VACUUM (ANALYZE)")


@contextmanager
def in_haste(url: str) -> Iterator[None]:
    """Let a server keep nothing safe for a while."""
    with psycopg.connect(url, autocommit=True) as there:
        for name, value in IN_HASTE.items():
            there.execute(f"ALTER SYSTEM SET {name} = {value}")
        there.execute("SELECT pg_reload_conf()")
        yield
        there.execute("ALTER SYSTEM RESET ALL")
        there.execute("SELECT pg_reload_conf()")
        there.execute("CHECKPOINT")


@contextmanager
def places(kind: str, home: Path) -> Iterator[tuple[str, str]]:
    """Give the URLs of two new databases."""
    if kind == "sqlite":
        yield f"sqlite:///{home / 'few.db'}", f"sqlite:///{home / 'many.db'}"
        return
    with serving(home / "data", "few", "many") as (few, many):
        yield few, many


def fill(url: str, library: Library, most: int) -> float:
    """Make a database with so many people, and return the seconds that it took."""
    asyncio.run(begun(url, library))
    since = time.perf_counter()
    if url.startswith("sqlite"):
        fill_file(Path(url.removeprefix("sqlite:///")), most)
    else:
        fill_server(url, most)
    return time.perf_counter() - since


def warm(folder: Path) -> None:
    """Let the system have everything in its memory that is stored in a folder."""
    for file in folder.rglob("*"):
        if file.is_file():
            with file.open("rb") as stored:
                while stored.read(2**20):
                    pass


@dataclass(frozen=True)
class Turns:
    """How turns are measured: in rounds of so many seconds."""

    library: Library
    people: int
    rounds: int
    seconds: float

    def compare(self, urls: tuple[str, str], at_once: int) -> dict[str, object]:
        """Return what a turn costs in both databases, measured turn about.

        The ratio is the median of those of the rounds: what else the machine does meanwhile comes
        and goes.
        """
        few, many = [], []
        for number in range(self.rounds):
            both = [(few, urls[0], FEW), (many, urls[1], self.people)]
            for found, url, most in both if number % 2 else reversed(both):
                visitors = Visitors(most, at_once, number)
                found.append(asyncio.run(talked(url, self.library, visitors, self.seconds)))
        ratio = statistics.median(
            one.rate / other.rate for one, other in zip(few, many, strict=True)
        )
        cpu_us = [statistics.median(one.cpu_us for one in found) for found in (few, many)]
        return {
            "at_once": at_once,
            "among_few_us": round(statistics.median(1e6 / one.rate for one in few)),
            "among_many_us": round(statistics.median(1e6 / one.rate for one in many)),
            "ratio": round(ratio, 2),
            "cpu_ratio": round(cpu_us[1] / cpu_us[0], 2),
            "budget_ratio": TURN_RATIO,
            "verdict": "kept" if ratio <= TURN_RATIO else "broken",
        }


def start(url: str, brand: Path, home: Path, rounds: int) -> dict[str, object]:
    """Return how long the product takes until it is ready, with what it holds in memory."""
    place = url.removeprefix("sqlite:///")
    product, seen = Product(brand, home, CONVIVIO_DATABASE=place), []
    for _ in range(rounds):
        product.start()
        try:
            seen.append(product.wait_ready(60.0))
            memory = product.memory() / 2**20
        finally:
            product.stop()
    seconds = statistics.median(seen)
    return {
        "ready_seconds": round(seconds, 2),
        "rss_mb": round(memory, 1),
        "budget_seconds": READY_SECONDS,
        "verdict": "kept" if seconds < READY_SECONDS else "broken",
    }


def measure(kind: str, people: int, rounds: int, seconds: float) -> Iterator[dict[str, object]]:
    """Return the lines of one kind of database."""
    with tempfile.TemporaryDirectory() as folder, places(kind, Path(folder)) as urls:
        home = Path(folder)
        turns = Turns(write_brand(home / "brand"), people, rounds, seconds)
        fill(urls[0], turns.library, FEW)
        told = {"database": kind, "people": people}
        yield {**told, "filled_seconds": round(fill(urls[1], turns.library, people), 1)}
        for at_once in CASES:
            warm(home)
            yield told | turns.compare(urls, at_once)
        yield told | start(urls[1], home / "brand", home, rounds)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.million", description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0)
    given = parser.parse_args(arguments)
    verdicts = set()
    for kind in given.database or DATABASES:
        for line in measure(kind, given.people, given.rounds, given.seconds):
            verdicts.add(line.get("verdict", "kept"))
            print(json.dumps(line), flush=True)
    return 0 if verdicts == {"kept"} else 1


if __name__ == "__main__":
    sys.exit(main())
