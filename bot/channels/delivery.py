"""How a turn's messages are written for another system: in a delivery, and in an awaited answer."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from bot.channels.contract import Part
from bot.channels.files import Locate
from bot.core.content import Button, Media
from bot.core.media_address import is_own


class WrittenButton(Struct, frozen=True, omit_defaults=True):
    """A button: its `id` comes back when it is pressed; one with a `url` is a link.

    One that `shares` something sends that instead, where the platform has such buttons.
    """

    id: str
    label: str
    url: str | None = None
    shares: str | None = None


class WrittenMedia(Struct, frozen=True, omit_defaults=True):
    """An attachment, in the shape in which incoming ones are written; `size` in bytes.

    `alt` says what there is to see or hear; it is left out where nobody has said so.
    """

    type: str
    url: str
    name: str | None
    media_type: str | None
    size: int | None
    alt: str | None = None


class WrittenMessage(Struct, frozen=True, omit_defaults=True):
    """One message: `text` is plain, without the choices; `markdown` is the same with marks.

    In a space `private` says that the person who is named there is to read it alone.
    """

    id: str
    text: str
    markdown: str
    buttons: list[WrittenButton]
    media: list[WrittenMedia]
    private: bool = False


class _Written(Struct, frozen=True, omit_defaults=True):
    to: str
    messages: list[WrittenMessage]
    space: str | None = None
    duplicate: bool = False


def write_message(part: Part, locate: Locate, *, private: bool = False) -> WrittenMessage:
    """Return one part of a turn as other systems read it; `private` is said only in a space."""
    return WrittenMessage(
        id=part.id,
        text=part.message.text,
        markdown=part.message.markdown,
        buttons=[_write_button(button) for button in part.message.buttons],
        media=[write_media(media, locate) for media in part.message.media],
        private=private,
    )


def write_turn(
    to: str, space: str | None, parts: Sequence[Part], locate: Locate, *, duplicate: bool = False
) -> bytes:
    """Return the JSON body that holds a turn's messages for one person and space.

    The same parts always give the same bytes, whether they are awaited or delivered.

    Args:
        to: the person's id on the channel.
        space: the group or thread, None in private (the field is then absent).
        parts: the turn's messages, in order.
        locate: where the brand's own files are found.
        duplicate: whether this answers a request that had come before.
    """
    among = space is not None
    messages = [
        write_message(part, locate, private=among and part.message.private) for part in parts
    ]
    return msgspec.json.encode(_Written(to, messages, space, duplicate))


def _write_button(button: Button) -> WrittenButton:
    return WrittenButton(button.id, button.label, button.url, button.shares)


def write_media(media: Media, locate: Locate) -> WrittenMedia:
    """Return an attachment as other systems read it."""
    url = locate(media.url) if is_own(media.url) else media.url
    return WrittenMedia(media.kind, url, media.name, media.media_type, media.size, media.alt)
