"""What the doctor says of calls to the outside."""

from datetime import UTC, datetime, timedelta

from bot.brand.brand import Brand
from bot.cli.calls_out import Calls, calls_made, calls_reach, look_at_calls
from bot.core.ids import BrandId, ChannelName, EventId, PersonId
from bot.core.text import Text
from bot.store.calls import CallEnd, CallRow, add_calls, claim_calls, end_call
from bot.store.connection import Connection
from bot.store.database import open_store
from bot.store.moments import to_moment

NOW = datetime(2030, 6, 4, 10, tzinfo=UTC)
BRAND = BrandId("shop")


def row(name: str, at: datetime) -> CallRow:
    return CallRow(
        brand=BRAND,
        id=EventId(f"{name}-{at}"),
        seq=1,
        event=EventId("e"),
        person=PersonId("p"),
        channel=ChannelName("site"),
        external_id="ada",
        space=None,
        place="order/steps.0",
        name=name,
        target="{}",
        key="k",
        cause="said",
        began=None,
        timeout=10,
        retries=0,
        at=to_moment(at),
    )


def fail(connection: Connection, name: str, at: datetime, reason: str) -> None:
    made, moment = row(name, at), to_moment(at)
    add_calls(connection, [made])
    claim_calls(connection, BRAND, owner="a", now=moment, most=1, lease=1)
    end_call(connection, CallEnd(BRAND, made.id, 1, "failed", moment, reason, moment))


async def look(*failed: tuple[str, timedelta, str], waits: timedelta | None = None) -> list[str]:
    store = await open_store("sqlite://")

    def unit(connection: Connection) -> Calls:
        for name, ago, reason in failed:
            fail(connection, name, NOW - ago, reason)
        if waits is not None:
            add_calls(connection, [row("actions.slow", NOW - waits)])
        return look_at_calls(connection, BRAND, NOW)

    calls = await store.run(unit)
    await store.close()
    return [f"{one.state}: {one.words}" for one in calls_made(calls, NOW)]


async def test_what_failed_lately_is_counted_by_its_reason():
    day = timedelta(days=1)
    found = await look(
        ("actions.find", 8 * day, "old"),
        ("actions.find", 3 * day, "HTTP 500"),
        ("actions.find", 2 * day, "HTTP 500"),
        ("GET shop.example.org", day, "HTTP 404"),
    )
    assert found == [
        "trouble: 1 GET shop.example.org failed (HTTP 404), the last at 2030-06-03T10:00:00+00:00",
        "trouble: 2 actions.find failed (HTTP 500), the last at 2030-06-02T10:00:00+00:00",
    ]


async def test_a_call_that_does_not_end_is_told_only_when_it_takes_too_long():
    assert await look(waits=timedelta(minutes=14)) == []
    assert await look(waits=timedelta(minutes=16)) == [
        "trouble: 1 under way, the oldest since 2030-06-04T09:44:00+00:00: does the brand run?"
    ]


def test_systems_of_the_brands_own_are_named():
    brand = Brand(BRAND, Text("Shop"), ("en",), "UTC", own_systems=("http://127.0.0.1:8080",))
    (found,) = calls_reach(brand)
    assert found.words == "may reach http://127.0.0.1:8080 beside the public internet"
