"""From new posts to what a topic's subscribers are told: a word on each, or one on all. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from bot.brand.brand import Feed
from bot.broadcasts.feed_post import FeedPost
from bot.core.ids import BrandId
from bot.core.values import Value
from bot.store.moments import to_moment
from bot.store.occurrences import OccurrenceRow, Terms, definition_of, occurrence_id
from bot.store.values import to_json

EVENT = "feed.post"
"""What a dialogue sees as `event.name`."""

EXPIRES_SECONDS = 86_400
"""A post that quiet hours and limits held longer than a day is no news any more."""

DIGEST_LINES = 10
"""Posts that a digest names; `more` counts the rest."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def occurrences_of_posts(
    brand: BrandId, feed: Feed, posts: Sequence[FeedPost], at: datetime
) -> list[OccurrenceRow]:
    """Return one occurrence a post, or a single one where there are too many of them.

    Args:
        brand: whose feed it is.
        feed: as brand.yaml has it.
        posts: new ones, in the feed's order.
        at: the present time.
    """
    newest_first = _newest_first(posts)
    if len(newest_first) > feed.digest_above:
        data = _digest(feed, newest_first)
        return [_occurrence(brand, feed, newest_first[0], data, at)]
    # Told in the order in which they were written: the oldest is due first.
    told = [_occurrence(brand, feed, post, _single(feed, post), at) for post in newest_first]
    return [replace(one, starts_at=one.starts_at - place) for place, one in enumerate(told)]


def _newest_first(posts: Sequence[FeedPost]) -> list[FeedPost]:
    """Return posts by their dates; a feed that lacks some is taken to be in order."""
    if any(post.published is None for post in posts):
        return list(posts)
    return sorted(posts, key=lambda post: post.published or _LONG_AGO, reverse=True)


def _occurrence(
    brand: BrandId, feed: Feed, post: FeedPost, data: dict[str, Value], at: datetime
) -> OccurrenceRow:
    moment = to_moment(at)
    return OccurrenceRow(
        brand=brand,
        id=occurrence_id("feed", feed.name, post.keys[0]),
        kind="feed",
        source=feed.name,
        topic=feed.topic,
        dialogue=feed.dialogue,
        slot=post.keys[0],
        name=EVENT,
        data=to_json(data),
        definition=definition_of(Terms(expires=EXPIRES_SECONDS)),
        created_at=moment,
        starts_at=moment,
        expires_at=to_moment(at + timedelta(seconds=EXPIRES_SECONDS)),
    )


def _single(feed: Feed, post: FeedPost) -> dict[str, Value]:
    return {
        "feed": feed.name,
        "count": 1,
        "title": post.title,
        "link": post.link,
        "summary": post.summary,
        "published": None if post.published is None else post.published.isoformat(),
        "id": post.id,
    }


def _digest(feed: Feed, posts: Sequence[FeedPost]) -> dict[str, Value]:
    """Return what a dialogue sees of many posts: the newest as if alone, and a list."""
    named = posts[:DIGEST_LINES]
    return {
        **_single(feed, posts[0]),
        "count": len(posts),
        "more": len(posts) - len(named),
        "titles": [post.title for post in named],
        "items": [{"title": post.title, "link": post.link} for post in named],
        "lines": "\n".join(map(_line, named)),
    }


def _line(post: FeedPost) -> str:
    return "• " + " — ".join(filter(None, (post.title, post.link)))
