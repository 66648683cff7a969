"""Files of ours as Discord takes them: uploaded with the message, or shown from their address."""

import re
from base64 import b64decode
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from bot.channels.files import Contents
from bot.core.content import Media
from bot.core.media_address import is_own
from bot.core.media_types import UNKNOWN, media_type_of

_ALT_CHARACTERS = 1024
"""Discord's limit for what is said of a file to those who do not see it."""

_DATA = re.compile(r"data:(?P<type>[^;,]*)(?P<parameters>(?:;[^;,]*)*),(?P<data>.*)", re.DOTALL)


class Upload(Struct, frozen=True):
    """A file that goes with a message; `description` is for those who do not see it."""

    name: str
    media_type: str
    data: bytes
    description: str | None = None


class UnsendableError(ValueError):
    """The message holds something that cannot be sent, in words without the content."""


def goes_along(media: Media) -> bool:
    """Say whether the content of a file goes with the message."""
    return is_own(media.url) or media.url.startswith("data:")


def uploads_of(media: Sequence[Media], contents: Contents) -> tuple[Upload, ...]:
    """Return the files that go with a message, each with its content.

    Args:
        media: files whose content goes along.
        contents: of the brand's own files.

    Raises:
        UnsendableError: one has no content.
    """
    return tuple(_upload(number, one, contents) for number, one in enumerate(media))


def _upload(number: int, media: Media, contents: Contents) -> Upload:
    alt = None if media.alt is None else media.alt[:_ALT_CHARACTERS]
    if is_own(media.url):
        content = contents.get(media.url)
        if content is None:
            raise UnsendableError(f"the brand has no file {media.url}")
        name = media.name or media.url.rpartition("/")[2]
        return Upload(name, media.media_type or media_type_of(name) or UNKNOWN, content, alt)
    media_type, content = _inline(media)
    name = media.name or f"{media.kind}-{number + 1}"
    return Upload(name, media.media_type or media_type or UNKNOWN, content, alt)


def _inline(media: Media) -> tuple[str, bytes]:
    """Return the type and the content that a `data:` address holds (RFC 2397)."""
    found = _DATA.fullmatch(media.url)
    if found is None:
        raise UnsendableError("a data: address is malformed")
    data = unquote_to_bytes(found["data"])
    if found["parameters"].endswith(";base64"):
        try:
            data = b64decode(data, validate=True)
        except ValueError:
            raise UnsendableError("a data: address is no base64") from None
    return found["type"], data
