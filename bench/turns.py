"""Durable turns per second on SQLite (WAL, synchronous FULL), beside raw sqlite3 in the same run.

    python -m bench.turns --seconds 3

People hold a real dialogue through the real intake and turn: each waits for the answer to what
they said before they say the next thing, and begins again at the end. Messages are kept, not sent:
sending has costs of its own. Raw sqlite3 then writes the same rows, which it takes from the
product's own database: one turn a commit, and 64 turns a commit.

One JSON line a case. 64 people are set against raw with 64 turns a commit and with one,
one person alone against raw with one.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.contract import ChannelSettings
from bot.cli.uncollected import keep_all
from bot.core.events import Incoming, Said, Sender
from bot.core.ids import BrandId, ChannelName, EventId
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.engine.engine import Engine, Observe
from bot.engine.report import TurnReport
from bot.store.database import Store, open_store
from bot.understanding import words

BRAND = """brand: bench
title: Bench
languages: [en]
timezone: UTC
channels:
  site: {adapter: webchat}
"""
DIALOGUE = """dialogue: survey
starts:
  - command: survey
steps:
  - ask: Today, marketing is above all…
    as: view
    choices: {interruption: An interruption, conversation: A conversation, both: Both}
  - ask: Where have you seen it work best?
    as: example
  - ask: From 0 to 10, how much does your company practise it?
    as: score
    type: number
    min: 0
    max: 10
  - say: Thank you, {score} it is.
"""
SCRIPT = ("/survey", "A conversation", "At the market, on a Saturday", "7")
SETTINGS = ChannelSettings(BrandId("bench"), ChannelName("site"), "webchat")
RAW_GROUP = 64
CASES = (1, 64, 256)
PRAGMAS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL")
TABLES = ("events", "deliveries", "conversations", "persons", "runs", "answers")
EVERY_TURN = ("conversations", "persons")
ENDED = "UPDATE events SET done_at = 1, outcome = 'done' WHERE brand = ? AND id = ?"

Case = Callable[[Library, Path, int, float], dict[str, object]]
"""Measures: in a folder, with so many people at once, for so many seconds."""


@dataclass(frozen=True)
class Measure:
    """One case: turns, wall seconds, CPU seconds of the process."""

    turns: int
    seconds: float
    cpu: float

    @property
    def rate(self) -> float:
        """Turns per second."""
        return self.turns / self.seconds

    @property
    def cpu_us(self) -> float:
        """CPU microseconds a turn."""
        return self.cpu / self.turns * 1e6


class Crowd:
    """People who talk at once, each waiting for an answer before saying the next thing.

    They are numbered from `first` on, so that several crowds may talk at one database.
    """

    def __init__(self, size: int, first: int = 0) -> None:
        self.turns = 0
        self._first = first
        self._said = [0] * size
        self._answered: dict[EventId, asyncio.Event] = {}

    def observe(self, report: TurnReport) -> None:
        """Wake whoever waits for this turn."""
        self._turn(report.event.id).set()

    async def talk(self, engine: Engine, seconds: float) -> None:
        """Let everybody talk for a while, and finish the dialogue they are in."""
        until = time.perf_counter() + seconds
        await asyncio.gather(
            *(self._talk(engine, person, until) for person in range(len(self._said)))
        )

    def _turn(self, event: EventId) -> asyncio.Event:
        return self._answered.setdefault(event, asyncio.Event())

    async def _talk(self, engine: Engine, person: int, until: float) -> None:
        who = self._first + person
        sender = Sender(f"person-{who}", name="Ada", language="en")
        while time.perf_counter() < until or self._said[person] % len(SCRIPT):
            said = self._said[person]
            text = SCRIPT[said % len(SCRIPT)]
            update = Incoming(f"{who}-{said}", sender, Said(text), raw=text.encode() * 10)
            (receipt,) = await engine.take_in(SETTINGS, (update,))
            await self._turn(receipt.event).wait()
            del self._answered[receipt.event]
            self._said[person] += 1
            self.turns += 1


@contextmanager
def measured(into: list[float]) -> Iterator[None]:
    """Append wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    into += [time.perf_counter() - wall, time.process_time() - cpu]


@asynccontextmanager
async def at_work(
    library: Library, store: Store, observe: Observe | None = None, owner: str = "bench"
) -> AsyncIterator[Engine]:
    """Let the product work over a store, which it closes; `observe` is told of every turn."""
    keep_all()  # as it does by itself, once it has read its brands
    brands = {library.brand.id: library}
    engine = Engine(store, brands, {}, words, lambda: datetime.now(UTC), owner, observe)
    await engine.start()
    yield engine
    await engine.stop(0)
    await store.close()


async def product(library: Library, path: Path, size: int, seconds: float) -> Measure:
    """Measure the product with `size` people at once, after a warm-up."""
    crowd, times = Crowd(size), list[float]()
    store = await open_store(f"sqlite:///{path}")
    async with at_work(library, store, crowd.observe) as engine:
        await crowd.talk(engine, seconds / 4)
        warm = crowd.turns
        with measured(times):
            await crowd.talk(engine, seconds)
    check(path, crowd.turns)
    return Measure(crowd.turns - warm, *times)


def check(path: Path, turns: int) -> None:
    """Fail unless every turn left its rows, and every dialogue was finished."""
    with sqlite3.connect(path) as database:
        count = {
            question: database.execute(f"SELECT count(*) FROM {question}").fetchone()[0]
            for question in (
                "events WHERE outcome = 'done' AND raw IS NULL",
                "events",
                "deliveries",
                "runs WHERE \"end\" = 'ended'",
                "answers",
            )
        }
    dialogues = turns // len(SCRIPT)
    expected = [turns, turns, turns, dialogues, dialogues * 3]
    if list(count.values()) != expected:
        raise SystemExit(f"rows are missing: {count}, expected {expected}")


Batch = list[tuple[str, list[tuple[object, ...]]]]
"""What one commit writes: statements, each with the rows to execute it for."""


class Rows:
    """The rows that the product wrote, dealt out evenly to as many turns."""

    def __init__(self, path: Path) -> None:
        with sqlite3.connect(path) as database:
            self.schema = [
                row[0]
                for row in database.execute(
                    "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC"
                )
            ]
            self.tables = {
                table: database.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES
            }
        self.turns = len(self.tables["events"])

    def batches(self, group: int) -> list[Batch]:
        """Return what every `group` turns write, ready to be executed."""
        return [
            [(statement, self._dealt(table, first, group)) for table, statement in self._inserts()]
            + [(ENDED, [row[:2] for row in self._dealt("events", first, group)])]
            for first in range(0, self.turns - group + 1, group)
        ]

    def _inserts(self) -> list[tuple[str, str]]:
        return [
            (
                table,
                f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * len(rows[0]))})",
            )
            for table, rows in self.tables.items()
        ]

    def _dealt(self, table: str, first: int, group: int) -> list[tuple[object, ...]]:
        rows = self.tables[table]
        if table in EVERY_TURN:
            return [rows[turn % len(rows)] for turn in range(first, first + group)]
        return rows[first * len(rows) // self.turns : (first + group) * len(rows) // self.turns]


def raw(rows: Rows, path: Path, group: int, seconds: float) -> Measure:
    """Measure plain sqlite3 writing the same rows, `group` turns a commit."""
    database = sqlite3.connect(path, isolation_level=None)
    for statement in (*PRAGMAS, *rows.schema):
        database.execute(statement)
    batches, times, done = rows.batches(group), list[float](), 0
    with measured(times):
        until = time.perf_counter() + seconds
        for batch in batches:
            database.execute("BEGIN IMMEDIATE")
            for statement, values in batch:
                database.executemany(statement, values)
            database.execute("COMMIT")
            done += 1
            if time.perf_counter() > until:
                break
    database.close()
    return Measure(done * group, *times)


def case(library: Library, home: Path, size: int, seconds: float) -> dict[str, object]:
    """Measure one case: the product, then raw sqlite3 with the rows that it wrote."""
    path = home / f"product-{size}.db"
    ours = asyncio.run(product(library, path, size, seconds))
    rows = Rows(path)
    one = raw(rows, home / f"raw-{size}-1.db", 1, seconds / 2)
    many = raw(rows, home / f"raw-{size}-{RAW_GROUP}.db", RAW_GROUP, seconds / 2)
    return {
        "case": f"{size} at once",
        "turns": ours.turns,
        "turns_per_second": round(ours.rate),
        "cpu_us_per_turn": round(ours.cpu_us, 1),
        "raw_one_commit_per_second": round(one.rate),
        "raw_64_a_commit_per_second": round(many.rate),
        "of_raw_one_commit": round(ours.rate / one.rate, 3),
        "of_raw_64_a_commit": round(ours.rate / many.rate, 3),
    }


def write_brand(folder: Path) -> Library:
    """Write the dialogue and read it as the product does."""
    (folder / "dialogues").mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND, encoding="utf-8")
    (folder / "dialogues" / "survey.yaml").write_text(DIALOGUE, encoding="utf-8")
    reading = read_brand(folder, os.environ, {"webchat"})
    if reading.library is None:
        raise SystemExit("\n".join(str(fault) for fault in reading.faults))
    return reading.library


def asking(name: str, about: str | None, *, seconds: float) -> argparse.ArgumentParser:
    """Return what reads for how long, and for how many people at once, a case is wanted."""
    parser = argparse.ArgumentParser(prog=name, description=about)
    parser.add_argument("--seconds", type=float, default=seconds, help="for each case")
    parser.add_argument("--size", type=int, action="append", help="people at once; may be repeated")
    return parser


def tell(case: Case, options: argparse.Namespace) -> int:
    """Run the cases and print one JSON line each; returns the exit code."""
    with tempfile.TemporaryDirectory() as folder:
        library = write_brand(Path(folder) / "brand")
        for size in options.size or CASES:
            line = case(library, Path(folder), size, options.seconds)
            print(json.dumps(line), flush=True)
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run the cases and print one JSON line each."""
    return tell(case, asking("bench.turns", __doc__, seconds=3.0).parse_args(arguments))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
