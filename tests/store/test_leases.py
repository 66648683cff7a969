"""A role is one process's at a time: taken, renewed, given back, lost, and fenced."""

from sqlalchemy import update

from bot.core.ids import BrandId, ChannelName
from bot.store.clock import database_time
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.leases import (
    FEEDS,
    Lease,
    Token,
    give_leases_back,
    is_held,
    leases_of,
    of_channel,
    take_leases,
)
from bot.store.schema import leases

BRAND = BrandId("brand")
SITE = of_channel(ChannelName("site"))
SECOND = 1_000_000


async def taken(store: Store, owner: str, *roles: str, seconds: float | None = 6.0) -> list[Lease]:
    return await store.run(lambda one: take_leases(one, BRAND, roles or [SITE], owner, seconds))


async def held(store: Store, owner: str, fence: int, role: str = SITE) -> bool:
    return await store.run(lambda one: is_held(one, Token(BRAND, role, owner, fence)))


def end_all(connection: Connection) -> None:
    """Let as much time pass as no test waits for."""
    connection.execute(update(leases).values(until=database_time(connection)))


async def test_a_free_role_is_taken_by_whoever_comes_first(store: Store):
    (mine,) = await taken(store, "a")
    assert (mine.owner, mine.fence) == ("a", 1)
    assert mine.until == mine.since + 6 * SECOND
    (theirs,) = await taken(store, "b")
    assert theirs == mine


async def test_several_are_taken_at_once_and_those_of_others_are_left_to_them(store: Store):
    await taken(store, "a", FEEDS)
    found = await taken(store, "b", SITE, FEEDS)
    assert [(one.role, one.owner, one.fence) for one in found] == [(SITE, "b", 1), (FEEDS, "a", 1)]
    assert await store.run(lambda one: leases_of(one, BRAND)) == found
    assert await store.run(lambda one: leases_of(one, BRAND, [FEEDS, "nobody's"])) == found[1:]
    assert await store.run(lambda one: leases_of(one, BrandId("other"))) == []


async def test_taking_it_again_renews_it_without_another_number(store: Store):
    (first,) = await taken(store, "a")
    (again,) = await taken(store, "a", seconds=60)
    assert (again.owner, again.fence, again.since) == ("a", 1, first.since)
    assert again.until > first.until


async def test_one_that_has_ended_is_anybodys_and_its_owner_is_refused_from_then_on(store: Store):
    await taken(store, "a")
    await store.run(end_all)
    assert await held(store, "a", 1)
    (theirs,) = await taken(store, "b")
    assert (theirs.owner, theirs.fence) == ("b", 2)
    assert not await held(store, "a", 1)
    assert await held(store, "b", 2)


async def test_one_whose_time_was_over_stays_with_its_owner_where_nobody_has_taken_it(store: Store):
    await taken(store, "a", SITE, FEEDS)
    await store.run(end_all)
    await taken(store, "b", FEEDS)
    ours = [one for one in await taken(store, "a", SITE, FEEDS) if one.owner == "a"]
    assert [(one.role, one.fence) for one in ours] == [(SITE, 1)]
    (theirs,) = await taken(store, "b")
    assert (theirs.owner, theirs.fence) == ("a", 1)


async def test_what_is_given_back_is_free_at_once_and_keeps_its_number(store: Store):
    await taken(store, "a", SITE, FEEDS)
    await store.run(lambda one: give_leases_back(one, BRAND, [SITE], "a"))
    (free,) = await store.run(lambda one: leases_of(one, BRAND, [SITE]))
    assert (free.owner, free.fence, free.until) == (None, 1, None)
    assert not await held(store, "a", 1)
    (again,) = await taken(store, "a")
    assert again.fence == 2
    assert not await held(store, "a", 1)


async def test_nobody_gives_back_what_is_somebody_elses(store: Store):
    (mine,) = await taken(store, "a")
    await store.run(lambda one: give_leases_back(one, BRAND, [SITE], "b"))
    assert await store.run(lambda one: leases_of(one, BRAND)) == [mine]


async def test_who_is_alone_takes_for_ever_whoever_had_it(store: Store):
    await taken(store, "gone", seconds=None)
    (mine,) = await taken(store, "a", seconds=None)
    assert (mine.owner, mine.fence, mine.until) == ("a", 2, None)


async def test_the_clock_of_the_database_goes_on_within_a_transaction(store: Store):
    first, last = await store.run(lambda one: (database_time(one), database_time(one)))
    assert first <= last < first + 60 * SECOND


async def test_what_somebody_had_who_was_alone_is_free_for_those_who_share(store: Store):
    await taken(store, "gone", seconds=None)
    (mine,) = await taken(store, "a")
    assert (mine.owner, mine.fence) == ("a", 2)
