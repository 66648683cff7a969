"""What processes on one database tell each other, through losses of every kind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.ids import BrandId, ChannelName, EventId
from bot.store import postgresql_bell
from bot.store.bell import (
    MOST_BYTES,
    MOST_NAMED,
    DeliveriesWait,
    EventsWait,
    LeaseFree,
    Replied,
    Ring,
    Rope,
    Shown,
    read_rings,
    ring,
)
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from tests.databases.away import gone
from tests.eventually import eventually

BRAND, SITE = BrandId("b"), ChannelName("site")


class Ear:
    """Somebody who listens; `own` is what they look after themselves."""

    def __init__(self) -> None:
        self.heard: list[Ring] = []
        self.own: set[Ring] = set()
        self.missed = 0

    def looks_after(self, ring: Ring) -> bool:
        return ring in self.own

    def hear(self, ring: Ring) -> None:
        self.heard.append(ring)

    def look_at_everything(self) -> None:
        self.missed += 1


@asynccontextmanager
async def listening(store: Store) -> AsyncIterator[Ear]:
    ear, bell = Ear(), store.bell
    assert bell is not None
    task = asyncio.create_task(bell.listen(ear))
    await eventually(lambda: bell.is_heard)
    yield ear
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not bell.is_heard


@asynccontextmanager
async def two(url: str) -> AsyncIterator[tuple[Store, Ear, Store, Ear]]:
    """Two processes on one database, each with its ear."""
    one, other = await open_store(url), await open_store(url)
    async with listening(one) as mine, listening(other) as theirs:
        yield one, mine, other, theirs
    await one.close()
    await other.close()


def told(*rings: Ring):
    def unit(connection: Connection) -> None:
        ring(connection, *rings)

    return unit


def names(ear: Ear) -> list[str]:
    return [one.name for one in ear.heard if isinstance(one, LeaseFree)]


async def test_others_hear_what_is_committed_and_nobody_hears_themselves(there: str):
    async with two(there) as (one, mine, other, theirs):
        await one.run(told(LeaseFree(BRAND, "feeds"), EventsWait(BRAND)))
        await eventually(lambda: len(theirs.heard) == 2)
        await other.run(told(DeliveriesWait(BRAND, SITE, 7)))
        await eventually(lambda: mine.heard)
        assert theirs.heard == [LeaseFree(BRAND, "feeds"), EventsWait(BRAND)]
        assert mine.heard == [DeliveriesWait(BRAND, SITE, 7)]


async def test_nobody_is_told_of_what_its_own_process_looks_after(there: str):
    async with two(there) as (one, mine, _, theirs):
        mine.own.add(DeliveriesWait(BRAND, SITE, 7))
        await one.run(told(DeliveriesWait(BRAND, SITE, 7), LeaseFree(BRAND, "feeds")))
        await eventually(lambda: theirs.heard)
        assert theirs.heard == [LeaseFree(BRAND, "feeds")]


async def test_what_fails_is_not_told_nor_what_is_not_committed_yet(there: str):
    async with two(there) as (one, _, _, theirs):

        def fail(connection: Connection) -> None:
            ring(connection, LeaseFree(BRAND, "never"))
            raise LookupError

        with pytest.raises(LookupError):
            await one.run(fail)
        await one.run(told(LeaseFree(BRAND, "feeds")))
        await eventually(lambda: theirs.heard)
        assert names(theirs) == ["feeds"]


async def test_one_transaction_tells_a_thing_once_from_its_lowest_number_on(there: str):
    async with two(there) as (one, _, _, theirs):
        units = [told(DeliveriesWait(BRAND, SITE, seq, bulk=seq != 5)) for seq in (9, 5, 7)]
        await asyncio.gather(*map(one.run, units))
        await one.run(told(LeaseFree(BRAND, "last")))
        await eventually(lambda: names(theirs))
        numbers = [ring.seq for ring in theirs.heard if isinstance(ring, DeliveriesWait)]
        assert min(numbers) == 5
        assert len(numbers) <= one.flushes


async def test_a_burst_is_heard_whole_and_in_order(there: str):
    async with two(there) as (one, _, _, theirs):
        sent = [f"lease {number}" for number in range(500)]
        for start in range(0, 500, 25):
            await one.run(told(*(LeaseFree(BRAND, name) for name in sent[start : start + 25])))
        await eventually(lambda: len(theirs.heard) == len(sent))
        assert names(theirs) == sent


async def test_a_cut_connection_listens_again_and_everything_is_looked_at(
    there: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(postgresql_bell, "_PAUSES", (0.01,) * 5)
    async with two(there) as (one, _, _, theirs):
        assert theirs.missed == 1
        with psycopg.connect(there, autocommit=True) as server:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname ="
                " current_database() AND application_name = 'convivio bell'"
            )
        await eventually(lambda: theirs.missed == 2)
        await one.run(told(LeaseFree(BRAND, "feeds")))
        await eventually(lambda: names(theirs))
        assert names(theirs) == ["feeds"]


async def test_a_server_that_is_away_is_listened_to_when_it_is_back(
    there: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(postgresql_bell, "_PAUSES", (0.01,) * 5)
    monkeypatch.setattr(postgresql_bell, "_LONGEST_PAUSE", 0.02)
    async with two(there) as (one, _, _, theirs):
        with gone(there):
            await eventually(lambda: len(caplog.records) == 2)
            assert not (one.bell and one.bell.is_heard)
        await eventually(lambda: theirs.missed == 2)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]


async def test_in_a_file_nobody_is_told_anything():
    store = await open_store("sqlite://")
    assert store.bell is None
    await store.run(told(EventsWait(BRAND)))
    await store.close()


async def test_who_holds_a_database_alone_tells_nobody(there: str):
    store = await open_store(there, "alone")
    assert store.bell is None
    await store.run(told(EventsWait(BRAND)))
    await store.close()


RINGS = st.one_of(
    st.builds(LeaseFree, st.text(max_size=20).map(BrandId), st.text(max_size=300)),
    st.builds(EventsWait, st.text(max_size=20).map(BrandId)),
    st.builds(
        DeliveriesWait,
        st.text(max_size=20).map(BrandId),
        st.text(max_size=20).map(ChannelName),
        st.integers(min_value=0, max_value=2**62),
        st.booleans(),
    ),
)


@given(st.lists(RINGS, max_size=60))
def test_whatever_is_told_fits_and_is_read_as_it_was(rings: list[Ring]):
    rope = Rope("me", lambda _: False)
    for one in rings:
        rope.pull(one)
    payloads = list(rope.payloads())
    assert all(len(payload.encode()) <= MOST_BYTES for payload in payloads)
    read = [one for payload in payloads for one in read_rings(payload, "you")]
    leases = [one for one in dict.fromkeys(rings) if isinstance(one, LeaseFree)]
    assert [one for one in read if isinstance(one, LeaseFree)] == leases
    assert {(type(one), one.brand) for one in read} == {(type(one), one.brand) for one in rings}
    assert not [one for payload in payloads for one in read_rings(payload, "me")]
    assert not list(rope.payloads())


def test_of_names_too_long_for_one_message_none_is_named():
    rope = Rope("me", lambda _: False)
    rope.pull(Shown(BRAND, SITE, frozenset(f"{one:0200}" for one in range(60))))
    (payload,) = rope.payloads()
    assert read_rings(payload, "you") == (Shown(BRAND, SITE, frozenset()),)


def test_more_names_than_one_message_has_are_any():
    rope = Rope("me", lambda _: False)
    for one in range(MOST_NAMED + 1):
        rope.pull(Replied(BRAND, frozenset({EventId(str(one))})))
    (payload,) = rope.payloads()
    assert read_rings(payload, "you") == (Replied(BRAND, frozenset()),)


async def test_an_ear_that_fails_goes_on_hearing(there: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgresql_bell, "_PAUSES", (0.01,) * 5)
    async with two(there) as (one, _, _, theirs):
        hear = theirs.hear
        theirs.hear = None  # type: ignore[method-assign, assignment]
        await one.run(told(EventsWait(BRAND)))
        await eventually(lambda: theirs.missed == 2)
        theirs.hear = hear  # type: ignore[method-assign]
        await one.run(told(EventsWait(BRAND)))
        await eventually(lambda: theirs.heard)
        assert theirs.heard == [EventsWait(BRAND)]


@pytest.mark.parametrize("payload", ["", "nonsense", '["you",[["unknown","b"]]]', "[]", "\0"])
def test_what_another_release_tells_is_let_be(payload: str):
    assert read_rings(payload, "me") == ()
