"""What a broadcast must survive of outcomes: each person ends once, nothing is sent unrecorded."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from town import ends, join, news, opened, town

from bot.channels.capabilities import Capabilities, Pace, Rate
from bot.channels.contract import Group
from bot.core.events import Pressed, Said
from bot.core.outcomes import Accepted, Outcome, Rejected, Throttled, Unknown, Unreachable
from bot.store import sqlite
from bot.store.connection import Connection
from bot.store.moments import to_moment
from bot.store.statement import plainly
from bot.store.undecided import send_again, undecided
from bot.store.waterfall import parts
from tests.simulation.moved_product import Clock, Memory, Process, utc

EVE, MORNING, NOON = utc("2026-12-06 12:00"), utc("2026-12-07 09:00"), utc("2026-12-07 12:00")
DAILY = "when: 2026-12-07 10:00\n"
OPEN = {"planned", "opened"}

Standing = dict[str, tuple[str, str | None]]


class Fates(Memory):
    """A platform on which everybody has a fate: how what is sent to them ends, try by try."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.fates: dict[str, list[Outcome]] = {}
        self.watch: Callable[[], object] | None = None

    async def answer(self, group: Group) -> Sequence[Outcome]:
        if self.watch is not None:
            await self.watch()  # type: ignore[misc]
        fate = self.fates.get(group.to)
        outcome = fate.pop(0) if fate else Accepted()
        return [outcome] * len(group.parts)


async def fated(folder: Path, broadcasts: dict[str, str], *people: str) -> tuple[Process, Fates]:
    """Return a process on the eve of a broadcast, with people who agreed to it."""
    platform = Fates(Clock(EVE))
    process = await opened(town(folder, broadcasts), EVE, platform)
    await join(process, *people)
    platform.tried.clear()
    return process, platform


class Waterfall:
    """Looks at everybody of the only occurrence again and again, and at what may never happen."""

    def __init__(self, process: Process) -> None:
        self.looks = 0
        self.sizes: Counter[int] = Counter()
        self._process = process
        self._before: Standing = {}

    async def look(self) -> Standing:
        found, counts = await self._process.store.run(self._read)
        assert sum(counts.values()) == len(found)
        assert counts == Counter(found.values())
        for who, (status, reason) in self._before.items():
            assert status in OPEN or found[who] == (status, reason), "an end was undone"
        self.looks += 1
        self._before = found
        self.sizes[sum(status in OPEN for status, _ in found.values())] += 1
        return found

    def _read(self, connection: Connection) -> tuple[Standing, dict[tuple[str, str | None], int]]:
        rows = connection.exec_driver_sql(
            "SELECT occurrence, recipient, status, reason FROM recipients"
        ).fetchall()
        occurrences = {row[0] for row in rows}
        brand = self._process.library.brand.id
        counts = parts(connection, brand, occurrences.pop()) if occurrences else {}
        return {who: (status, reason) for _, who, status, reason in rows}, counts


async def test_item_01_everybody_ends_once_and_the_parts_always_sum_to_the_plan(tmp_path: Path):
    people = [f"person-{number}" for number in range(24)]
    process, platform = await fated(tmp_path, {"daily": DAILY}, *people)
    platform.fates = {
        "person-1": [Rejected("HTTP 400")],
        "person-2": [Unreachable("blocked")],
        "person-3": [Unknown("cut")],
        "person-4": [Throttled("busy")] * 3,
        "person-5": [Throttled("busy", 90.0)],
    }
    waterfall = Waterfall(process)
    platform.watch = waterfall.look
    # They have changed their minds by then, or just before it would have been tried again.
    await process.act("person-6", Said("/leave"))
    await process.act("person-7", Said("stop"))
    platform.fates["person-8"] = [Throttled("busy", 600.0)]
    await process.until(MORNING)
    await process.act("person-8", Said("stop"))
    await process.until(NOON)
    found = await waterfall.look()
    special: Standing = {
        "person-1": ("rejected", "HTTP 400"),
        "person-2": ("unreachable", "blocked"),
        "person-3": ("unknown", "cut"),
        "person-8": ("skipped", "stopped"),
    }
    planned = set(people) - {"person-6", "person-7"}
    assert found == {who: special.get(who, ("accepted", None)) for who in planned}
    assert waterfall.looks > len(planned)
    assert len(waterfall.sizes) > 2
    assert await process.rows("status FROM occurrences WHERE ended_at IS NOT NULL") == [("ended",)]
    await process.stop()


@pytest.mark.parametrize(
    ("chosen", "tries", "end"),
    [
        ("", 1, ("unknown", "cut")),
        ("if_unknown: leave\n", 1, ("unknown", "cut")),
        ("if_unknown: ask\n", 1, ("unknown", "cut")),
        ("if_unknown: send again\n", 2, ("accepted", None)),
    ],
)
async def test_item_04_the_owner_chooses_what_becomes_of_the_unknown(
    chosen: str, tries: int, end: tuple[str, str | None], tmp_path: Path
):
    process, platform = await fated(tmp_path, {"daily": DAILY + chosen}, "ada")
    platform.fates["ada"] = [Unknown("cut")]
    await process.until(NOON)
    assert len(platform.tried) == tries
    assert await ends(process, "daily") == {end: 1}
    await process.stop()


async def test_item_04_who_asked_to_be_asked_may_have_it_sent_again(tmp_path: Path):
    process, platform = await fated(tmp_path, {"daily": DAILY + "if_unknown: ask\n"}, "ada")
    platform.fates["ada"] = [Unknown("cut")]
    await process.until(NOON)
    ((occurrence,),) = await process.rows("id FROM occurrences")
    brand, now = process.library.brand.id, to_moment(process.clock())
    listed = await process.store.run(lambda one: undecided(one, brand, str(occurrence)))
    assert [(one.channel, one.reason) for one in listed] == [("web", "cut")]
    assert await process.store.run(lambda one: send_again(one, brand, str(occurrence), now)) == 1
    for dispatcher in process.engine._dispatchers.values():
        dispatcher.rescan()
    await process.rest()
    assert len(platform.tried) == 2
    assert await ends(process, "daily") == {("accepted", None): 1}
    await process.stop()


async def test_item_04_what_answers_somebody_is_sent_again(tmp_path: Path):
    process, platform = await fated(tmp_path, {"daily": DAILY}, "ada")
    platform.fates["ada"] = [Unknown("cut")]
    await process.act("ada", Said("/hello"))
    await process.later(seconds=5)
    assert len(platform.tried) == 2
    assert platform.texts("ada")[-1] == "Good day"
    await process.stop()


async def test_item_05_a_press_shows_that_it_had_come(tmp_path: Path):
    process, platform = await fated(tmp_path, {"daily": DAILY}, "ada", "bob")
    platform.fates = {"ada": [Unknown("cut")], "bob": [Unknown("cut")]}
    await process.until(NOON)
    assert await ends(process, "daily") == {("unknown", "cut"): 2}
    (sent,) = (group for group in platform.tried if group.to == "ada")
    (leave,) = sent.parts[0].message.buttons
    await process.act("ada", Pressed(leave.id))
    assert await ends(process, "daily") == {("accepted", None): 1, ("unknown", "cut"): 1}
    # What was pressed does what it says, too.
    assert await process.rows("recipient FROM subscriptions") == [("bob",)]
    await process.stop()


class Breaking(Memory):
    """A platform whose fifth message is when the store breaks; its ids take room in the store."""

    capabilities = Capabilities(buttons=100, groups=True, pace=Pace(channel=Rate(200, 1, 1)))

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.breaks: Callable[[], object] | None = None

    async def answer(self, group: Group) -> Sequence[Outcome]:
        if len(self.tried) == 5 and self.breaks is not None:
            self.breaks()
        return [Accepted("m" * 20_000)] * len(group.parts)


class Fault:
    """The store cannot take anything for a while, for one reason or another."""

    def __init__(self, database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._database = database
        self._orders = ["busy_timeout = 1"]
        self._other: sqlite3.Connection | None = None
        monkeypatch.setattr(sqlite, "plainly", self._plainly)

    def _plainly(self, connection: Connection, statement: str) -> None:
        """Give orders to the database before a transaction begins: in one it takes none."""
        while self._orders:
            plainly(connection, f"PRAGMA {self._orders.pop()}")
        plainly(connection, statement)

    def full(self) -> None:
        self._orders = ["max_page_count = 1"]

    def read_only(self) -> None:
        self._orders = ["query_only = ON"]

    def locked(self) -> None:
        self._other = sqlite3.connect(self._database, isolation_level=None)
        self._other.execute("BEGIN IMMEDIATE")

    def mend(self) -> None:
        if self._other is not None:
            self._other.close()
        self._orders = ["query_only = OFF", "max_page_count = 1000000"]


@pytest.mark.parametrize("kind", ["full", "read_only", "locked"])
async def test_item_08_nothing_is_sent_that_cannot_be_recorded(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for module in ("outbox.ledger", "outbox.dispatcher", "worker"):
        monkeypatch.setattr(f"bot.engine.{module}.RETRY_SECONDS", 0.01)
    people = [f"person-{number}" for number in range(30)]
    platform, database = Breaking(Clock(EVE)), tmp_path / "town.db"
    library = town(tmp_path, {"daily": DAILY})
    process = await opened(library, EVE, platform, f"sqlite:///{database}")
    await join(process, *people)
    platform.tried.clear()
    fault = Fault(database, monkeypatch)
    platform.breaks = getattr(fault, kind)
    running = asyncio.create_task(process.until(NOON))
    (dispatcher,) = process.engine._dispatchers.values()
    async with asyncio.timeout(20):
        while not dispatcher._ledger.is_behind:
            await asyncio.sleep(0)
    tried = len(platform.tried)
    await asyncio.sleep(0.05)
    assert len(platform.tried) == tried < len(people)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        ((begun,),) = connection.execute(
            "SELECT COUNT(*) FROM deliveries WHERE attempts > 0 AND topic IS NOT NULL"
        )
    assert tried <= begun
    fault.mend()
    await running
    assert Counter(len(news(process, who)) for who in people) == {1: len(people)}
    assert len(platform.tried) == len(people)
    assert await ends(process, "daily") == {("accepted", None): len(people)}
    await process.stop()
