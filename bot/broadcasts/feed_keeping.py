"""What a look at a feed leaves in the store, all of it in one unit: done again it is the same."""

from datetime import datetime, timedelta

from msgspec import Struct

from bot.brand.brand import Feed
from bot.broadcasts.feed_fetch import Failed, Marks, Unchanged
from bot.broadcasts.feed_pause import pause_seconds
from bot.broadcasts.feed_post import FeedPost
from bot.broadcasts.feed_posting import occurrences_of_posts
from bot.broadcasts.feed_recognising import keys_of, recognise, telling
from bot.core.ids import BrandId, derive
from bot.store.connection import Connection
from bot.store.feeds import (
    FeedItemRow,
    FeedRow,
    feed_rows,
    known_items,
    learn_items,
    save_feeds,
)
from bot.store.incidents import IncidentRow, add_incidents
from bot.store.moments import from_moment, to_moment
from bot.store.occurrences import add_occurrences

_DAY = timedelta(days=1)


class Read(Struct, frozen=True):
    """A feed with its posts, in its own order."""

    posts: tuple[FeedPost, ...]
    marks: Marks


Seen = Read | Unchanged | Failed
"""What a look at a feed brought."""


class Kept(Struct, frozen=True):
    """What became of a look: when the next one is due, and how many posts are told.

    `failures` counts how often it has failed in a row, `before` how often until now.
    """

    due: datetime
    told: int
    failures: int
    before: int


def standing(connection: Connection, brand: BrandId, feed: Feed) -> FeedRow | None:
    """Return how a feed was left; None where it is new, or its address is another one."""
    row = feed_rows(connection, brand, [feed.name]).get(feed.name)
    return row if row is not None and row.url == _digest_of(feed) else None


def due_at(row: FeedRow | None, feed: Feed, now: datetime) -> datetime:
    """Return when a feed is to be looked at.

    It never waits for longer than its interval, or a day after a failure: the interval may have
    been cut, and a clock may have been set back.
    """
    if row is None:
        return now
    longest = _DAY if row.failures else timedelta(seconds=feed.every)
    return min(from_moment(row.due_at), now + longest)


def keep(connection: Connection, brand: BrandId, feed: Feed, seen: Seen, at: datetime) -> Kept:
    """Write down what a look at a feed brought, and what is to be told because of it.

    Args:
        connection: inside a transaction.
        brand: whose feed it is.
        feed: as brand.yaml has it.
        seen: what the look brought.
        at: the present time.
    """
    row = standing(connection, brand, feed) or _new_row(brand, feed)
    match seen:
        case Failed():
            return _keep_failure(connection, row, feed, seen, at)
        case Unchanged():
            return _keep_success(connection, row, feed, Marks(row.etag, row.modified), at)
        case Read():
            told = _keep_posts(connection, row, feed, seen.posts, at)
            kept = _keep_success(connection, row, feed, seen.marks, at)
            return Kept(kept.due, told, kept.failures, kept.before)


def _digest_of(feed: Feed) -> str:
    return derive("feed", feed.url)


def _new_row(brand: BrandId, feed: Feed) -> FeedRow:
    return FeedRow(brand, feed.name, _digest_of(feed), None, None, None, 0, 0, None)


def _keep_posts(
    connection: Connection,
    row: FeedRow,
    feed: Feed,
    posts: tuple[FeedPost, ...],
    at: datetime,
) -> int:
    """Remember posts, and let the new ones be told: of a feed that is new itself, none are."""
    posts = telling(posts)
    known = known_items(connection, row.brand, feed.name, keys_of(posts))
    found = recognise(posts, known)
    moment = to_moment(at)
    learned = [
        FeedItemRow(row.brand, feed.name, key, item, moment) for key, item in found.learned.items()
    ]
    learn_items(connection, learned)
    if row.fetched_at is None or not found.new:
        return 0
    add_occurrences(connection, occurrences_of_posts(row.brand, feed, found.new, at))
    return len(found.new)


def _keep_success(
    connection: Connection, row: FeedRow, feed: Feed, marks: Marks, at: datetime
) -> Kept:
    due = at + timedelta(seconds=feed.every)
    moments = (to_moment(at), to_moment(due))
    new = FeedRow(row.brand, row.name, row.url, marks.etag, marks.modified, *moments, 0, None)
    save_feeds(connection, [new])
    return Kept(due, 0, 0, row.failures)


def _keep_failure(
    connection: Connection, row: FeedRow, feed: Feed, failed: Failed, at: datetime
) -> Kept:
    """Remember why there was nothing, and report the first failure in a row."""
    failures = row.failures + 1
    pause = pause_seconds(feed.every, failures, failed.retry_after)
    due = at + timedelta(seconds=pause)
    new = FeedRow(
        brand=row.brand,
        name=row.name,
        url=row.url,
        etag=row.etag,
        modified=row.modified,
        fetched_at=row.fetched_at,
        due_at=to_moment(due),
        failures=failures,
        reason=failed.reason,
    )
    save_feeds(connection, [new])
    if failures == 1:
        add_incidents(connection, [_incident(row, feed, failed, to_moment(at))])
    return Kept(due, 0, failures, row.failures)


def _incident(row: FeedRow, feed: Feed, failed: Failed, moment: int) -> IncidentRow:
    name = derive("incident", "feed", feed.name, moment)
    return IncidentRow(row.brand, name, f"feeds/{feed.name}", failed.reason, None, moment)
