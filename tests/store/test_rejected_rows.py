"""What was rejected, and what a channel was asked to wait for: alike on every database."""

import msgspec

from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.dead_letters import dead_letters, drop, replay, states_of
from bot.store.deliveries import DeliveryRow, add_deliveries
from bot.store.pauses import PauseRow, pauses_of, save_pauses

BRAND, SITE = BrandId("fair"), ChannelName("site")


def rejected(name: str, seq: int, **more: object) -> DeliveryRow:
    row = DeliveryRow(
        brand=BRAND,
        id=DeliveryId(name),
        seq=seq,
        group_id=GroupId(f"g{seq}"),
        event=EventId("e"),
        position=0,
        channel=SITE,
        recipient="ada",
        space=None,
        lane="to:ada",
        kind="reply",
        path=None,
        content="{}",
        status="rejected",
        created_at=1,
        due_at=1,
        attempts=3,
        first_tried_at=2,
        reason="HTTP 400",
        settled_at=seq,
    )
    return msgspec.structs.replace(row, **more)


async def test_they_are_listed_sent_once_more_and_dropped(store: Store):
    rows = [
        rejected("ab1", 7),
        rejected("ab2", 3, reason=None, doubts=1),
        rejected("cd3", 5),
        rejected("cd4", 6, status="accepted"),
        rejected("cd5", 4, brand=BrandId("other")),
    ]

    def decide(connection: Connection) -> tuple[list[str], int, int]:
        add_deliveries(connection, rows)
        first, second, third = dead_letters(connection, BRAND)
        sent = replay(connection, BRAND, [first, second, first], 9)
        dropped = drop(connection, BRAND, [third, first], 9)
        return [one.id for one in (first, second, third)], sent, dropped

    assert await store.run(decide) == (["ab2", "cd3", "ab1"], 2, 1)
    assert await store.run(lambda one: dead_letters(one, BRAND)) == []
    assert await store.run(lambda one: states_of(one, BRAND, "ab")) == {
        "ab1": "cancelled",
        "ab2": "pending",
    }
    assert await store.run(lambda one: states_of(one, BRAND, "cd")) == {
        "cd3": "pending",
        "cd4": "accepted",
    }


async def test_the_latest_pause_of_a_channel_is_kept(store: Store):
    first = PauseRow(BRAND, SITE, 1, 31_000_000, 0.5, "HTTP 429")
    second = PauseRow(BRAND, SITE, 2, 62_000_000, 0.25, "HTTP 429")
    other = PauseRow(BrandId("other"), SITE, 2, 3, 0.0625, "HTTP 429")
    for row in (first, second, other):
        await store.run(lambda one, row=row: save_pauses(one, [row]))
    assert await store.run(lambda one: pauses_of(one, BRAND)) == [second]
