"""Posts of a feed in a story: kept and told as if the feed had been read, which it is not."""

from datetime import datetime

from bot.brand.brand import Feed
from bot.broadcasts.feed_fetch import Marks
from bot.broadcasts.feed_keeping import Read, keep, standing
from bot.broadcasts.feed_post import post_of
from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.stories.story import Posts


def bring(connection: Connection, brand: BrandId, feed: Feed, posts: Posts, at: datetime) -> None:
    """Let a feed that was read before and was empty have these posts now."""
    if standing(connection, brand, feed) is None:
        keep(connection, brand, feed, Read((), Marks()), at)
    found = (post_of(None, post.title, post.link, post.summary, at) for post in posts.posts)
    new = tuple(post for post in found if post is not None)
    keep(connection, brand, feed, Read(new, Marks()), at)
