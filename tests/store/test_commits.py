"""What a store's commits are like: how many units in each, and when the database takes none."""

import asyncio
import threading

import pytest

from bot.store import commits
from bot.store.commits import Commits
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import StoreUnavailable
from tests.eventually import eventually


async def test_units_that_share_a_commit_are_counted_together(store: Store):
    before = store.commits()
    gate = threading.Event()
    first = store.submit(lambda _: gate.wait(5))
    await eventually(lambda: store.commits().busy > 0)
    others = [store.submit(lambda _: None) for _ in range(5)]
    gate.set()
    await asyncio.gather(first, *others)
    await eventually(lambda: store.commits().busy == 0)
    told = store.commits()
    assert told.sizes.total - before.sizes.total == 6
    assert told.sizes.counts[-1] - before.sizes.counts[-1] == 2
    assert told.seconds.total > before.seconds.total
    assert (told.refused, told.unavailable) == (0, 0.0)


async def test_a_unit_that_fails_is_no_fault_of_the_database(store: Store):
    def fail(_: Connection) -> None:
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 - it says nothing
        await store.run(fail)
    assert store.commits().refused == 0


async def test_a_database_that_takes_nothing_is_counted(store: Store):
    def refuse(_: Connection) -> None:
        raise StoreUnavailable("disk full")

    with pytest.raises(StoreUnavailable):
        await store.run(refuse)
    await eventually(lambda: store.commits().refused == 1)


def test_it_is_unavailable_from_the_first_refusal_until_it_takes_something(monkeypatch):
    time = [0.0]
    monkeypatch.setattr(commits, "monotonic", lambda: time[0])
    one = Commits()
    for at, refused in ((10, True), (15, True), (40, False), (60, False)):
        time[0] = float(at)
        one.begin()
        time[0] += 2
        one.end(1, refused=refused)
    assert one.figures().unavailable == 32.0
    time[0] = 70.0
    one.begin()
    time[0] = 75.0
    assert one.figures().busy == 5.0
    one.end(1, refused=True)
    time[0] = 80.0
    assert (one.figures().unavailable, one.figures().busy) == (42.0, 0.0)
