"""As what WhatsApp shows files of ours. Pure."""

from typing import Literal

from adapters.whatsapp.room import FILMS, PICTURES, SOUND_BYTES, SOUNDS
from bot.core.content import Media
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
