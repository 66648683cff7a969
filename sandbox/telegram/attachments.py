"""Files as messages hold them: in the field, and with the facts, of their kind."""

from typing import NamedTuple, TypeVar

from msgspec import structs

from sandbox.telegram.files import StoredFile
from sandbox.telegram.media_objects import Animation, Audio, Document, PhotoSize, Video, Voice
from sandbox.telegram.objects import Message

_WIDTH, _HEIGHT = 640, 480
"""What is said of every picture: nothing looks into it."""

Film = TypeVar("Film", bound=Video)


def attached(message: Message, stored: StoredFile) -> Message:
    """Return a message that holds a file."""
    match stored.kind:
        case "photo":
            return structs.replace(message, photo=[_photo(stored)])
        case "audio":
            return structs.replace(message, audio=_audio(stored))
        case "video":
            return structs.replace(message, video=_film(Video, stored))
        case "animation":
            # Clients that know no animations are shown a document (Bot API: Message).
            moving, document = _film(Animation, stored), _document(stored)
            return structs.replace(message, animation=moving, document=document)
        case "voice":
            return structs.replace(message, voice=_voice(stored))
        case _:
            return structs.replace(message, document=_document(stored))


class Held(NamedTuple):
    """A file that a message holds: `name` is its kind where it has no name."""

    file_id: str
    name: str


def file_of(message: Message) -> Held | None:
    """Return the file that a message holds; None where it holds none."""
    if message.photo:
        return Held(message.photo[-1].file_id, "photo")
    if message.voice:
        return Held(message.voice.file_id, "voice")
    named = message.document or message.audio or message.video
    return Held(named.file_id, named.file_name or "file") if named else None


def _photo(stored: StoredFile) -> PhotoSize:
    return PhotoSize(
        stored.file_id, stored.unique_id, _WIDTH, _HEIGHT, file_size=len(stored.content)
    )


def _audio(stored: StoredFile) -> Audio:
    return Audio(
        stored.file_id,
        stored.unique_id,
        duration=1,
        file_name=stored.name,
        mime_type=stored.media_type,
        file_size=len(stored.content),
    )


def _film(kind: type[Film], stored: StoredFile) -> Film:
    return kind(
        stored.file_id,
        stored.unique_id,
        _WIDTH,
        _HEIGHT,
        duration=1,
        file_name=stored.name,
        mime_type=stored.media_type,
        file_size=len(stored.content),
    )


def _voice(stored: StoredFile) -> Voice:
    return Voice(
        stored.file_id,
        stored.unique_id,
        duration=1,
        mime_type=stored.media_type,
        file_size=len(stored.content),
    )


def _document(stored: StoredFile) -> Document:
    return Document(
        stored.file_id,
        stored.unique_id,
        file_name=stored.name,
        mime_type=stored.media_type,
        file_size=len(stored.content),
    )
