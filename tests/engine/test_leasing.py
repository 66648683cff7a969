"""Who has a role, whatever clocks, delays, stops and deaths there are: never two at a time."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine

from bot.core.ids import BrandId
from bot.engine.roles import ownership
from bot.engine.roles.leasing import Changes, Seen, changes, safe_until, to_take
from bot.engine.roles.ownership import LEASE_SECONDS, LOOKS_IN_A_LEASE, look_at
from bot.store import leases
from bot.store.leases import Lease
from bot.store.schema import metadata

BRAND = BrandId("brand")
ROLE = "channel/site"
SECOND = 1_000_000


def lease(owner: str | None, until: int | None, fence: int = 1, role: str = ROLE) -> Lease:
    return Lease(BRAND, role, owner, fence, until, 0)


@pytest.mark.parametrize(
    ("found", "taken"),
    [
        ([], True),
        ([lease(None, None)], True),
        ([lease("b", 100 * SECOND)], True),
        ([lease("b", 100 * SECOND + 1)], False),
        ([lease("b", None)], True),
        ([lease("a", 104 * SECOND)], True),
        ([lease("a", 104 * SECOND + 1)], False),
    ],
)
def test_what_is_free_is_taken_and_ours_is_renewed_in_time(found: list[Lease], taken: bool):
    seen = Seen(100 * SECOND, tuple(found))
    assert bool(to_take(seen, [ROLE], "a", 6.0)) is taken


def test_who_is_alone_takes_all():
    assert to_take(Seen(0, (lease("gone", None),)), [ROLE, "feeds"], "a", None) == [ROLE, "feeds"]


def test_a_look_tells_what_was_gained_kept_and_lost():
    kept, gained = lease("a", 9, 3, "kept"), lease("a", 9, 1, "gained")
    again, theirs = lease("a", 9, 5, "again"), lease("b", 9, 2, "theirs")
    believed = {"kept": 3, "again": 3, "theirs": 1, "vanished": 1}
    found = changes(believed, [kept, gained, again, theirs], "a")
    assert found == Changes((gained, again), (kept,), ("again", "theirs", "vanished"))


def test_a_lease_is_safe_until_somewhat_before_its_end_as_of_when_it_was_asked_for():
    assert safe_until(1000.0, 7 * SECOND, lease("a", 13 * SECOND), 6.0) == 1000.0 + 6.0 - 1.0


@dataclass
class Process:
    """What one process knows of the role."""

    name: str
    offset: float
    believed: dict[str, int] = field(default_factory=dict)
    until: float = 0.0
    asked_at: float | None = None
    answer: Seen | None = None

    def may_act(self, now: float) -> bool:
        return bool(self.believed) and now + self.offset < self.until


class World:
    """Processes on one database, in which time passes only between their steps."""

    def __init__(self, connection: Connection, offsets: list[float]) -> None:
        self.now = 1000.0
        self.connection = connection
        self.processes = [Process(f"p{n}", offset) for n, offset in enumerate(offsets)]
        self.fences: list[int] = []

    def step(self, process: Process) -> None:
        """Let a process do the next of: begin to ask, be served by the database, hear of it."""
        if process.asked_at is None:
            process.asked_at = self.now + process.offset
        elif process.answer is None:
            found = look_at(self.connection, BRAND, [ROLE], process.name, LEASE_SECONDS)
            process.answer = found
            self.fences += [one.fence for one in found.leases]
        else:
            self.hear(process, process.asked_at, process.answer)
            process.asked_at = process.answer = None

    def hear(self, process: Process, asked_at: float, seen: Seen) -> None:
        found = changes(process.believed, seen.leases, process.name)
        for name in found.lost:
            del process.believed[name]
        for one in (*found.kept, *found.gained):
            process.believed[one.role] = one.fence
            process.until = safe_until(asked_at, seen.now, one, LEASE_SECONDS)

    def die(self, process: Process) -> None:
        process.name += "'"
        process.believed, process.asked_at, process.answer = {}, None, None

    def acting(self) -> list[str]:
        return [one.name for one in self.processes if one.may_act(self.now)]


@pytest.fixture(scope="module")
def database() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        metadata.create_all(connection)
        connection.commit()
        yield connection
    engine.dispose()


moves = st.lists(
    st.tuples(
        st.floats(0.0, 4.0),
        st.integers(0, 2),
        st.sampled_from(["step"] * 12 + ["die"]),
    ),
    max_size=60,
)


@given(offsets=st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), moves=moves)
@settings(max_examples=150, deadline=None)
def test_never_do_two_act_and_a_dead_owner_is_replaced(
    database: Connection, offsets: list[float], moves: list[tuple[float, int, str]]
):
    with database.begin() as transaction, pytest.MonkeyPatch.context() as patch:
        world = World(database, offsets)
        for module in (ownership, leases):
            patch.setattr(module, "database_time", lambda _: round(world.now * SECOND))
        for seconds, number, move in moves:
            world.now += seconds
            process = world.processes[number]
            world.step(process) if move == "step" else world.die(process)
            assert len(world.acting()) <= 1
            assert world.fences == sorted(world.fences)
        _be_quick_for(world, LEASE_SECONDS * 3)
        assert len(world.acting()) == 1
        owner = next(one for one in world.processes if one.name in world.acting())
        world.die(owner)
        _be_quick_for(world, LEASE_SECONDS * (1 + 1 / LOOKS_IN_A_LEASE), but=owner)
        assert len(world.acting()) == 1
        transaction.rollback()


def _be_quick_for(world: World, seconds: float, but: Process | None = None) -> None:
    """Let everybody look as often as they do, without delays."""
    end = world.now + seconds
    while world.now <= end:
        for process in world.processes:
            if process is not but:
                for _ in range(3):
                    world.step(process)
        assert len(world.acting()) <= 1
        world.now += LEASE_SECONDS / LOOKS_IN_A_LEASE
