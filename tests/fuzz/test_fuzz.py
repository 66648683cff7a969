"""The same as `tests.fuzz.certificate` at full size, small and by fixed seeds."""

from pathlib import Path

import pytest

from tests.fuzz.certificate import fuzz
from tests.fuzz.doors import DOORS
from tests.fuzz.mutating import Mutator
from tests.fuzz.posting import POSTS, post_to_all


@pytest.mark.parametrize("door", DOORS)
def test_the_samples_are_read_as_they_should_be(door: str):
    taken = [bool(DOORS[door].take(sample)) for sample in DOORS[door].samples]
    assert any(taken)


def test_a_seed_always_gives_the_same_updates():
    samples = DOORS["telegram updates"].samples
    first, again, other = (Mutator(seed, samples) for seed in ("7", "7", "8"))
    updates = [first.next() for _ in range(50)]
    assert updates == [again.next() for _ in range(50)]
    assert updates != [other.next() for _ in range(50)]
    assert len(set(updates)) > 40


@pytest.mark.parametrize(("database", "count"), [("sqlite", 2_000), ("postgresql", 600)])
async def test_wrong_updates_raise_nothing_and_leave_nothing_half_done(database: str, count: int):
    fuzzed = await fuzz(count, 0, seed=11, database=database)
    assert fuzzed.broken == []
    assert fuzzed.mutated == count
    assert fuzzed.taken > count // 20
    assert all(tried.decoded for tried in fuzzed.doors.values())


@pytest.mark.slow
async def test_wrong_requests_are_refused_and_the_next_is_answered(tmp_path: Path):
    answered = await post_to_all(tmp_path, 32, seed=11)
    assert answered.broken == []
    assert answered.requests == 32 * len(POSTS)
    assert answered.frames == 32
    assert all(len(statuses) > 1 for statuses in answered.statuses.values())
