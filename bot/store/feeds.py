"""Feeds that a brand follows: how each was left, and by what its posts are known."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, select

from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.schema import feed_items, feeds
from bot.store.statement import always, among, insert_new, insert_or_update


class FeedRow(Struct, frozen=True):
    """How a feed was left; `url` is a digest of its address, which may hold a secret.

    `fetched_at` is null until it was read for the first time, `reason` while all is well.
    """

    brand: BrandId
    name: str
    url: str
    etag: str | None
    modified: str | None
    fetched_at: int | None
    due_at: int
    failures: int
    reason: str | None


class FeedItemRow(Struct, frozen=True):
    """One key by which a post is known; `item` is the post's name, its first key."""

    brand: BrandId
    feed: str
    key: str
    item: str
    seen_at: int


_SAVE = insert_or_update(feeds)
_FEEDS = always(
    lambda: select(
        feeds.c.brand,
        feeds.c.name,
        feeds.c.url,
        feeds.c.etag,
        feeds.c.modified,
        feeds.c.fetched_at,
        feeds.c.due_at,
        feeds.c.failures,
        feeds.c.reason,
    ).where(feeds.c.brand == bindparam("brand"), among(feeds.c.name, "names")),
)
_LEARN = insert_new(feed_items)
_KNOWN = always(
    lambda: select(feed_items.c.key, feed_items.c.item).where(
        feed_items.c.brand == bindparam("brand"),
        feed_items.c.feed == bindparam("feed"),
        among(feed_items.c.key, "keys"),
    ),
)


def save_feeds(connection: Connection, rows: Sequence[FeedRow]) -> None:
    """Write how feeds were left."""
    _SAVE.put(connection, rows)


def feed_rows(connection: Connection, brand: BrandId, names: list[str]) -> dict[str, FeedRow]:
    """Return how these feeds of a brand were left, by name; new ones are not among them."""
    rows = _FEEDS.read(connection, brand=brand, names=names)
    return {row[1]: FeedRow(*row) for row in rows}


def learn_items(connection: Connection, rows: Sequence[FeedItemRow]) -> None:
    """Remember by what posts are known; a key that is known stays with its post."""
    _LEARN.put(connection, rows)


def known_items(
    connection: Connection, brand: BrandId, feed: str, keys: list[str]
) -> dict[str, str]:
    """Return the names of posts by those of these keys that are known."""
    rows = _KNOWN.read(connection, brand=brand, feed=feed, keys=keys)
    return {row[0]: row[1] for row in rows}
