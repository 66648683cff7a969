"""Processes that share a database share its roles: each is one's at a time, never nobody's."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from threading import Event
from typing import Any

import pytest

from bot.core.ids import BrandId
from bot.engine.roles.ownership import Ownership, RoleFigures
from bot.engine.roles.tenure import Role, Tenure
from bot.store.beside import BESIDE
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.errors import StoreUnavailable
from bot.store.leases import leases_of
from tests.databases.server import new_database
from tests.eventually import eventually

BRAND, OTHER = BrandId("brand"), BrandId("other")
SITE, FEEDS, FAR = Role(BRAND, "channel/site"), Role(BRAND, "feeds"), Role(OTHER, "feeds")


class Time:
    """The clock of the database and of all processes."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self, _: object = None) -> float:
        return self.now

    def microseconds(self, _: Connection) -> int:
        return round(self.now * 1_000_000)


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    for module in ("bot.store.leases", "bot.engine.roles.ownership"):
        monkeypatch.setattr(f"{module}.database_time", time.microseconds)
    return time


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = await open_store("sqlite://")
    yield store
    await store.close()


class Process:
    """One process with its roles, and what it was told of them."""

    def __init__(
        self, store: Store, name: str, time: Time, *roles: Role, seconds: float | None = 6.0
    ) -> None:
        self.told: list[str] = []
        self.tenures: dict[Role, Tenure] = {}
        self.ownership = Ownership(store, name, time, seconds)
        for role in roles or (SITE,):
            self.want(role)

    def want(self, role: Role) -> None:
        async def gained(tenure: Tenure) -> None:
            self.told.append(f"gained {role.name}")
            self.tenures[role] = tenure

        async def lost() -> None:
            self.told.append(f"lost {role.name}")

        self.ownership.want(role, gained, lost)


async def test_the_first_takes_all_that_it_wants_of_every_brand_and_the_second_what_is_left(
    store: Store, time: Time
):
    first, second = Process(store, "a", time, SITE, FAR), Process(store, "b", time, SITE, FEEDS)
    await first.ownership.start()
    await second.ownership.start()
    assert first.told == ["gained channel/site", "gained feeds"]
    assert second.told == ["gained feeds"]
    assert second.ownership.tenure(SITE) is None
    assert first.tenures[SITE].may_act()
    await first.ownership.stop()
    await second.ownership.stop()


async def test_what_one_gives_back_another_takes_at_its_next_look(store: Store, time: Time):
    first, second = Process(store, "a", time), Process(store, "b", time)
    await first.ownership.start()
    await second.ownership.start()
    await first.ownership.stop()
    assert not first.tenures[SITE].may_act()
    second.ownership.wake()
    await eventually(lambda: second.told)
    assert second.tenures[SITE].may_act()
    await second.ownership.stop()


async def test_one_role_is_given_back_and_the_others_are_kept(store: Store, time: Time):
    first, second = Process(store, "a", time, SITE, FEEDS), Process(store, "b", time, SITE, FEEDS)
    await first.ownership.start()
    await second.ownership.start()
    await first.ownership.give_back(SITE)
    await first.ownership.give_back(FAR)  # which it never had
    await first.ownership.look()
    await second.ownership.look()
    assert not first.tenures[SITE].may_act()
    assert first.tenures[FEEDS].may_act()
    assert second.ownership.tenure(FEEDS) is None
    await eventually(lambda: second.told == ["gained channel/site"])
    await first.ownership.stop()
    await second.ownership.stop()


async def test_an_owner_that_was_stopped_knows_it_at_once_and_is_refused(store: Store, time: Time):
    first, second = Process(store, "a", time), Process(store, "b", time)
    await first.ownership.look()
    await eventually(lambda: first.told)
    stalled = first.tenures[SITE]
    assert not await store.run(stalled.is_refused)
    time.now += 5.0
    assert not stalled.may_act()
    assert not await store.run(stalled.is_refused)  # nobody has taken it: what it did is kept
    time.now += 1.0
    await second.ownership.look()
    assert await store.run(stalled.is_refused)
    await first.ownership.look()
    await eventually(lambda: first.told == ["gained channel/site", "lost channel/site"])
    assert stalled.is_over
    assert first.ownership.figures() == [RoleFigures(SITE, held=False, gained=1, lost=1)]
    assert second.ownership.figures() == [RoleFigures(SITE, held=True, gained=1, lost=0)]


async def test_an_owner_that_nobody_has_replaced_goes_on(store: Store, time: Time):
    process = Process(store, "a", time)
    await process.ownership.look()
    await eventually(lambda: process.told)
    time.now += 60.0
    assert not process.tenures[SITE].may_act()
    await process.ownership.look()
    assert process.tenures[SITE].may_act()
    assert process.told == ["gained channel/site"]


async def test_what_was_lost_is_gained_again_as_another_tenure(store: Store, time: Time):
    first, second = Process(store, "a", time), Process(store, "b", time)
    await first.ownership.look()
    time.now += 6.0
    await second.ownership.look()
    await second.ownership.stop()
    await first.ownership.look()
    await eventually(lambda: len(first.told) == 3)
    assert first.told == ["gained channel/site", "lost channel/site", "gained channel/site"]
    assert first.tenures[SITE].may_act()


async def test_doubt_of_the_database_ends_a_tenure_and_asks_for_a_look(store: Store, time: Time):
    first, second = Process(store, "a", time), Process(store, "b", time)
    await first.ownership.start()
    time.now += 6.0
    await second.ownership.look()
    first.tenures[SITE].doubt()
    assert not first.tenures[SITE].may_act()
    await eventually(lambda: "lost channel/site" in first.told)
    await first.ownership.stop()


async def test_who_retires_takes_nothing_more_and_keeps_what_it_has(store: Store, time: Time):
    process = Process(store, "a", time)
    await process.ownership.look()
    process.want(FEEDS)
    process.ownership.retire()
    time.now += 4.0
    await process.ownership.look()
    assert process.told == ["gained channel/site"]
    time.now += 4.0
    assert process.tenures[SITE].may_act()


async def test_one_alone_has_everything_for_ever_and_never_looks_again(store: Store, time: Time):
    await Process(store, "killed", time, seconds=None).ownership.start()
    process = Process(store, "a", time, SITE, FEEDS, seconds=None)
    await process.ownership.start()
    flushes = store.flushes
    time.now += 1e9
    assert process.tenures[SITE].may_act()
    assert not await store.run(process.tenures[SITE].is_refused)
    assert store.flushes == flushes + 1  # our own question
    await process.ownership.stop()
    found = await store.run(lambda one: leases_of(one, BRAND))
    assert {one.owner for one in found} == {None}


async def test_a_store_that_is_away_is_told_of_once_and_asked_again(
    store: Store, time: Time, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    process = Process(store, "a", time, seconds=0.06)
    await process.ownership.start()
    run, away = store.run, 0

    async def refuse(unit: Callable[[Connection], Any], *_beside: object) -> Any:
        nonlocal away
        away += 1
        raise StoreUnavailable("gone")

    monkeypatch.setattr(store, "run", refuse)
    await eventually(lambda: away > 2)
    monkeypatch.setattr(store, "run", run)
    time.now += 1.0
    await eventually(process.tenures[SITE].may_act)
    assert caplog.text.count("leases wait for the store") == 1
    await process.ownership.stop()


async def test_changes_of_a_role_are_told_in_order_and_a_failure_harms_no_other(
    store: Store, time: Time, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO)
    told: list[str] = []
    goes_on = asyncio.Event()

    async def gained(_: Tenure) -> None:
        await goes_on.wait()
        told.append("gained")
        raise RuntimeError("secret words")

    async def lost() -> None:
        told.append("lost")

    process = Process(store, "a", time, FEEDS)
    process.ownership.want(SITE, gained, lost)
    await process.ownership.look()
    await eventually(lambda: process.told)
    time.now += 6.0
    await Process(store, "b", time).ownership.look()
    await process.ownership.look()
    assert told == []
    goes_on.set()
    await eventually(lambda: told == ["gained", "lost"])
    assert "a change of roles failed error=RuntimeError" in caplog.text
    assert "secret words" not in caplog.text


async def test_a_look_that_takes_nothing_waits_for_nobody_and_one_that_takes_for_all(time: Time):
    with new_database() as url:
        here, there = await open_store(url), await open_store(url)
        process = Process(here, "a", time)
        await process.ownership.look()
        begun, goes_on = Event(), Event()

        def take_long(_: Connection) -> None:
            begun.set()
            goes_on.wait()

        long = there.submit(take_long, BESIDE)
        await asyncio.to_thread(begun.wait)
        time.now += 3.0
        await process.ownership.look()  # renews
        process.want(FEEDS)
        taking = asyncio.create_task(process.ownership.look())
        await asyncio.sleep(0.05)  # as long as it would take
        assert process.ownership.tenure(FEEDS) is None
        goes_on.set()
        await asyncio.gather(long, taking)
        assert process.ownership.tenure(FEEDS) is not None
        time.now += 4.0
        assert process.tenures[SITE].may_act()
        await here.close()
        await there.close()
