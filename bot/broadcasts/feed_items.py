"""Reading a feed: RSS of any age and Atom, from bytes to posts.

The parser opens what looks like the path of a file, in a text and in bytes alike: it is given a
stream. It takes long for large feeds: call `read_posts` in a thread.
"""

import calendar
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import feedparser  # type: ignore[import-untyped]
from msgspec import Struct

from bot.broadcasts.feed_fetch import Fetched
from bot.broadcasts.feed_post import FeedPost, post_of
from bot.broadcasts.feed_text import in_one_line, shortened, text_of_html

MOST_POSTS = 20_000
"""Beyond it is no feed that anybody reads."""

TITLE_LENGTH = 200
"""Characters."""

SUMMARY_LENGTH = 500
"""Characters."""

_LONGEST_LINK = 2_000
_LONGEST_ID = 2_000


class Unreadable(Struct, frozen=True):
    """This is no feed, and why."""

    reason: str


def read_posts(fetched: Fetched) -> tuple[FeedPost, ...] | Unreadable:
    """Return the posts of a feed in its own order; a faulty feed gives those that can be read."""
    try:
        return _read(fetched)
    except Exception as error:  # noqa: BLE001 - the parser meets whatever anybody publishes
        return Unreadable(f"it cannot be read ({type(error).__name__})")


def _read(fetched: Fetched) -> tuple[FeedPost, ...] | Unreadable:
    found = feedparser.parse(
        BytesIO(fetched.body),
        response_headers=_headers(fetched),
        resolve_relative_uris=False,
        sanitize_html=False,
    )
    if len(found.entries) > MOST_POSTS:
        return Unreadable(f"it has more than {MOST_POSTS} posts")
    posts = [post for entry in found.entries if (post := _post(entry)) is not None]
    if not posts and (found.bozo or not found.get("version")):
        return Unreadable("it is neither RSS nor Atom")
    return tuple(posts)


def _headers(fetched: Fetched) -> dict[str, str]:
    """Return what the parser must know of the answer: links begin where the feed was found."""
    charset = "" if fetched.charset is None else f"; charset={fetched.charset}"
    return {"content-location": fetched.address, "content-type": f"application/xml{charset}"}


def _post(entry: dict[str, Any]) -> FeedPost | None:
    link = in_one_line(entry.get("link") or "").replace(" ", "%20")
    return post_of(
        id=in_one_line(entry.get("id") or "")[:_LONGEST_ID] or None,
        title=shortened(_text(entry.get("title_detail")), TITLE_LENGTH),
        link=link if len(link) <= _LONGEST_LINK else None,
        summary=shortened(_summary(entry), SUMMARY_LENGTH),
        published=_moment(entry),
    )


def _summary(entry: Mapping[str, Any]) -> str:
    """Return the summary, else the beginning of the whole."""
    return _text(entry.get("summary_detail")) or _first(entry.get("content") or ())


def _first(contents: Sequence[Mapping[str, Any]]) -> str:
    return next(filter(None, map(_text, contents)), "")


def _text(detail: Mapping[str, Any] | None) -> str:
    if not detail:
        return ""
    value = detail.get("value") or ""
    return in_one_line(value) if detail.get("type") == "text/plain" else text_of_html(value)


def _moment(entry: dict[str, Any]) -> datetime | None:
    """Return when it was published, else when it was changed last.

    The parser's own `get` would warn of a date that stands in for another.
    """
    parsed = dict.get(entry, "published_parsed") or dict.get(entry, "updated_parsed")
    if parsed is None:
        return None
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
    except (ValueError, OverflowError, OSError):
        return None
