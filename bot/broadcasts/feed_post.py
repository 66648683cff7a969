"""A post of a feed as the product sees it, and by what it is known: pure.

Publishers change ids when they move house, titles when they find a mistake, and addresses when
they count readers. A post is known by any one of the three.
"""

from datetime import UTC, datetime
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from msgspec import Struct

from bot.core.ids import derive

_WEB = {"http": 80, "https": 443}
_COUNTING = "utm_"
"""Begins the parameters that tell where a reader came from."""


class FeedPost(Struct, frozen=True):
    """One post: plain texts of bounded length, an address on the web or none.

    `keys` are by what it is known, the steadiest first; `published` is aware.
    """

    keys: tuple[str, ...]
    title: str
    link: str | None
    summary: str
    published: datetime | None
    id: str


def post_of(
    id: str | None,  # noqa: A002 - what feeds call it
    title: str,
    link: str | None,
    summary: str,
    published: datetime | None,
) -> FeedPost | None:
    """Return a post with its keys, None where there is nothing to know it by.

    Args:
        id: as the feed gives it.
        title: plain text.
        link: as the feed gives it.
        summary: plain text.
        published: aware, None where the feed does not tell.
    """
    address = link if link is not None and link_identity(link) is not None else None
    keys = _keys(id, title, address, published)
    if not keys:
        return None
    return FeedPost(keys, title, address, summary, published, id or address or keys[0])


def _keys(
    id: str | None,  # noqa: A002
    title: str,
    link: str | None,
    published: datetime | None,
) -> tuple[str, ...]:
    keys = [_key("id", id)] if id else []
    if link is not None and (identity := link_identity(link)) is not None:
        keys += [_key("link", identity)] if _names_one_post(identity) else []
    # Without a day, two posts called alike are told apart by whatever else they have.
    if title and (published is not None or not keys):
        day = "" if published is None else published.astimezone(UTC).date().isoformat()
        keys.append(_key("title", title.casefold(), day))
    return tuple(keys)


def _key(kind: str, *parts: str) -> str:
    """Return a key of one size: what feeds give can be of any length."""
    return f"{kind}:{derive(*parts)}"


def link_identity(link: str) -> str | None:
    """Return what stays of an address however it is written, None where it is no web address.

    The scheme, the case of the host, a slash at the end, the fragment and the parameters by which
    readers are counted make no other post.
    """
    try:
        parts = urlsplit(link.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _WEB or not parts.hostname:
        return None
    shown = "" if port in {None, *_WEB.values()} else f":{port}"
    query = _without_counting(parts)
    return f"{parts.hostname}{shown}{parts.path.rstrip('/')}{query}"


def _without_counting(parts: SplitResult) -> str:
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not pair[0].lower().startswith(_COUNTING)]
    return f"?{urlencode(kept)}" if kept else ""


def _names_one_post(identity: str) -> bool:
    """Say whether an address can be that of one post: a site's front page is everybody's."""
    return "/" in identity or "?" in identity
