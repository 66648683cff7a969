"""A file whose content goes along with a message, for platforms that take it so. Pure."""

import re
from base64 import b64decode
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from bot.channels.files import Contents
from bot.core.content import Media
from bot.core.lazy_pattern import lazy_pattern
from bot.core.media_address import is_own, is_web, name_in
from bot.core.media_types import UNKNOWN, media_type_of

_UNFIT = lazy_pattern(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
"""What no header may hold: ends of lines and other controls, and halves of characters."""

_TYPE = lazy_pattern(r"[!-~]+/[ -~]+")
_DATA = lazy_pattern(r"data:([^;,]*)((?:;[^;,]*)*),(.*)", re.DOTALL)


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


def source_of(media: Media, contents: Contents) -> Upload | str | Unusable:
    """Return where a platform finds a file that it shows: its content, or its address on the web.

    Args:
        media: the file.
        contents: of the brand's own files.
    """
    if is_web(media.url):
        return media.url
    if goes_along(media):
        return upload_of(media, contents)
    return Unusable("media needs an https: or data: address")


def upload_of(media: Media, contents: Contents, unnamed: str = "file") -> Upload | Unusable:
    """Return a file with its content.

    Args:
        media: one that goes along.
        contents: of the brand's own files.
        unnamed: what a file is called that has no name.
    """
    found = _own(media, contents) if is_own(media.url) else _inline(media, unnamed)
    return found if isinstance(found, Unusable) else _fit_for_headers(found)


def _fit_for_headers(upload: Upload) -> Upload:
    """Return a file whose name and type can be told beside it, whatever its author wrote."""
    is_type = _TYPE.fullmatch(upload.media_type) is not None
    name = _UNFIT.sub("_", upload.name)
    return Upload(name, upload.content, upload.media_type if is_type else UNKNOWN)


def _own(media: Media, contents: Contents) -> Upload | Unusable:
    content = contents.get(media.url)
    if content is None:
        return Unusable(f"the brand has no file {media.url}")
    name = media.name or name_in(media.url)
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
