"""Files of ours as WhatsApp takes them: where it finds each, and as what it shows it. Pure."""

from typing import Literal

from adapters.whatsapp.room import FILMS, PICTURES, SOUND_BYTES, SOUNDS
from bot.channels.files import Contents
from bot.channels.uploading import Unusable, Upload, goes_along, upload_of
from bot.core.content import Media
from bot.core.media_address import is_web
from bot.core.media_types import media_type_of

FileKind = Literal["image", "video", "audio", "document"]
"""What WhatsApp tells apart; a sound in OGG is played as a spoken note."""


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
    if goes_along(media):
        return upload_of(media, contents)
    return Unusable("media needs an https: or data: address")
