"""Files of ours as Discord takes them: uploaded with the message, or shown from their address."""

from collections.abc import Sequence

from msgspec import Struct

from bot.channels.files import Contents
from bot.channels.uploading import Unusable, upload_of
from bot.core.content import Media

_ALT_CHARACTERS = 1024
"""Discord's limit for what is said of a file to those who do not see it."""


class Upload(Struct, frozen=True):
    """A file that goes with a message; `description` is for those who do not see it."""

    name: str
    media_type: str
    data: bytes
    description: str | None = None


class UnsendableError(ValueError):
    """The message holds something that cannot be sent, in words without the content."""


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
    found = upload_of(media, contents, unnamed=f"{media.kind}-{number + 1}")
    if isinstance(found, Unusable):
        raise UnsendableError(found.reason)
    alt = None if media.alt is None else media.alt[:_ALT_CHARACTERS]
    return Upload(found.name, found.media_type, found.content, alt)
