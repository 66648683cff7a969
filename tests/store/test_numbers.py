"""The numbers of the common order only grow: through transactions, processes, restarts, clocks."""

from itertools import pairwise

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.numbers import Counted, number_above, numbers_of
from bot.store.postgresql import LOCKS, WRITING
from bot.store.postgresql_numbers import DRAW
from bot.store.schema import BLOCK
from tests.eventually import eventually

WAITS = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
FAR = 10**12
"""Microseconds: a clock that stands in 1970 beside one of today."""


def some(count: int):
    def unit(connection: Connection) -> list[int]:
        number = numbers_of(connection)
        return [number() for _ in range(count)]

    return unit


async def test_they_grow_within_a_transaction_and_from_one_to_the_next(store: Store):
    taken = [one for count in (3, 1, 2) for one in await store.run(some(count))]
    assert taken == sorted(set(taken))


async def test_a_transaction_may_take_more_than_a_block(store: Store):
    taken = await store.run(some(2 * BLOCK + 3))
    assert all(one < other for one, other in pairwise(taken))


async def test_they_begin_above_what_waits_though_the_clock_was_set_back(store: Store):
    (before,) = await store.run(some(1))
    last = before + 10 * BLOCK + 1

    def begin(connection: Connection) -> list[int]:
        number_above(connection, last, FAR)
        return some(2)(connection)

    taken = await store.run(begin)
    assert last < taken[0] < taken[1] < (await store.run(some(1)))[0]


async def test_what_is_rolled_back_takes_its_numbers_with_it(store: Store):
    (before,) = await store.run(some(1))

    def fail(connection: Connection) -> None:
        raise LookupError(some(1)(connection))

    with pytest.raises(LookupError):
        await store.run(fail)
    assert (await store.run(some(1)))[0] > before


async def test_a_new_process_goes_on_above_the_one_before_it(url: str):
    taken: list[int] = []
    for _ in range(3):
        store = await open_store(url)
        taken += await store.run(some(2))
        await store.close()
    assert taken == sorted(set(taken))


async def test_processes_are_numbered_in_the_order_of_their_transactions(there: str):
    stores = [await open_store(there, "shared") for _ in range(2)]
    taken = [(await stores[turn % 2].run(some(2))) for turn in range(6)]
    numbers = [one for pair in taken for one in pair]
    assert numbers == sorted(set(numbers))
    for store in stores:
        await store.close()


async def test_who_waited_for_the_lock_comes_after_who_had_it(there: str):
    store = await open_store(there)
    with psycopg.connect(there) as holder, psycopg.connect(there, autocommit=True) as onlooker:
        holder.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCKS, WRITING])
        waiting = store.submit(some(1))
        await eventually(lambda: bool(onlooker.execute(WAITS).fetchall()))
        drawn = holder.execute(f"SELECT {DRAW}").fetchall()
        holder.commit()
    assert (await waiting)[0] > drawn[0][0]
    await store.close()


@given(st.lists(st.tuples(st.integers(0, 2**62), st.integers(0, 2**51)), max_size=8))
def test_counting_never_goes_back_whatever_waits_and_whatever_the_clock_says(
    raises: list[tuple[int, int]],
):
    numbers = Counted(0)
    last = numbers.next()
    for waits, now in raises:
        numbers.raise_to(waits, now)
        taken = numbers.next()
        assert taken > max(last, waits)
        assert taken >= now * 1_000
        last = taken
