"""A file whose content goes along with a message, for platforms that take it so. Pure."""

import re
from base64 import b64decode
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from bot.channels.files import Contents
from bot.core.content import Media
from bot.core.media_address import is_own
from bot.core.media_types import UNKNOWN, media_type_of

_DATA = re.compile(r"data:([^;,]*)((?:;[^;,]*)*),(.*)", re.DOTALL)


class Upload(Struct, frozen=True):
    """The content of a file of ours; `media_type` is what it says it is."""

    name: str
    content: bytes
    media_type: str


class Unusable(Struct, frozen=True):
    """Why something cannot be shown, in words without what it holds."""

    reason: str


def goes_along(media: Media) -> bool:
    """Say whether the content of a file goes with the message, and not its address."""
    return is_own(media.url) or media.url.startswith("data:")


def upload_of(media: Media, contents: Contents, unnamed: str = "file") -> Upload | Unusable:
    """Return a file with its content.

    Args:
        media: one that goes along.
        contents: of the brand's own files.
        unnamed: what a file is called that has no name.
    """
    return _own(media, contents) if is_own(media.url) else _inline(media, unnamed)


def _own(media: Media, contents: Contents) -> Upload | Unusable:
    content = contents.get(media.url)
    if content is None:
        return Unusable(f"the brand has no file {media.url}")
    name = media.name or media.url.rpartition("/")[2]
    return Upload(name, content, media.media_type or media_type_of(media.url) or UNKNOWN)


def _inline(media: Media, unnamed: str) -> Upload | Unusable:
    """Return what a `data:` address holds (RFC 2397)."""
    found = _DATA.fullmatch(media.url)
    if found is None:
        return Unusable("a data: address is malformed")
    declared, parameters, body = found.groups()
    content = unquote_to_bytes(body)
    if parameters.endswith(";base64"):
        try:
            content = b64decode(content, validate=True)
        except ValueError:
            return Unusable("a data: address is no base64")
    return Upload(media.name or unnamed, content, media.media_type or declared or UNKNOWN)
