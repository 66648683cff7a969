"""Files of ours as WhatsApp takes them: where it finds each, and as what it shows it. Pure."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Literal
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from adapters.whatsapp.room import FILMS, PICTURES, SOUND_BYTES, SOUNDS
from bot.channels.files import Contents
from bot.core.content import Media
from bot.core.media_address import is_own, is_web
from bot.core.media_types import UNKNOWN, media_type_of

FileKind = Literal["image", "video", "audio", "document"]
"""What WhatsApp tells apart; a sound in OGG is played as a spoken note."""

_DATA = re.compile(r"data:([^,]*?)(;base64)?,", re.DOTALL)


class Upload(Struct, frozen=True):
    """The content of a file of ours; `media_type` is what it says it is."""

    name: str
    content: bytes
    media_type: str


class Unusable(Struct, frozen=True):
    """Why a message cannot be shown."""

    reason: str


def file_kind(media: Media) -> FileKind:
    """Return as what WhatsApp shows a file: what it does not know as anything is a document."""
    media_type = media.media_type or media_type_of(media.name or media.url)
    is_large = media.size is not None and media.size > SOUND_BYTES
    match media.kind:
        case "image" if media_type is None or media_type in PICTURES:
            return "image"
        case "video" if (media_type is None or media_type in FILMS) and not is_large:
            return "video"
        case "audio" | "voice" if (media_type is None or media_type in SOUNDS) and not is_large:
            return "audio"
        case _:
            return "document"


def file_source(media: Media, contents: Contents) -> Upload | str | Unusable:
    """Return where WhatsApp finds a file: its content, or its address on the web.

    Args:
        media: the file.
        contents: of the brand's own files.
    """
    if is_web(media.url):
        return media.url
    if is_own(media.url):
        return _own(media, contents)
    return _inline(media) or Unusable("media needs an https: or data: address")


def _own(media: Media, contents: Contents) -> Upload | Unusable:
    content = contents.get(media.url)
    if content is None:
        return Unusable(f"the brand has no file {media.url}")
    name = media.name or media.url.rpartition("/")[2]
    return Upload(name, content, media.media_type or media_type_of(media.url) or UNKNOWN)


def _inline(media: Media) -> Upload | None:
    """Return the content that a `data:` address holds (RFC 2397), None for any other."""
    head = _DATA.match(media.url)
    if head is None:
        return None
    body = media.url[head.end() :]
    try:
        content = b64decode(body) if head[2] else unquote_to_bytes(body)
    except NotBase64:
        return None
    declared = head[1].partition(";")[0]
    return Upload(media.name or "file", content, media.media_type or declared or UNKNOWN)
