"""Which posts of a feed are new: pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain

from msgspec import Struct, structs

from bot.broadcasts.feed_post import FeedPost


class Recognised(Struct, frozen=True):
    """What a look at a feed brought: posts that nobody has seen, and keys to know posts by.

    `learned` names by each new key the post that it belongs to.
    """

    new: tuple[FeedPost, ...]
    learned: dict[str, str]


def telling(posts: Sequence[FeedPost]) -> tuple[FeedPost, ...]:
    """Return the posts without the keys that some of them share by accident: those tell nothing.

    A list of changes links each of its entries to the same page, a daily note is always called
    alike. Posts of one document that share more than one trait are the same post, written twice.
    """
    first: dict[str, FeedPost] = {}
    accidental: set[str] = set()
    for post in posts:
        for key in post.keys:
            if not _is_same(first.setdefault(key, post), post, key):
                accidental.add(key)
    return tuple(structs.replace(post, keys=_without(post, accidental)) for post in posts)


def _is_same(one: FeedPost, other: FeedPost, shared: str) -> bool:
    """Say whether two posts that share a key have anything else in common."""
    if not shared.startswith("title:") and one.title == other.title:
        return True
    return one is other or len(set(one.keys) & set(other.keys)) > 1


def _without(post: FeedPost, accidental: Collection[str]) -> tuple[str, ...]:
    return tuple(key for key in post.keys if key not in accidental) or post.keys


def keys_of(posts: Iterable[FeedPost]) -> list[str]:
    """Return every key of these posts, each once."""
    return list(dict.fromkeys(chain.from_iterable(post.keys for post in posts)))


def recognise(posts: Iterable[FeedPost], known: Mapping[str, str]) -> Recognised:
    """Tell the posts that are new from those of which any key is known.

    Args:
        posts: as the feed has them now.
        known: names of posts by the keys that belong to them.

    Returns:
        New posts in the feed's order, and what is to be remembered of old and new ones.
    """
    new: list[FeedPost] = []
    learned: dict[str, str] = {}
    for post in posts:
        names = [known.get(key) or learned.get(key) for key in post.keys]
        name = next(filter(None, names), None)
        if name is None:
            new.append(post)
            name = post.keys[0]
        missing = [key for key in post.keys if key not in known]
        learned |= {key: learned.get(key, name) for key in missing}
    return Recognised(tuple(new), learned)
