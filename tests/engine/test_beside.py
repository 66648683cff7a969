"""Several processes play at once: each a conversation of its own, in its order, each event once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from random import Random
from typing import Any

import psycopg
import pytest
from acting import BRAND, SITE, OwnAddress, Theatre, send, started
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.content import Message
from bot.core.effects import Effect, ErasePerson, StopEverything
from bot.core.events import Event, Happening, Incoming, Pressed, Said, Sender
from bot.core.ids import EventId
from bot.core.person import Person
from bot.dialogue.machine.state import EMPTY
from bot.engine.intake import event_ids
from bot.engine.machine import InSpace, Played
from bot.engine.turns.batch import BEGUN_WITH
from bot.store.errors import StoreUnavailable
from bot.store.events import PendingEvent
from bot.store.postgresql import LOCKS, WRITING
from bot.store.reserving import MOST_RESERVED, in_turn, keys_of, lock_name
from tests.eventually import eventually

SAID = (
    "event, d.seq, json_extract_path_text(d.content::json, 'text') FROM deliveries d"
    " WHERE d.lane = '{lane}' ORDER BY d.seq, d.position"
)


class Counting(Theatre):
    """A process whose every answer says how many turns its conversation has had before.

    It does not own the channel: what is said stays where it is.
    """

    def __init__(self, url: str, name: str = "process") -> None:
        super().__init__(url=url)
        self.name, self.shares, self.platform = name, True, OwnAddress()

    def play(self, stored: str | None, event: Event, person: Person) -> Played:
        turn = int(stored or "0")
        effects: list[Effect] = []
        if isinstance(event.happening, Said):
            effects.append(send(f"{turn} {event.happening.text}"))
            if event.happening.text.endswith("stop"):
                effects.append(StopEverything())
            if event.happening.text == "forget me":
                effects = [ErasePerson(Message("Goodbye", "Goodbye"))]
        return Played(EMPTY, str(turn + 1), tuple(effects), ())

    def play_in_space(self, stored: InSpace, event: Event, person: Person) -> Played:
        """Count in what all in a group share."""
        return replace(self.play(stored.shared, event, person), party="space")


@pytest.fixture
async def processes(there: str) -> AsyncIterator[Sequence[Counting]]:
    """Three of them on one database."""
    made = [Counting(there, f"process-{number}") for number in range(3)]
    for one in made:
        await one.start()
    yield made
    for one in made:
        await one.stop()


@pytest.fixture
async def process(there: str) -> AsyncIterator[Counting]:
    """The only one, which might have others beside it."""
    async with started(Counting(there)) as made:
        yield made


async def settled(processes: Sequence[Counting]) -> None:
    """Wait until nothing waits anywhere."""
    async with asyncio.timeout(20):
        while await processes[0].rows("1 FROM events WHERE done_at IS NULL"):
            await asyncio.gather(*(one.engine.settled() for one in processes))
            for one in processes:
                one.engine._players[BRAND].request()


async def said(process: Counting, lane: str) -> list[str]:
    """Return what was said in a lane, in order."""
    return [str(row[2]) for row in await process.rows(SAID.format(lane=lane))]


class Arrivals:
    """What people say, each their own numbers in order, alone and in groups, some of it twice."""

    def __init__(self, seed: int, people: int, messages: int, *, stops: float = 0.05) -> None:
        chance = Random(seed)
        self.of: dict[str, list[tuple[str, Happening, str | None]]] = {}
        self.in_space: Counter[str] = Counter()
        for person in range(people):
            who, said = f"p{person}", self.of.setdefault(f"p{person}", [])
            for number in range(messages):
                space = f"g{person % 3}" if chance.random() < 0.3 else None
                stop = space is None and chance.random() < stops
                text = f"{who}-{number}" + (" stop" if stop else "")
                said.append((f"{who}/{number}", Said(text), space))
                self.in_space[space or ""] += 1
        self.chance = chance

    async def tell(self, who: str, processes: Sequence[Counting]) -> None:
        """Say everything of one person's, each time to another process, waiting for its receipt."""
        for key, happening, space in self.of[who]:
            incoming = [Incoming(key, Sender(who), happening, space)]
            times = 2 if self.chance.random() < 0.2 else 1
            told = self.chance.sample(list(processes), times)
            await asyncio.gather(*(one.engine.take_in(SITE, incoming) for one in told))


@pytest.mark.parametrize("seed", range(3))
async def test_whoever_plays_the_same_is_said_in_the_same_order(
    processes: Sequence[Counting], seed: int
):
    arrivals = Arrivals(seed, people=12, messages=12)
    await asyncio.gather(*(arrivals.tell(who, processes) for who in arrivals.of))
    await settled(processes)
    for who, told in arrivals.of.items():
        private = [one.text for _, one, space in told if space is None and isinstance(one, Said)]
        expected = [f"{turn} {text}" for turn, text in enumerate(private)]
        assert await said(processes[0], f"to:{who}") == expected
    for space in ("g0", "g1", "g2"):
        turns = [line.split() for line in await said(processes[0], f"space:{space}")]
        assert [int(turn) for turn, _ in turns] == list(range(arrivals.in_space[space]))
        by_person: dict[str, list[int]] = {}
        for _, text in turns:
            who, _, number = text.partition("-")
            by_person.setdefault(who, []).append(int(number))
        assert all(numbers == sorted(numbers) for numbers in by_person.values())
    done = await processes[0].rows("outcome, count(*) FROM events GROUP BY 1")
    assert done == [("done", 144)]


@pytest.mark.parametrize("stops", [(), (40,), (0, 33, 95)])
async def test_a_long_batch_that_is_written_piece_by_piece_is_said_once(
    process: Counting, stops: Sequence[int]
):
    texts = {f"p{one}": "stop" if one in stops else "hello" for one in range(3 * BEGUN_WITH)}
    incoming = [Incoming(who, Sender(who), Said(text)) for who, text in texts.items()]
    await process.engine.take_in(SITE, incoming)
    await process.engine.settled()
    for who, text in texts.items():
        assert await said(process, f"to:{who}") == [f"0 {text}"]


@pytest.mark.parametrize("seed", range(2))
async def test_what_all_play_is_sent_by_the_owner_once_and_in_its_order(there: str, seed: int):
    processes = [Counting(there, f"process-{number}") for number in range(3)]
    processes[0].shares = False
    for one in processes:
        await one.start()
    arrivals = Arrivals(seed, people=12, messages=12, stops=0)
    await asyncio.gather(*(arrivals.tell(who, processes) for who in arrivals.of))
    await settled(processes)
    unsent = "1 FROM deliveries WHERE status <> 'accepted'"
    await eventually(lambda: len(processes[0].platform.tried) >= 144)
    while await processes[0].rows(unsent):
        await processes[0].engine.settled()
    sent: dict[str, list[str]] = {}
    for group in processes[0].platform.tried:
        lane = f"to:{group.to}" if group.space is None else f"space:{group.space}"
        sent.setdefault(lane, []).extend(part.message.text for part in group.parts)
    assert sum(map(len, sent.values())) == 144
    for lane, texts in sent.items():
        assert texts == await said(processes[0], lane)
        assert [int(text.split()[0]) for text in texts] == list(range(len(texts)))
    for one in processes:
        await one.stop()


async def test_a_backlog_is_played_by_all_who_are_there(processes: Sequence[Counting]):
    size = 3 * MOST_RESERVED
    first = processes[0].engine
    processes[0].engine._players[BRAND]._stopping = True
    people = [Incoming(f"{one}", Sender(f"p{one % 50}"), Said(f"{one}")) for one in range(size)]
    await first.take_in(SITE, people)
    processes[0].engine._players[BRAND]._stopping = False
    for one in processes:
        one.engine._players[BRAND].request()
    await settled(processes)
    for person in range(50):
        own = [f"{turn} {one}" for turn, one in enumerate(range(person, size, 50))]
        assert await said(processes[0], f"to:p{person}") == own
    assert sum(len(one.reports) for one in processes) == size


class Holder:
    """Somebody else's transaction."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)

    def hold(self, kind: str, *names: str) -> None:
        """Hold the lock of an account or a space."""
        hashed = "hashtextextended(concat_ws(chr(31), %s::text, %s::text), %s)"
        self.execute(
            f"SELECT pg_advisory_xact_lock({hashed})", *names, lock_name(f"{kind}/{BRAND}")
        )

    def be_there(self) -> None:
        """Write beside others."""
        self._connection.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [LOCKS, WRITING])

    def execute(self, sql: str, *values: Any) -> None:
        self._connection.execute(sql, values)  # type: ignore[call-overload]

    def end(self) -> None:
        self._connection.rollback()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def other(there: str) -> Iterator[Holder]:
    holder = Holder(there)
    yield holder
    holder.close()


async def test_whoever_is_played_elsewhere_waits_and_nobody_else_does(
    process: Counting, other: Holder
):
    other.be_there()
    other.hold("account", SITE.name, "ada")
    await process.hear("one", "ada")
    await process.hear("hello", "bob")
    await eventually(lambda: [report.account.external_id for report in process.reports] == ["bob"])
    other.end()
    await process.engine.settled()
    assert await said(process, "to:ada") == ["0 one"]


async def test_in_a_group_nobody_overtakes_who_is_played_elsewhere(
    process: Counting, other: Holder
):
    other.be_there()
    other.hold("account", SITE.name, "ada")
    await process.hear("first", "ada", space="g")
    await process.hear("second", "bob", space="g")
    await process.hear("apart", "bob")  # behind what he said in the group
    await process.hear("hello", "cy")
    await eventually(lambda: [report.account.external_id for report in process.reports] == ["cy"])
    other.end()
    await process.engine.settled()
    assert await said(process, "space:g") == ["0 first", "1 second"]
    assert await said(process, "to:bob") == ["0 apart"]


async def test_a_group_is_played_by_one_at_a_time(process: Counting, other: Holder):
    other.be_there()
    other.hold("space", SITE.name, "g")
    await process.hear("first", "ada", space="g")
    await process.hear("hello", "bob")
    await eventually(lambda: [report.account.external_id for report in process.reports] == ["bob"])
    other.end()
    await process.engine.settled()
    assert await said(process, "space:g") == ["0 first"]


async def test_a_stop_waits_until_nobody_writes_beside_it(process: Counting, other: Holder):
    other.be_there()
    await process.hear("one")
    await eventually(lambda: len(process.reports) == 1)
    stopping = asyncio.ensure_future(process.hear("please stop"))
    await eventually(lambda: waits(process.url))
    assert len(process.reports) == 1
    other.end()
    await stopping
    await process.engine.settled()
    assert await said(process, "to:ada") == ["0 one", "1 please stop"]
    assert await process.rows("id FROM persons WHERE stopped_at IS NOT NULL") != []


async def test_whoever_is_forgotten_hears_the_farewell_that_they_wait_for(process: Counting):
    await process.hear("one")
    receipt = await process.hear("forget me", hold=True)
    found = await process.engine.replies(BRAND, receipt.event, 5)
    assert found is not None
    assert [part.message.text for part in found.parts] == ["Goodbye"]
    await found.settle(True)
    assert await process.rows("1 FROM persons UNION SELECT 2 FROM deliveries") == []


@pytest.mark.parametrize(("before", "after"), [("unknown", "accepted"), ("pending", "pending")])
async def test_a_press_settles_what_nobody_knew(process: Counting, before: str, after: str):
    await process.hear("one")
    await process.engine.settled()
    ((message, *_),) = await process.rows("id FROM deliveries")
    change = f"UPDATE deliveries SET status = '{before}', doubts = 1"
    await process.store.run(lambda found: found.exec_driver_sql(change))
    pressed = Incoming("press", Sender("ada"), Pressed(f"{str(message)[:12]}.0"))
    await process.engine.take_in(SITE, [pressed])
    await process.engine.settled()
    assert await process.rows("status FROM deliveries") == [(after,)]
    assert len(process.reports) == 2


async def test_what_was_played_before_a_stop_in_the_same_batch_is_not_played_again(
    process: Counting,
):
    incoming = [
        Incoming(f"{number}", Sender(who), Said(text))
        for number, (who, text) in enumerate(
            [("ada", "one"), ("bob", "two"), ("bob", "stop"), ("ada", "three"), ("bob", "four")]
        )
    ]
    await process.engine.take_in(SITE, incoming)
    await process.engine.settled()
    assert await said(process, "to:ada") == ["0 one", "1 three"]
    assert [line[:6] for line in await said(process, "to:bob")] == ["0 two", "1 stop", "2 four"]


async def test_two_that_wait_for_each_other_are_refused_with_nothing_half_done(there: str):
    with psycopg.connect(there, autocommit=True) as server:
        server.execute(f"ALTER DATABASE {server.info.dbname} SET deadlock_timeout = '300ms'")
    process, other = Counting(there), Holder(there)
    other.execute("SET deadlock_timeout = '60s'")
    await process.start()
    both = [Incoming(key, Sender("ada"), Said(key)) for key in "ab"]
    first, second = event_ids(SITE.name, both).values()
    add = (
        "INSERT INTO events (brand, id, seq, channel, sender, sender_facts, happening, received_at)"
        " VALUES (%s, %s, 1, 'site', 'ada', '{}', '{}', 1)"
    )
    other.be_there()
    other.execute(add, BRAND, second)
    taken = asyncio.ensure_future(process.engine.take_in(SITE, both))
    await eventually(lambda: waits(there))
    crossing = asyncio.ensure_future(asyncio.to_thread(other.execute, add, BRAND, first))
    with pytest.raises(StoreUnavailable, match="deadlock"):
        await taken
    await crossing
    other.end()
    other.close()
    assert await process.rows("id FROM events") == []
    assert [one.taken for one in await process.engine.take_in(SITE, both)] == ["new", "new"]
    await process.engine.settled()
    assert await said(process, "to:ada") == ["0 a", "1 b"]
    await process.stop()


def waits(url: str) -> bool:
    """Say whether somebody waits for somebody else."""
    with psycopg.connect(url) as onlooker:
        return bool(onlooker.execute("SELECT 1 FROM pg_locks WHERE NOT granted").fetchall())


def event(seq: int, sender: str, space: str | None) -> PendingEvent:
    return PendingEvent(EventId(f"{seq}"), seq, SITE.name, sender, "{}", space, "{}", 0)


PLACES = st.tuples(st.sampled_from("abc"), st.sampled_from([None, None, "g", "h"]))


@given(st.lists(PLACES, max_size=12), st.sets(st.sampled_from(["a", "b", "c", "g", "h"])))
def test_what_may_be_played_is_all_that_is_held_and_behind_nothing_that_is_left(
    places: list[tuple[str, str | None]], held: set[str]
):
    waiting = [event(seq, *place) for seq, place in enumerate(places)]
    keys = {key for row in waiting for key in keys_of(row, {}) if (key[1] or key[2]) in held}
    ours = in_turn(waiting, keys, {})
    assert ours == [row for row in waiting if row in ours]
    for row in waiting:
        own = set(keys_of(row, {}))
        left = [one for one in waiting[: row.seq] if one not in ours]
        is_behind = any(own.intersection(keys_of(one, {})) for one in left)
        assert (row in ours) == (own <= keys and not is_behind)
