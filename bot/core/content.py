"""What a message holds, on every platform alike."""

from typing import Literal

from msgspec import Struct

MediaKind = Literal["image", "file", "audio", "video", "location"]
"""A voice message is audio, an animation an image: platforms tell these apart by media type."""


class Button(Struct, frozen=True, omit_defaults=True):
    """Something to press: `id` comes back in the press (at most 64 bytes, Telegram's limit).

    `authored` is false for what the product adds by itself: skip, back, keep, done, yes and no.
    """

    id: str
    label: str
    url: str | None = None
    authored: bool = True


class Media(Struct, frozen=True, omit_defaults=True):
    """An attachment by its address, whose forms `bot.core.media_address` knows.

    `size` is in bytes where it is known; `alt` says what there is to see or hear, for those who
    do not.
    """

    kind: MediaKind
    url: str
    name: str | None = None
    media_type: str | None = None
    size: int | None = None
    alt: str | None = None


class Card(Struct, frozen=True, omit_defaults=True):
    """Something shown in a frame below the text: `url` opens when its title is pressed.

    `title` is plain; `text` is plain too, and `markdown` the same with light marks.
    """

    title: str
    text: str = ""
    markdown: str = ""
    url: str | None = None
    image: Media | None = None


class Message(Struct, frozen=True, omit_defaults=True):
    """One message of ours: `text` is plain, `markdown` the same with light marks."""

    text: str
    markdown: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()
    card: Card | None = None
