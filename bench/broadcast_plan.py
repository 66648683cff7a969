"""Planning a broadcast and claiming from it, beside the barest statements that would do the same.

The bare plan is one INSERT … SELECT into a table with a unique key and an index of what is pending;
the bare claim takes the oldest pending rows of that table in one statement. Both are durable.
"""

import asyncio
import os
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from bench.broadcast_people import BRAND, BROADCAST, CHANNEL, TOPIC, counts, write_subscribers
from bench.turns import PRAGMAS
from bot.broadcasts.occurring import begun_by_hand
from bot.broadcasts.planner import Planner, Surroundings
from bot.dialogue.publishing.library import Library
from bot.engine.facts import as_person
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.moments import to_moment
from bot.store.occurrences import add_occurrences, live_occurrences
from bot.store.recipients import RecipientsOpened, Share, due_recipients, mark_opened
from bot.store.sqlite import sqlite

T = TypeVar("T")

CLAIM = 500
"""People in one claim; fewer where there are not many."""

CLAIMS = 20
"""Claims at each place: a median needs some, and together they take a twentieth of all people."""

MB = 2**20

_BARE_TABLE = """
CREATE TABLE bare (
  id INTEGER PRIMARY KEY, brand TEXT NOT NULL, occurrence TEXT NOT NULL, conversation TEXT NOT NULL,
  person TEXT, topic TEXT NOT NULL, channel TEXT NOT NULL, recipient TEXT, space TEXT,
  status TEXT NOT NULL, due_at INTEGER NOT NULL, UNIQUE (brand, occurrence, conversation)
)"""
_BARE_INDEX = "CREATE INDEX bare_pending ON bare (due_at, id) WHERE status = 'planned'"
_BARE_PLAN = """
INSERT OR IGNORE INTO bare
  (brand, occurrence, conversation, person, topic, channel, recipient, space, status, due_at)
SELECT brand, 'o', conversation, person, topic, channel, recipient, space, 'planned', ?
FROM subscriptions WHERE brand = ? AND topic = ? ORDER BY person"""
_DONE = """
UPDATE {table} SET status = 'accepted' WHERE rowid IN (
  SELECT rowid FROM {table} ORDER BY due_at, conversation LIMIT ?)"""
_BARE_CLAIM = """
UPDATE bare SET status = 'opened' WHERE id IN (
  SELECT id FROM bare WHERE status = 'planned' AND due_at <= ? ORDER BY due_at, id LIMIT ?
) RETURNING conversation, recipient"""


class Watched(Store):
    """A store whose units are timed: the longest is how long anybody else waits for the lock."""

    def __init__(self, path: Path) -> None:
        super().__init__(sqlite(f"sqlite:///{path}"))
        self.longest = 0.0

    async def run(self, unit: Callable[[Connection], T]) -> T:
        """Run a unit by itself, until it is durable."""
        begun = time.perf_counter()
        try:
            return await super().run(unit)
        finally:
            self.longest = max(self.longest, time.perf_counter() - begun)


@contextmanager
def peak() -> Iterator[list[float]]:
    """Append by how many MB the process grew at most meanwhile."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before, grown = _memory("VmRSS"), list[float]()
    yield grown
    grown.append((_memory("VmHWM") - before) / MB)


def _memory(name: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def bare_plan(path: Path) -> float:
    """Plan everybody with one statement, and return how many seconds that took."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in (*PRAGMAS, _BARE_TABLE, _BARE_INDEX):
            database.execute(statement)
        begun = time.perf_counter()
        database.execute("BEGIN IMMEDIATE")
        database.execute(_BARE_PLAN, (to_moment(datetime.now(UTC)), BRAND, TOPIC))
        database.execute("COMMIT")
        return time.perf_counter() - begun


async def plan(path: Path, library: Library) -> dict[str, float]:
    """Plan everybody as the product does; return seconds, the longest unit in ms, and MB."""
    store = Watched(path)
    await store.open()
    now = datetime.now(UTC)
    row = begun_by_hand(library.brand, library.broadcasts[BROADCAST], now)
    await store.run(lambda connection: add_occurrences(connection, [row]))
    store.longest = 0.0
    surroundings = Surroundings(as_person, "bench", "bench")
    planner = Planner(store, {BRAND: library}, lambda: now, surroundings)
    with peak() as grown:
        begun = time.perf_counter()
        while await planner.look() is not None:
            pass
        seconds = time.perf_counter() - begun
    await store.close()
    return {"seconds": seconds, "longest": store.longest * 1e3, "grown": grown[0]}


def plan_case(home: Path, library: Library, people: int, rounds: int) -> dict[str, object]:
    """Measure planning, turn about with the bare plan; the best of each counts.

    Args:
        home: where databases are made; `planned.db` and `bare.db` are left there.
        library: the brand.
        people: how many subscribe.
        rounds: how often.
    """
    people_only = home / "people.db"
    write_subscribers(f"sqlite:///{people_only}", people)
    ours, bare = list[dict[str, float]](), list[float]()
    for _ in range(rounds):
        planned, plainly = home / "planned.db", home / "bare.db"
        for path in (planned, plainly):
            _copy(people_only, path)
        ours.append(asyncio.run(plan(planned, library)))
        bare.append(bare_plan(plainly))
        check_planned(planned, people)
    best = min(one["seconds"] for one in ours)
    return {
        "case": f"plan {people} people",
        "seconds": round(best, 3),
        "bare_seconds": round(min(bare), 3),
        "of_bare": round(best / min(bare), 2),
        "longest_write_lock_ms": round(min(one["longest"] for one in ours), 1),
        "grown_mb": round(max(one["grown"] for one in ours), 1),
    }


def _copy(source: Path, target: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(source, target)
    # Else the first commit that is measured would wait until all of the copy is on the disk.
    with target.open("rb") as copied:
        os.fsync(copied.fileno())


def check_planned(path: Path, people: int) -> None:
    """Fail unless everybody is planned once, and the planning has ended."""
    rows = ("recipients WHERE status = 'planned'", "recipients")
    found = counts(f"sqlite:///{path}", [*rows, "occurrences WHERE planned_at IS NOT NULL"])
    if found != [people, people, 1]:
        raise SystemExit(f"planned are {found} of {people}")


def claim_case(home: Path, people: int) -> dict[str, object]:
    """Measure claims with a tenth and with nine tenths of the people done, and the bare claim."""
    size = _size(people)
    ours = {part: asyncio.run(claims(home / "planned.db", people, part)) for part in (0.1, 0.9)}
    bare = {part: bare_claims(home / "bare.db", people, part) for part in (0.1, 0.9)}
    told = {f"claim_ms_at_{part:.0%}": round(ms, 2) for part, ms in ours.items()}
    told |= {f"bare_ms_at_{part:.0%}": round(ms, 2) for part, ms in bare.items()}
    return {
        "case": f"claim {size} of {people} people",
        **told,
        "of_bare": round(bare[0.1] / ours[0.1], 2),
        "at_90%_of_at_10%": round(ours[0.9] / ours[0.1], 2),
    }


async def claims(path: Path, people: int, done: float) -> float:
    """Return the milliseconds of a claim of the product, once that part of the people is done."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_DONE.format(table="recipients"), (int(people * done),))
    store = await open_store(f"sqlite:///{path}")
    (occurrence,) = await store.run(lambda found: live_occurrences(found, BRAND))
    size = _size(people)
    share, now = Share(BRAND, occurrence.id, CHANNEL), to_moment(datetime.now(UTC))

    def unit(connection: Connection) -> int:
        found = due_recipients(connection, share, now, size)
        conversations = [one.conversation for one in found]
        mark_opened(connection, RecipientsOpened(BRAND, occurrence.id, conversations, now))
        return len(found)

    times = list[float]()
    for _ in range(CLAIMS):
        begun = time.perf_counter()
        count = await store.run(unit)
        times.append(time.perf_counter() - begun)
        check_claim(count, size)
    await store.close()
    return statistics.median(times) * 1e3


def bare_claims(path: Path, people: int, done: float) -> float:
    """Return the milliseconds of a bare claim, once that part of the people is done."""
    now, times, size = to_moment(datetime.now(UTC)), list[float](), _size(people)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in PRAGMAS:
            database.execute(pragma)
        database.execute(_DONE.format(table="bare"), (int(people * done),))
        for _ in range(CLAIMS):
            begun = time.perf_counter()
            database.execute("BEGIN IMMEDIATE")
            claimed = database.execute(_BARE_CLAIM, (now, size)).fetchall()
            database.execute("COMMIT")
            times.append(time.perf_counter() - begun)
            check_claim(len(claimed), size)
    return statistics.median(times) * 1e3


def _size(people: int) -> int:
    return max(1, min(CLAIM, people // (20 * CLAIMS)))


def check_claim(count: int, wanted: int) -> None:
    """Fail unless a claim got as many as it wanted."""
    if count != wanted:
        raise SystemExit(f"a claim got {count} of {wanted}")
