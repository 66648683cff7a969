"""Deliveries: claims with a fencing number, and plans that do not slow down with a backlog."""

from bot.core.ids import BrandId, ChannelName, DeliveryId, EventId, GroupId
from bot.store.claiming import Claim, Line, claim_groups, first_in_lane, waiting_groups
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.deliveries import (
    ClaimedPart,
    DeliveryKind,
    DeliveryRow,
    Settlement,
    add_deliveries,
    settle,
)
from bot.store.releasing import Left, release_claims

BRAND, CHANNEL = BrandId("b"), ChannelName("site")


def message(seq: int, position: int = 0, kind: DeliveryKind = "reply", to: str = "ada"):
    return DeliveryRow(
        brand=BRAND,
        id=DeliveryId(f"{seq}.{position}"),
        seq=seq,
        group_id=GroupId(f"g{seq}"),
        event=EventId(f"e{seq}"),
        position=position,
        channel=CHANNEL,
        recipient=to,
        space=None,
        lane=f"to:{to}",
        kind=kind,
        path=None,
        content="{}",
        status="pending",
        created_at=1,
        due_at=1,
    )


def claim(connection: Connection, *seqs: int, owner: str = "one") -> list[ClaimedPart]:
    return claim_groups(connection, Claim(BRAND, CHANNEL, seqs, owner, 99, 2))


async def test_a_group_is_claimed_as_a_whole_and_only_once(store: Store):
    await store.run(lambda one: add_deliveries(one, [message(1), message(1, 1), message(2)]))
    first = await store.run(lambda one: claim(one, 1))
    assert [(part.id, part.fence, part.attempts) for part in first] == [
        ("1.0", 1, 1),
        ("1.1", 1, 1),
    ]
    assert await store.run(lambda one: claim(one, 1, owner="two")) == []


async def test_an_outcome_with_an_old_fencing_number_changes_nothing(store: Store):
    def lose_and_win(connection: Connection) -> tuple[int, int]:
        add_deliveries(connection, [message(1)])
        (old,) = claim(connection, 1)
        release_claims(connection, Left(BRAND, CHANNEL, None, 3), is_alone=True)
        (new,) = claim(connection, 1, owner="two")
        late = settle(connection, [Settlement(BRAND, old.id, old.fence, "rejected", 1, "reply")])
        return late, settle(
            connection, [Settlement(BRAND, new.id, new.fence, "accepted", 1, "reply")]
        )

    assert await store.run(lose_and_win) == (0, 1)


async def test_a_farewell_is_gone_once_it_has_ended(store: Store):
    def deliver(connection: Connection) -> list[tuple[str, ...]]:
        add_deliveries(connection, [message(1, kind="farewell"), message(2)])
        for part in claim(connection, 1, 2):
            settle(connection, [Settlement(BRAND, part.id, part.fence, "pending", 1, part.kind)])
        assert len(waiting_groups(connection, Line(BRAND, CHANNEL), 0, 10)) == 2
        for part in claim(connection, 1, 2):
            settle(connection, [Settlement(BRAND, part.id, part.fence, "accepted", 1, part.kind)])
        return [tuple(row) for row in connection.exec_driver_sql("SELECT id FROM deliveries")]

    assert await store.run(deliver) == [("2.0",)]


async def test_the_first_of_a_lane_is_the_oldest(store: Store):
    def look(connection: Connection) -> tuple[int | None, ...]:
        add_deliveries(connection, [message(5), message(3), message(4, to="bob")])
        found = first_in_lane(connection, BRAND, CHANNEL, "to:ada")
        nobody = first_in_lane(connection, BRAND, CHANNEL, "to:eve")
        return found.seq if found else None, nobody.seq if nobody else None

    assert await store.run(look) == (3, None)
