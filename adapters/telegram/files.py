"""Files of ours as Telegram takes them: where it finds each, and as what it shows it. Pure."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Literal
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from adapters.telegram.room import SCHEME
from bot.channels.files import Contents
from bot.core.content import Media
from bot.core.media_address import is_own, is_web
from bot.core.media_types import UNKNOWN, media_type_of

FileKind = Literal["image", "animation", "file", "audio", "voice", "video"]
"""What Telegram tells apart: a moving picture and a spoken note have methods of their own."""

_DATA = re.compile(r"data:([^,]*?)(;base64)?,", re.DOTALL)
_KNOWN_FILE = re.compile(rf"{SCHEME}:([A-Za-z0-9_-]+)")
_MUSIC = frozenset({"audio/mpeg", "audio/mp4"})
_SPEECH = "audio/ogg"
_SPOKEN = _MUSIC | {_SPEECH}
_MOVING = "image/gif"
_FILM = "video/mp4"


class Upload(Struct, frozen=True):
    """The content of a file of ours; `media_type` is what it says it is."""

    name: str
    content: bytes
    media_type: str


class Unusable(Struct, frozen=True):
    """Why a message cannot be shown."""

    reason: str


def file_kind(media: Media) -> FileKind:
    """Return as what Telegram shows a file.

    It takes MP3 and M4A for music, these and OGG for a spoken note, MPEG-4 for a film and GIF for a
    moving picture (Bot API: sendAudio, sendVoice, sendVideo, sendAnimation); other sounds and films
    are shown as files.
    """
    media_type = media.media_type or media_type_of(media.name or media.url)
    match media.kind:
        case "image":
            return "animation" if media_type == _MOVING else "image"
        case "audio" if media_type == _SPEECH:
            return "voice"
        case "voice" if media_type is None or media_type in _SPOKEN:
            return "voice"
        case "audio" if media_type is None or media_type in _MUSIC:
            return "audio"
        case "video" if media_type is None or media_type == _FILM:
            return "video"
        case _:
            return "file"


def file_source(media: Media, contents: Contents) -> Upload | str | Unusable:
    """Return where Telegram finds a file: nothing that the SDK could take for a path of ours.

    Args:
        media: the file.
        contents: of the brand's own files.
    """
    if is_web(media.url):
        return media.url
    if known := _KNOWN_FILE.fullmatch(media.url):
        return known[1]
    if is_own(media.url):
        return _own(media, contents)
    return _inline(media) or Unusable("media needs an https:, data: or telegram: address")


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
