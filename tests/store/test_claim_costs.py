"""A claim costs the same however much was sent before it, and however much waits behind it."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.core.ids import BrandId, ChannelName, ConversationId, DeliveryId, EventId, GroupId
from bot.engine.outbox.claims import Wanted, claim_next
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.deliveries import DeliveryRow, Settlement, add_deliveries, settle
from tests.store.sqlite_steps import counted

BRAND, CHANNEL = BrandId("b"), ChannelName("site")
MANY, SHARE = 2_000, 40


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    opened = await open_store("sqlite://")
    yield opened
    await opened.close()


def message(seq: int, bulk: int) -> DeliveryRow:
    return DeliveryRow(
        brand=BRAND,
        id=DeliveryId(f"{bulk}-{seq}"),
        seq=seq,
        group_id=GroupId(f"g{seq}"),
        event=EventId(f"e{seq}"),
        position=0,
        channel=CHANNEL,
        recipient=f"p{seq}",
        space=None,
        lane=f"to:p{seq}",
        kind="reply",
        path=None,
        content="{}",
        status="pending",
        created_at=1,
        due_at=1,
        bulk=bulk,
        conversation=ConversationId(f"p{seq}"),
    )


@pytest.mark.parametrize("bulk", [0, 1])
async def test_at_the_end_it_costs_what_it_cost_at_the_beginning(store: Store, bulk: int):
    costs: list[int] = []

    def play(connection: Connection) -> None:
        add_deliveries(connection, [message(seq, bulk) for seq in range(MANY)])
        after = (-1, -1)
        for _ in range(MANY // SHARE):
            wanted = Wanted(
                BRAND,
                CHANNEL,
                "us",
                ready=(),
                busy=frozenset(),
                after=after[0],
                room=SHARE,
                now=2,
                after_bulk=after[1],
                bulk_room=SHARE,
            )
            cost, claimed = counted(connection, partial(claim_next, connection, wanted))
            after = claimed.after, claimed.after_bulk
            costs.append(cost)
            done = [
                Settlement(BRAND, part.id, part.fence, "accepted", 2, part.kind, settled_at=2)
                for group in claimed.groups
                for part in group
            ]
            assert len(done) == SHARE
            settle(connection, done)

    await store.run(play)
    tenth = len(costs) // 10
    assert sum(costs[-2 * tenth : -tenth]) <= 1.5 * sum(costs[tenth : 2 * tenth])
