"""Following feeds: each is asked when it is due, a few at once, beside everything else."""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.brand.brand import Feed
from bot.broadcasts.feed_fetch import LIMITS, Failed, Fetched, Limits, Marks, Unchanged, fetch
from bot.broadcasts.feed_keeping import Kept, Read, Seen, due_at, keep, standing
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.feeds import FeedRow

_LOG = logging.getLogger(__name__)

AT_ONCE = 4
"""Feeds that are fetched and read at the same time: each may hold some megabytes."""

RETRY_SECONDS = 60.0
"""Until a feed is tried anew whose posts could not be written down."""

Followed = tuple[BrandId, Feed]


class Feeds:
    """Follows the feeds of brands: new posts become occurrences for a topic's subscribers.

    Args:
        store: where what is known of them is kept.
        libraries: by brand; what is in them at a look is followed, and nothing else. The feeds of
            a brand that is missing are followed by another process.
        clock: tells the present time in UTC.
        limits: what fetching one may cost.
    """

    def __init__(
        self,
        store: Store,
        libraries: Mapping[BrandId, Library],
        clock: Callable[[], datetime],
        limits: Limits = LIMITS,
    ) -> None:
        self._store = store
        self._libraries = libraries
        self._clock = clock
        self._limits = limits
        self._due: dict[Followed, datetime] = {}
        self._under_way: dict[Followed, asyncio.Task[None]] = {}
        self._closed = False

    async def look(self) -> datetime | None:
        """Begin to fetch the feeds that are due, and return at once.

        Returns:
            When the next one will be due; None where none is waited for.

        Raises:
            StoreUnavailable: what is known of them cannot be read.
        """
        await self._catch_up()
        self._begin_due()
        now = self._clock()
        # One that is due and not begun waits for a place: whoever leaves it begins it.
        return min((due for due in self._waiting().values() if due > now), default=None)

    async def settled(self) -> None:
        """Wait until nothing is being fetched."""
        while self._under_way:
            await asyncio.gather(*self._under_way.values())

    async def close(self) -> None:
        """Give up what is being fetched, and begin no more: it will be fetched again."""
        self._closed = True
        tasks = list(self._under_way.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._under_way.clear()

    def _followed(self) -> Iterator[Followed]:
        for brand, library in self._libraries.items():
            for feed in library.brand.feeds.values():
                if feed.url:
                    yield brand, feed

    async def _catch_up(self) -> None:
        """Learn when feeds that are new here are due, and forget those that are gone."""
        followed = set(self._followed())
        unknown = [one for one in followed if one not in self._due]
        if unknown:
            now = self._clock()
            for one, row in zip(unknown, await self._rows(unknown), strict=True):
                self._due[one] = due_at(row, one[1], now)
        for one in self._due.keys() - followed:
            del self._due[one]

    async def _rows(self, followed: list[Followed]) -> list[FeedRow | None]:
        def unit(connection: Connection) -> list[FeedRow | None]:
            return [standing(connection, brand, feed) for brand, feed in followed]

        return await self._store.run(unit)

    def _waiting(self) -> dict[Followed, datetime]:
        return {one: due for one, due in self._due.items() if one not in self._under_way}

    def _begin_due(self) -> None:
        if self._closed:
            return
        now = self._clock()
        waiting = sorted(self._waiting().items(), key=lambda entry: entry[1])
        for one, due in waiting[: AT_ONCE - len(self._under_way)]:
            if due <= now:
                self._under_way[one] = asyncio.create_task(self._visit(*one))

    async def _visit(self, brand: BrandId, feed: Feed) -> None:
        """Look at one feed; whatever happens, it has a next time."""
        due = self._clock() + timedelta(seconds=RETRY_SECONDS)
        try:
            kept = await self._look_at(brand, feed)
            due = kept.due
        except Exception as error:  # noqa: BLE001 - one feed must not stop the others
            _LOG.warning(
                "a feed cannot be kept brand=%s feed=%s error=%s",
                brand,
                feed.name,
                type(error).__name__,
            )
        del self._under_way[brand, feed]
        if (brand, feed) in self._due:
            self._due[brand, feed] = due
            self._begin_due()

    async def _look_at(self, brand: BrandId, feed: Feed) -> Kept:
        row = await self._store.run(partial(standing, brand=brand, feed=feed))
        seen = await self._see(feed, row)
        at = self._clock()
        kept = await self._store.run(partial(keep, brand=brand, feed=feed, seen=seen, at=at))
        _tell(brand, feed, seen, kept)
        return kept

    async def _see(self, feed: Feed, row: FeedRow | None) -> Seen:
        marks = Marks() if row is None else Marks(row.etag, row.modified)
        found = await fetch(feed.url, marks, self._clock(), self._limits)
        match found:
            case Unchanged() | Failed():
                return found
            case Fetched():
                return await asyncio.to_thread(_read, found)


def _read(found: Fetched) -> Read | Failed:
    from bot.broadcasts.feed_items import (  # noqa: PLC0415 - brings a parser that few brands need
        Unreadable,
        read_posts,
    )

    posts = read_posts(found)
    return Failed(posts.reason) if isinstance(posts, Unreadable) else Read(posts, found.marks)


def _tell(brand: BrandId, feed: Feed, seen: Seen, kept: Kept) -> None:
    """Tell the operator's log of the first failure in a row, of its end, and of news."""
    if isinstance(seen, Failed) and kept.failures == 1:
        _LOG.warning("a feed fails brand=%s feed=%s reason=%r", brand, feed.name, seen.reason)
    if kept.before and not kept.failures:
        _LOG.info("a feed is well again brand=%s feed=%s", brand, feed.name)
    if kept.told:
        _LOG.info("a feed has news brand=%s feed=%s posts=%d", brand, feed.name, kept.told)
