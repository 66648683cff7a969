"""What a file is, by the end of its name or by its media type."""

from collections.abc import Mapping

from bot.core.content import MediaKind
from bot.core.media_address import name_in

UNKNOWN = "application/octet-stream"

_TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "ogg": "audio/ogg",
    "oga": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "flac": "audio/flac",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "epub": "application/epub+zip",
    "json": "application/json",
    "csv": "text/csv",
    "txt": "text/plain",
    "md": "text/markdown",
    "ics": "text/calendar",
    "vcf": "text/vcard",
    "svg": "image/svg+xml",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
"""Our own table: what the system of a machine knows differs from machine to machine."""

_DRAWING = "image/svg+xml"
"""A picture to people, but no platform shows it as one, and it may hold a program."""


_TAKEN = frozenset(_TYPES.values()) - {_DRAWING} | {
    *("image/avif", "image/heic", "image/heif", "audio/aac", "audio/webm", "audio/x-m4a"),
    *("video/ogg", "application/rtf"),
}


def is_taken(media_type: str) -> bool:
    """Say whether people may send files of this type: pictures, sounds, films and documents."""
    return media_type in _TAKEN


def media_type_of(name: str) -> str | None:
    """Return the media type of a file by the end of its name, None where that says nothing.

    Args:
        name: a file's name, a path, or an address, whose query and fragment do not count.
    """
    _, dot, ending = name_in(name).rpartition(".")
    return _TYPES.get(ending.lower()) if dot else None


def kind_of(media_type: str | None) -> MediaKind:
    """Return as what a file of this media type is shown."""
    if media_type is None or media_type == _DRAWING:
        return "file"
    match media_type.partition("/")[0]:
        case "image":
            return "image"
        case "audio":
            return "audio"
        case "video":
            return "video"
        case _:
            return "file"
