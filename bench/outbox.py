"""What waits in the outbox of a channel, sent by the product: claimed, handed over, written down.

The messages lie there before it counts, as turns leave them: each to another person. They go out as
from `convivio run`, from a database in a file, with as many under way at once as there ever are.
"""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count, islice
from math import inf

from bench.racing import OURS, Racer
from bench.senders import BRAND, PLAIN, TEXT
from bot.brand.brand import Brand, Channel
from bot.brand.budgets import Budget, Budgets
from bot.channels.contract import Adapter
from bot.cli.uncollected import keep_all
from bot.clock import now, steady_clock
from bot.core.content import Message
from bot.core.ids import ChannelName, DeliveryId, EventId, GroupId, derive
from bot.engine.outbox.dispatcher import Dispatcher
from bot.engine.outbox.errand import House
from bot.engine.outbox.verdicts import Rules
from bot.engine.roles.tenure import Tenure, for_ever
from bot.engine.turns.ways_out import lane_of
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.deliveries import DeliveryRow, add_deliveries
from bot.store.leases import Token, of_channel, take_leases
from bot.store.moments import to_moment
from bot.store.values import to_json

BACKLOG = 500
"""Messages that wait at once: as the turns of a busy second leave them."""

_CHANNEL = ChannelName("bench")
_OWNER = "bench"
_LEASE_SECONDS = 3_600.0
_FAST = Budget(1e6, 1)
"""Faster than any machine: the pace is kept, and nobody waits for it."""

_CONTENT = to_json(Message(PLAIN, TEXT))


class Outbox(Racer):
    """Sends what waits in the outbox of a channel."""

    def __init__(self, store: Store, dispatcher: Dispatcher, *, spaces: bool) -> None:
        super().__init__(OURS)
        self._store = store
        self._dispatcher = dispatcher
        self._rows = _rows(spaces=spaces)

    async def warm_up(self, flight: int) -> None:
        """Open the connections, as many as there will be."""
        del flight
        await self._fill()
        self._dispatcher.start()
        await self._dispatcher.idle()
        self.warm += BACKLOG

    async def run(self, flight: int, seconds: float) -> None:
        """Send for so long; how many at once is for the outbox to say."""
        del flight
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            await self._fill()
            with self.timed():
                self._dispatcher.look()
                await self._dispatcher.idle()
            self.sent += BACKLOG

    async def _fill(self) -> None:
        rows = list(islice(self._rows, BACKLOG))
        await self._store.run(lambda connection: add_deliveries(connection, rows))


def _rows(*, spaces: bool) -> Iterator[DeliveryRow]:
    """Yield replies, each to somebody else; in a space of its own where the platform wants one."""
    begun = to_moment(now())
    for number in count(1):
        key, to = derive("bench", "outbox", str(number)), str(1_000_000 + number)
        space = to if spaces else None
        yield DeliveryRow(
            brand=BRAND,
            id=DeliveryId(key),
            seq=number,
            group_id=GroupId(key),
            event=EventId(key),
            position=0,
            channel=_CHANNEL,
            recipient=to,
            space=space,
            lane=lane_of(to, space),
            kind="reply",
            path=None,
            content=_CONTENT,
            status="pending",
            created_at=begun,
            due_at=begun,
        )


def _brand(adapter: str) -> Brand:
    pace = Budgets(channel=_FAST, private=_FAST, group=_FAST)
    return Brand(
        BRAND,
        "Bench",
        ("en",),
        "UTC",
        channels={_CHANNEL: Channel(_CHANNEL, adapter, pace=pace)},
    )


@asynccontextmanager
async def outbox_of(adapter: Adapter, url: str, *, spaces: bool) -> AsyncIterator[Outbox]:
    """Open the outbox of an open channel, and check at the end that all of it was accepted."""
    store = await open_store(url, "shared")
    keep_all()  # as the product does by itself, once it has read its brands
    house = House(_brand(adapter.name), Rules(), _nothing, steady_clock())
    tenure = await _tenure(store)
    dispatcher = Dispatcher(store, BRAND, _CHANNEL, adapter, now, _OWNER, house, tenure=tenure)
    outbox = Outbox(store, dispatcher, spaces=spaces)
    try:
        yield outbox
        await dispatcher.stop(1)
        accepted = await store.run(_accepted)
        if accepted != outbox.sent + outbox.warm:
            raise SystemExit(f"{outbox.sent + outbox.warm} were sent, {accepted} are on record")
    finally:
        await store.close()


async def _tenure(store: Store) -> Tenure:
    """Return that of a channel of ours; on a server each unit asks whether it still is."""
    if not store.is_shared:
        return for_ever()
    role = of_channel(_CHANNEL)
    (lease,) = await store.run(
        lambda connection: take_leases(connection, BRAND, [role], _OWNER, _LEASE_SECONDS)
    )
    token = Token(BRAND, role, _OWNER, lease.fence)
    return Tenure(token, inf, time.monotonic, _nothing)


def _accepted(connection: Connection) -> int:
    question = "SELECT count(*) FROM deliveries WHERE status = 'accepted' AND lease_owner IS NULL"
    return int(connection.exec_driver_sql(question).scalar_one())


def _nothing() -> None:
    """Nobody waits for it."""
