"""What a message holds, on every platform alike."""

from typing import Literal

from msgspec import Struct

MediaKind = Literal["image", "file", "audio", "video", "location"]


class Button(Struct, frozen=True, omit_defaults=True):
    """Something to press: `id` comes back in the press (at most 64 bytes, Telegram's limit).

    `authored` is false for what the product adds by itself: skip, back, keep, done, yes and no.
    """

    id: str
    label: str
    url: str | None = None
    authored: bool = True


class Media(Struct, frozen=True):
    """An attachment by address; `size` in bytes where it is known."""

    kind: MediaKind
    url: str
    name: str | None = None
    media_type: str | None = None
    size: int | None = None


class Message(Struct, frozen=True):
    """One message of ours: `text` is plain, `markdown` the same with light marks."""

    text: str
    markdown: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()
