"""Since when the oldest waits, in every queue of a brand, on every database."""

from typing import Any

from sqlalchemy import insert, update

from bot.core.ids import BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.queues import Oldest, oldest_waiting
from bot.store.schema import calls, deliveries, emissions, events
from tests.store.crowded import row

BRAND, SITE, CHAT = BrandId("brand"), ChannelName("channel"), ChannelName("chat")
NOW = 1_000


def put(connection: Connection, table: Any, number: int, **values: Any) -> None:
    connection.execute(insert(table).values({**row(table, number), **values}))


def fill(connection: Connection) -> None:
    waits = {"done_at": None, "due_at": None}
    put(connection, events, 1, seq=9, received_at=600, **waits)
    put(connection, events, 2, seq=5, received_at=500, **waits)
    put(connection, events, 3, seq=1, received_at=100, done_at=200, due_at=None)
    put(connection, events, 4, done_at=None, due_at=NOW + 1)
    put(connection, emissions, 1, status="pending", at=300, due_at=300)
    put(connection, emissions, 2, status="accepted", at=100, due_at=100)
    put(connection, calls, 1, status="pending", at=400, due_at=400)
    said = {"status": "pending", "lane": "x", "seq": 1}
    put(connection, deliveries, 1, **said, bulk=0, created_at=700)
    put(connection, deliveries, 2, **{**said, "seq": 2}, bulk=0, created_at=800)
    put(connection, deliveries, 3, **said, bulk=1, created_at=200)
    put(connection, deliveries, 4, **{**said, "status": "accepted"}, bulk=0, created_at=1)


async def oldest(store: Store) -> set[Oldest]:
    return set(await store.run(lambda one: oldest_waiting(one, BRAND, [SITE, CHAT], NOW)))


async def test_the_oldest_of_each_queue_is_told(store: Store):
    await store.run(fill)
    assert await oldest(store) == {
        Oldest(BRAND, "events", 500),
        Oldest(BRAND, "emissions", 300),
        Oldest(BRAND, "calls", 400),
        Oldest(BRAND, "replies", 700, SITE),
        Oldest(BRAND, "bulk", 200, SITE),
    }


async def test_what_is_due_waits_from_then_on(store: Store):
    await store.run(fill)
    await store.run(lambda one: one.execute(update(events).values(due_at=NOW - 10)))
    assert Oldest(BRAND, "due", NOW - 10) in await oldest(store)


async def test_where_nothing_waits_nothing_is_told(store: Store):
    assert await oldest(store) == set()
