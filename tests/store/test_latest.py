"""Who spoke last over a channel: one line a conversation, latest first, whatever lies behind."""

import pytest

from bot.core.ids import BrandId, ChannelName, EventId
from bot.store import latest
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.events import NewEvent, add_events
from bot.store.latest import latest_speakers
from tests.store.plans import plan_of

BRAND, CHANNEL = BrandId("b"), ChannelName("chat")


def event(
    at: int,
    sender: str | None = "ada",
    space: str | None = None,
    channel: str = CHANNEL,
    happening: str = "{}",
):
    return NewEvent(
        brand=BRAND,
        id=EventId(f"{channel}-{at}"),
        seq=at,
        channel=ChannelName(channel),
        sender=sender,  # type: ignore[arg-type] - whoever was erased has none
        sender_facts="{}",
        space=space,
        happening=happening,
        raw=None,
        received_at=at,
        done_at=at,
    )


async def look(store: Store, *events: NewEvent, since: int = 0, most: int = 10):
    def unit(connection: Connection) -> list[tuple[object, ...]]:
        if events:
            add_events(connection, events)
        found = latest_speakers(connection, BRAND, CHANNEL, since, most)
        return [(one.sender, one.space, one.at) for one in found]

    return await store.run(unit)


async def test_the_latest_come_first_each_once(store: Store):
    told = [event(1, "ada"), event(2, "bob"), event(3, "ada"), event(4, "cy"), event(5, "bob")]
    assert await look(store, *told) == [("bob", None, 5), ("cy", None, 4), ("ada", None, 3)]
    assert await look(store, most=2) == [("bob", None, 5), ("cy", None, 4)]
    assert await look(store, since=4) == [("bob", None, 5), ("cy", None, 4)]
    assert await look(store, since=6) == []


async def test_a_space_is_one_conversation_and_not_a_private_one(store: Store):
    told = [event(1, "ada"), event(2, "ada", "m"), event(3, "bob", "m"), event(4, "bob", "n")]
    assert await look(store, *told) == [("bob", "n", 4), ("bob", "m", 3), ("ada", None, 1)]


async def test_other_channels_and_people_who_were_erased_are_left_out(store: Store):
    told = [event(1, "ada"), event(2, "bob", channel="web"), event(3, None)]
    assert await look(store, *told) == [("ada", None, 1)]


BEGAN, DUE = '{"type":"began","dialogue":"d"}', '{"type":"due","timer":"t"}'


async def test_what_a_clock_caused_does_not_hide_what_was_said_before_it(store: Store):
    """After an outage timers and openings come first: what was said meanwhile must be fetched."""
    told = [event(1), event(2, "bob"), event(3, "ada", happening=DUE), event(4, "ada", "m")]
    later = [event(5, "bob", happening=BEGAN), event(6, "bob", "m", happening=BEGAN)]
    found = await look(store, *told, *later)
    assert found == [("ada", "m", 4), ("bob", None, 2), ("ada", None, 1)]


async def test_who_was_only_spoken_to_comes_after_everybody_who_spoke(store: Store):
    began = [event(number, f"reader-{number}", happening=BEGAN) for number in range(2, 700)]
    again = [event(1_000, "reader-5", happening=DUE)]
    found = await look(store, event(1), *began, *again, most=3)
    assert found == [("ada", None, 1), ("reader-5", None, 5), ("reader-699", None, 699)]


async def test_no_more_is_read_than_what_is_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    """Ten thousand conversations that rest are not looked at; a flood is looked through so far."""
    idle = [event(number, f"person-{number}") for number in range(1, 10_001)]
    recent = [event(20_000 + number, "ada") for number in range(3)]
    await look(store, *idle, *recent)
    pages: list[int] = []
    read = latest._BACKWARDS.read

    def count(connection: Connection, **values: int):
        rows = read(connection, **values)  # type: ignore[arg-type]
        pages.append(len(rows))
        return rows

    monkeypatch.setattr(latest._BACKWARDS, "read", count)
    assert await look(store, since=20_000) == [("ada", None, 20_002)]
    assert pages == [500]
    pages.clear()
    flood = [event(30_000 + number, "eve") for number in range(12_000)]
    found = await look(store, *flood, since=1)
    assert found == [("eve", None, 41_999)]
    assert sum(pages) == 10_000


async def test_a_page_is_read_from_its_index_alone(store: Store):
    plan = await store.run(lambda connection: plan_of(connection, latest._BACKWARDS))
    if any("Index Scan Backward" in step for step in plan):
        assert not any("Sort" in step or "Filter" in step for step in plan), plan
        (where,) = (step for step in plan if step.startswith("Index Cond"))
        assert all(name in where for name in ("brand =", "channel =", "seq <"))
    else:
        (step,) = plan
        assert "ix_events_brand_channel_seq (brand=? AND channel=? AND seq<?)" in step
