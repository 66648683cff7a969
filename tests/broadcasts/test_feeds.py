"""Following feeds: a real server on loopback, a moved clock, and what stands in the store."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from aiohttp import web
from msgspec import Struct, structs

from bot.brand.brand import Brand, Feed, Topic
from bot.broadcasts import feeds as feeds_module
from bot.broadcasts.feed_fetch import Limits
from bot.broadcasts.feeds import AT_ONCE, Feeds
from bot.core.ids import BrandId
from bot.core.text import Text
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.database import Store, open_store
from bot.store.feeds import FeedRow, feed_rows
from bot.store.moments import from_moment
from bot.store.occurrences import OccurrenceRow, live_occurrences, terms_of
from tests.broadcasts.feed_server import Answer, FeedServer, Item, feed_server, rss

BRAND = BrandId("we-converse")
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
EVERY = timedelta(minutes=30)


class Clock:
    """Tells the time that the test sets."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Desk(Struct):
    """A brand that follows feeds of the server."""

    server: FeedServer
    store: Store
    clock: Clock
    libraries: dict[BrandId, Library]
    feeds: Feeds

    def follow(self, *followed: Feed) -> None:
        """Let the brand's file name these feeds, and no others."""
        brand = Brand(
            BRAND,
            Text("We Converse"),
            ("en",),
            "UTC",
            topics={"blog": Topic("blog", Text("Posts"), Text("Posts?"))},
            feeds={feed.name: feed for feed in followed},
        )
        self.libraries[BRAND] = Library(brand, {})

    def feed(self, path: str = "/feed", **fields: Any) -> Feed:
        values = {"name": "blog", "url": self.server.url(path), "digest_above": 3, **fields}
        return Feed(topic="blog", dialogue="post", every=1_800, **values)

    def restart(self) -> None:
        """Follow as a process does that has just begun."""
        self.feeds = Feeds(self.store, self.libraries, self.clock, Limits(seconds=5.0))

    async def look(self, *items: Item, after: timedelta = EVERY) -> list[dict[str, Any]]:
        """Let time pass, look at the feed as it is then, and return what is told from now on."""
        self.server.pages["/feed"] = Answer(rss(items))
        before = {row.id for row in await self.told()}
        await self.pass_by(after)
        return [data_of(row) for row in await self.told() if row.id not in before]

    async def pass_by(self, time: timedelta) -> datetime | None:
        self.clock.now += time
        await self.feeds.look()
        await self.feeds.settled()
        return await self.feeds.look()

    async def told(self) -> list[OccurrenceRow]:
        return await self.store.run(lambda one: live_occurrences(one, BRAND))

    async def row(self, name: str = "blog") -> FeedRow:
        rows = await self.store.run(lambda one: feed_rows(one, BRAND, [name]))
        return rows[name]

    async def incidents(self) -> list[tuple[Any, ...]]:
        def unit(connection: Connection) -> list[tuple[Any, ...]]:
            found = connection.exec_driver_sql("SELECT place, reason FROM incidents")
            return [tuple(row) for row in found]

        return await self.store.run(unit)


def data_of(row: OccurrenceRow) -> dict[str, Any]:
    data: dict[str, Any] = msgspec.json.decode(row.data or "")
    return data


def items(*numbers: int) -> list[Item]:
    """Return items as a feed has them, each dated by its number."""
    return [
        Item(
            f"Title {number}",
            f"id-{number}",
            f"https://site.example/{number}",
            (NOON + timedelta(hours=number)).strftime("%a, %d %b %Y %H:%M:%S GMT"),
            f"Summary {number}",
        )
        for number in numbers
    ]


def titles(told: list[dict[str, Any]]) -> list[str]:
    return [data["title"] for data in told]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with feed_server() as server:
        store = await open_store("sqlite://")
        clock, libraries = Clock(), dict[BrandId, Library]()
        made = Desk(server, store, clock, libraries, Feeds(store, libraries, clock))
        made.restart()
        made.follow(made.feed())
        yield made
        await made.feeds.close()
        await store.close()


async def test_item_34_a_post_is_told_once_whatever_becomes_of_it(desk: Desk):
    assert await desk.look(*items(1, 2)) == []
    assert titles(await desk.look(*items(3, 2, 1))) == ["Title 3"]
    third = items(3)[0]
    other_id = structs.replace(third, guid="moved-3")
    other_title = structs.replace(third, title="Title three")
    other_link = structs.replace(third, link="https://new.example/3?utm_source=feed")
    for changed in (other_id, other_title, other_link, third):
        assert await desk.look(changed, *items(2, 1)) == []
    both = structs.replace(third, guid="again-3", title="Title III")
    assert await desk.look(*items(1), both, *items(2)) == []
    assert await desk.look() == []
    assert await desk.look(*items(2, 3, 1)) == []
    assert len(await desk.told()) == 1


async def test_item_34_a_backlog_becomes_one_digest(desk: Desk):
    await desk.look(*items(0))
    backlog = items(*range(1, 301))
    Random(7).shuffle(backlog)
    told = await desk.look(*backlog)
    assert len(told) == 1
    assert told[0]["count"] == 300
    assert told[0]["more"] == 290
    assert told[0]["title"] == "Title 300"
    assert told[0]["titles"] == [f"Title {number}" for number in range(300, 290, -1)]
    assert told[0]["items"][0] == {"title": "Title 300", "link": "https://site.example/300"}
    assert told[0]["lines"].splitlines()[9] == "• Title 291 — https://site.example/291"
    Random(8).shuffle(backlog)
    assert await desk.look(*backlog) == []


async def test_item_34_at_most_as_many_as_the_brand_says_are_told_one_by_one(desk: Desk):
    await desk.look()
    assert titles(await desk.look(*items(3, 2, 1))) == ["Title 1", "Title 2", "Title 3"]
    assert [data["count"] for data in await desk.look(*items(7, 6, 5, 4))] == [4]


async def test_what_is_told_of_a_post(desk: Desk):
    await desk.look()
    told = await desk.look(*items(1))
    assert told == [
        {
            "feed": "blog",
            "count": 1,
            "title": "Title 1",
            "link": "https://site.example/1",
            "summary": "Summary 1",
            "published": "2026-03-03T13:00:00+00:00",
            "id": "id-1",
        }
    ]
    row = (await desk.told())[0]
    assert (row.kind, row.source, row.name) == ("feed", "blog", "feed.post")
    assert (row.topic, row.dialogue, row.status) == ("blog", "post", "running")
    assert from_moment(row.starts_at) == desk.clock.now
    assert from_moment(row.expires_at or 0) == desk.clock.now + timedelta(hours=24)
    assert terms_of(row).expires == 86_400


async def test_what_stood_in_a_feed_before_is_never_told(desk: Desk):
    assert await desk.look(*items(*range(50))) == []
    desk.restart()
    assert await desk.look(*items(*range(50))) == []
    desk.follow(desk.feed("/moved"))
    desk.server.pages["/moved"] = Answer(rss(items(60, 61)))
    assert await desk.look() == []
    desk.server.pages["/moved"] = Answer(rss(items(60, 61, 62)))
    assert titles(await desk.look()) == ["Title 62"]


async def test_a_first_look_that_fails_is_not_the_first(desk: Desk):
    desk.server.pages["/feed"] = Answer(status=500)
    await desk.pass_by(EVERY)
    assert await desk.look(*items(1, 2, 3, 4)) == []
    assert titles(await desk.look(*items(5, 4, 3, 2, 1))) == ["Title 5"]


async def test_only_what_is_new_is_fetched(desk: Desk):
    page = Answer(rss(items(1)), headers={"ETag": '"one"'})
    desk.server.pages["/feed"] = page
    assert await desk.pass_by(EVERY) == desk.clock.now + EVERY
    assert await desk.pass_by(EVERY) == desk.clock.now + EVERY
    assert desk.server.asked[1][1]["If-None-Match"] == '"one"'
    desk.server.pages["/feed"] = Answer(rss(items(2, 1)), headers={"ETag": '"two"'})
    await desk.pass_by(EVERY)
    assert titles([data_of(row) for row in await desk.told()]) == ["Title 2"]
    assert (await desk.row()).etag == '"two"'


async def test_a_feed_is_asked_when_it_is_due_and_not_before(desk: Desk):
    await desk.look(after=timedelta())
    await desk.look(after=EVERY - timedelta(seconds=1))
    assert desk.server.count() == 1
    desk.restart()
    await desk.look(after=timedelta())
    assert desk.server.count() == 1
    await desk.look(after=timedelta(seconds=1))
    assert desk.server.count() == 2


async def test_a_feed_that_is_no_longer_followed_is_left_alone(desk: Desk):
    await desk.look()
    desk.follow()
    assert await desk.pass_by(EVERY) is None
    assert desk.server.count() == 1


async def test_a_shorter_interval_holds_at_once(desk: Desk):
    await desk.look()
    desk.follow(structs.replace(desk.feed(), every=60))
    await desk.look(after=timedelta(seconds=61))
    assert desk.server.count() == 1
    await desk.look(after=timedelta(seconds=61))
    assert desk.server.count() == 2


async def test_a_clock_that_was_set_back_does_not_silence_a_feed(desk: Desk):
    await desk.look()
    desk.clock.now -= timedelta(days=365)
    desk.restart()
    await desk.look(after=timedelta())
    assert titles(await desk.look(*items(1))) == ["Title 1"]


async def test_failures_grow_the_pause_and_are_reported_once(
    desk: Desk, caplog: pytest.LogCaptureFixture
):
    caplog.set_level("INFO")
    desk.server.pages["/feed"] = Answer(status=500)
    pauses = []
    due: datetime | None = desk.clock.now
    for _ in range(6):
        assert due is not None
        due = await desk.pass_by(due - desk.clock.now)
        assert due is not None
        pauses.append((due - desk.clock.now) / EVERY)
    assert pauses == [1, 2, 4, 8, 12, 12]
    row = await desk.row()
    assert (row.failures, row.reason) == (6, "HTTP 500")
    assert await desk.incidents() == [("feeds/blog", "HTTP 500")]
    await desk.look(*items(1), after=timedelta(hours=6))
    row = await desk.row()
    assert (row.failures, row.reason) == (0, None)
    texts = [record.getMessage() for record in caplog.records if "a feed" in record.getMessage()]
    assert len(texts) == 2
    assert "fails" in texts[0]
    assert "well again" in texts[1]
    assert desk.server.url() not in caplog.text


async def test_a_server_that_asks_for_a_pause_gets_it(desk: Desk):
    desk.server.pages["/feed"] = Answer(status=429, headers={"Retry-After": "7200"})
    assert await desk.pass_by(EVERY) == desk.clock.now + timedelta(hours=2)


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"<rss", b"/etc/hostname"])
async def test_what_is_no_feed_changes_nothing(desk: Desk, body: bytes):
    await desk.look(*items(1))
    desk.server.pages["/feed"] = Answer(body, headers={"ETag": '"broken"'})
    await desk.pass_by(EVERY)
    row = await desk.row()
    assert (row.failures, row.reason, row.etag) == (1, "it is neither RSS nor Atom", None)
    assert titles(await desk.look(*items(2, 1))) == ["Title 2"]


async def test_a_slow_feed_holds_up_nobody(desk: Desk):
    async def slow(request: web.Request) -> web.StreamResponse:
        await desk.server.released.wait()
        return web.Response(body=rss([]))

    desk.server.pages["/slow"] = slow
    desk.server.pages["/feed"] = Answer(rss([]))
    desk.follow(desk.feed("/slow", name="slow"), desk.feed())
    await desk.feeds.look()
    async with asyncio.timeout(5):
        while not desk.server.count():
            await desk.feeds.look()
            await asyncio.sleep(0)
    assert desk.server.count("/slow") <= 1
    desk.server.released.set()
    await desk.feeds.settled()
    assert (await desk.row("slow")).failures == 0


async def test_few_feeds_are_fetched_at_once(desk: Desk):
    open_now = most = 0

    async def counting(request: web.Request) -> web.StreamResponse:
        nonlocal open_now, most
        open_now += 1
        most = max(most, open_now)
        await asyncio.sleep(0)
        open_now -= 1
        return web.Response(body=rss([]))

    desk.server.pages["/feed"] = counting
    desk.follow(*(desk.feed(name=f"feed-{number}") for number in range(3 * AT_ONCE)))
    await desk.feeds.look()
    await desk.feeds.settled()
    assert desk.server.count() == 3 * AT_ONCE
    assert most <= AT_ONCE


async def test_a_process_that_ends_between_fetch_and_commit_tells_once(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    await desk.look(*items(1))
    real = feeds_module.keep

    def killed(*arguments: Any, **named: Any) -> None:
        real(*arguments, **named)
        raise SystemError("the process ends before the commit")

    monkeypatch.setattr(feeds_module, "keep", killed)
    assert await desk.look(*items(2, 1)) == []
    assert (await desk.row()).fetched_at == (await desk.row()).due_at - EVERY // timedelta(
        microseconds=1
    )
    monkeypatch.setattr(feeds_module, "keep", real)
    desk.restart()
    assert titles(await desk.look(*items(2, 1), after=timedelta())) == ["Title 2"]
    assert await desk.look(*items(2, 1)) == []


async def test_what_cannot_be_kept_is_tried_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    def broken(*arguments: Any, **named: Any) -> None:
        raise ValueError("cannot be kept")

    with monkeypatch.context() as patch:
        patch.setattr(feeds_module, "keep", broken)
        assert await desk.pass_by(EVERY) == desk.clock.now + timedelta(minutes=1)
    await desk.look(*items(1), after=timedelta(minutes=1))
    assert (await desk.row()).failures == 0


async def test_the_address_of_a_feed_is_not_kept(desk: Desk):
    await desk.look()
    assert "feed" not in (await desk.row()).url


async def test_two_brands_with_one_feed(desk: Desk):
    other = structs.replace(desk.libraries[BRAND].brand, id=BrandId("other"))
    desk.libraries[other.id] = Library(other, {})
    await desk.look()
    await desk.look(*items(1))
    rows = await desk.store.run(lambda one: live_occurrences(one, other.id))
    assert titles([data_of(row) for row in rows]) == ["Title 1"]


async def test_an_end_gives_up_what_is_being_fetched(desk: Desk):
    async def endless(request: web.Request) -> web.StreamResponse:
        await desk.server.released.wait()
        return web.Response()

    desk.server.pages["/feed"] = endless
    await desk.feeds.look()
    await desk.feeds.close()
    assert await desk.told() == []
    await desk.feeds.look()
    await desk.feeds.settled()
    assert desk.server.count() <= 1
