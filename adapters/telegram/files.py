"""Files of ours as Telegram takes them: where it finds each, and as what it shows it. Pure."""

from typing import Literal

from adapters.telegram.room import SCHEME
from bot.channels.files import Contents
from bot.channels.uploading import Unusable, Upload, source_of
from bot.core.content import Media
from bot.core.lazy_pattern import lazy_pattern
from bot.core.media_types import media_type_of

FileKind = Literal["image", "animation", "file", "audio", "voice", "video"]
"""What Telegram tells apart: a moving picture and a spoken note have methods of their own."""

_KNOWN_FILE = lazy_pattern(rf"{SCHEME}:([A-Za-z0-9_-]+)")
_MUSIC = frozenset({"audio/mpeg", "audio/mp4"})
_SPEECH = "audio/ogg"
_SPOKEN = _MUSIC | {_SPEECH}
_MOVING = "image/gif"
_FILM = "video/mp4"


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
    known = _KNOWN_FILE.fullmatch(media.url)
    return source_of(media, contents) if known is None else known[1]
