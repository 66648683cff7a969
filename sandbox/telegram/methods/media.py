"""Files that a bot sends, one at a time or as an album."""

from collections.abc import Callable
from urllib.parse import urlsplit

from msgspec import Raw, Struct, structs

from sandbox.telegram.attachments import attached
from sandbox.telegram.calls import Call
from sandbox.telegram.files import StoredFile
from sandbox.telegram.formatting import Formatted
from sandbox.telegram.methods.framing import caption_of, checked_caption, frame, hold_back
from sandbox.telegram.objects import Message
from sandbox.telegram.parameters import Upload
from sandbox.telegram.refusals import RefusedError, bad_request

PHOTO_BYTES = 10_485_760
"""Bot API, sendPhoto: the photo must be at most 10 MB in size."""

ALBUM_LIMIT = 10
"""Bot API, sendMediaGroup: must include 2-10 items."""

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF", b"BM")
"""How the pictures begin that the platform can read: JPEG, PNG, GIF, WebP, BMP."""

_ALBUM_KINDS = frozenset({"photo", "video", "audio", "document"})
_SCHEMES = frozenset({"http", "https"})


def sends(kind: str) -> Callable[[Call], Message]:
    """Return the method that sends files of a kind.

    Args:
        kind: the name of its parameter and of the field in the message, such as `photo`.
    """

    def send(call: Call) -> Message:
        stored = _file(call, kind, kind)
        caption = caption_of(call)
        room, message = frame(call)
        check_file(stored)
        hold_back(call, room)
        return call.world.put(room, with_file(message, stored, caption))

    return send


class InputMedia(Struct, frozen=True):
    """A file of an album, or one in the place of another."""

    type: str
    media: str
    caption: str = ""
    parse_mode: str = ""
    caption_entities: Raw = Raw(b"")


def send_media_group(call: Call) -> list[Message]:
    """Let several files stand in a chat as one album.

    Raises:
        RefusedError: they do not go together, or may not stand there.
    """
    if not call.parameters.text("media"):
        raise bad_request('parameter "media" is required')
    album = call.parameters.nested("media", list[InputMedia], "can't parse media JSON object")
    if not album:
        raise bad_request("there are no messages to send")
    if len(album) > ALBUM_LIMIT:
        raise bad_request("too many messages to send as an album")
    prepared = [_of_album(call, item) for item in album]
    room, message = frame(call)
    _check_together([item.type for item in album])
    for stored, _ in prepared:
        check_file(stored)
    hold_back(call, room, len(album))
    grouped = structs.replace(message, media_group_id=str(13_000_000_000 + room.ids.last))
    return [
        call.world.put(room, with_file(grouped, stored, caption)) for stored, caption in prepared
    ]


def _of_album(call: Call, item: InputMedia) -> tuple[StoredFile, Formatted]:
    if item.type not in _ALBUM_KINDS:
        raise bad_request(
            f"can't parse InputMedia: type \"{item.type}\" can't be used in sendMediaGroup"
        )
    return prepared_media(call, item)


def prepared_media(call: Call, item: InputMedia) -> tuple[StoredFile, Formatted]:
    """Return a file and its caption, by what names them.

    Raises:
        RefusedError: there is no such file, or its caption is not as it must be.
    """
    entities = bytes(item.caption_entities).decode()
    caption = checked_caption(item.caption, item.parse_mode, entities)
    return _named(call, item.type, item.media), caption


def _check_together(kinds: list[str]) -> None:
    """Check that documents and music stand with their like (Bot API: sendMediaGroup)."""
    apart = {kind for kind in kinds if kind in {"document", "audio"}}
    if apart and len(set(kinds)) > 1:
        raise bad_request("can't use the media of the specified type in the album")


def _file(call: Call, parameter: str, kind: str) -> StoredFile:
    upload = call.parameters.uploads.get(parameter)
    if upload is not None:
        return _kept(call, kind, upload)
    named = call.parameters.text(parameter)
    if not named:
        raise bad_request(f"there is no {parameter} in the request")
    return _named(call, kind, named)


def _named(call: Call, kind: str, named: str) -> StoredFile:
    """Return a file by its id, by an address, or by the part of the request that holds it."""
    if named.startswith("attach://"):
        upload = call.parameters.uploads.get(named.removeprefix("attach://"))
        if upload is None:
            raise bad_request("media not found")
        return _kept(call, kind, upload)
    stored = call.world.files.get(named)
    if stored is not None and stored.kind != kind:
        words = f"can't use file of type {stored.kind.title()} as {kind.title()}"
        raise bad_request(words)
    if stored is not None:
        return stored
    if not _is_address(named):
        raise bad_request("wrong file identifier/HTTP URL specified")
    # The stand-in fetches nothing: what an address holds is its last word, and empty.
    name = urlsplit(named).path.rpartition("/")[2] or None
    return call.world.files.keep(kind, name, None, b"", url=named)


def _is_address(named: str) -> bool:
    try:
        parts = urlsplit(named)
        return parts.scheme in _SCHEMES and bool(parts.hostname)
    except ValueError:
        return False


def _kept(call: Call, kind: str, upload: Upload) -> StoredFile:
    if not upload.content:
        raise bad_request("file must be non-empty")
    return call.world.files.keep(kind, upload.name, upload.media_type, upload.content)


def check_file(stored: StoredFile) -> None:
    """Check what the platform checks when it has the whole file.

    Raises:
        RefusedError: it cannot be shown as what it was sent as.
    """
    if stored.kind != "photo" or stored.url is not None:
        return
    size = len(stored.content)
    if size > PHOTO_BYTES:
        raise _too_big(size)
    if not stored.content.startswith(_PICTURES):
        raise bad_request("IMAGE_PROCESS_FAILED")


def _too_big(size: int) -> RefusedError:
    return bad_request(
        f"file of size {size} bytes is too big for a photo; the maximum size is {PHOTO_BYTES} bytes"
    )


def with_file(message: Message, stored: StoredFile, caption: Formatted) -> Message:
    """Return a message that holds a file, with its caption."""
    return structs.replace(
        attached(message, stored),
        caption=caption.text or None,
        caption_entities=caption.entities or None,
    )
