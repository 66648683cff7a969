"""What people attach to a message, as neutral media: pure."""

from adapters.telegram.room import SCHEME
from adapters.telegram.wire import File, Message
from bot.core.content import Media, MediaKind
from bot.core.media_address import address_of_place


def attachments_of(message: Message) -> tuple[Media, ...]:
    """Return what a message carries beside its words.

    A photo comes in several sizes, of which the last is the largest. An animation also comes as a
    document, for clients that know none (Bot API: Message).
    """
    document = None if message.animation is not None else message.document
    kept: tuple[tuple[MediaKind, File | None], ...] = (
        ("image", message.photo[-1] if message.photo else None),
        ("video", message.animation),
        ("file", document),
        ("audio", message.audio),
        ("voice", message.voice),
        ("video", message.video),
        ("video", message.video_note),
    )
    media = [_media(kind, file) for kind, file in kept if file is not None]
    if message.sticker is not None:
        media.append(Media("image", f"{SCHEME}:{message.sticker.file_id}"))
    if message.location is not None:
        place = message.location
        media.append(Media("location", address_of_place(place.latitude, place.longitude)))
    return tuple(media)


def _media(kind: MediaKind, file: File) -> Media:
    address = f"{SCHEME}:{file.file_id}"
    return Media(kind, address, file.file_name, file.mime_type, file.file_size)
