"""What a message holds, on every platform alike."""

from typing import Literal

from msgspec import Struct

MediaKind = Literal["image", "file", "audio", "video", "location", "voice"]
"""A spoken note is `voice`, any other sound `audio`; an animation is an image: platforms tell it
from a picture by its media type."""

ButtonKind = Literal["reply", "link", "share_contact", "share_location"]
"""What a press does: it answers, opens a page, or sends a telephone number or a place of whoever
presses."""

Shared = Literal["contact", "location"]
"""What a button may ask the person to share."""

MOST_ID_BYTES = 64
"""The longest id of a button in UTF-8: what Telegram takes (InlineKeyboardButton.callback_data)."""


class Button(Struct, frozen=True, omit_defaults=True):
    """Something to press: `id` comes back in the press (at most `MOST_ID_BYTES`).

    `url` opens instead, `shares` sends what it names instead. `authored` is false for what the
    product adds by itself: skip, back, keep, done, yes and no.
    """

    id: str
    label: str
    url: str | None = None
    authored: bool = True
    shares: Shared | None = None

    @property
    def kind(self) -> ButtonKind:
        """What a press does."""
        if self.url is not None:
            return "link"
        match self.shares:
            case "contact":
                return "share_contact"
            case "location":
                return "share_location"
            case None:
                return "reply"


class Contact(Struct, frozen=True):
    """Somebody's telephone number, with whose it is."""

    phone: str
    name: str | None = None


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


class Poll(Struct, frozen=True, omit_defaults=True):
    """Says that a message is a poll: its text is what is asked, its authored buttons the options.

    `several` says that more than one option may be voted for.
    """

    several: bool = False


class Picks(Struct, frozen=True, omit_defaults=True):
    """Says that several authored buttons may be picked: from `least` to `most`, None for any.

    `done` is the id of the button that ends it where they are picked one by one; a list and a poll
    of the platform's own need none.
    """

    least: int = 1
    most: int | None = None
    done: str | None = None


class Message(Struct, frozen=True, omit_defaults=True):
    """One message of ours: `text` is plain, `markdown` the same with light marks.

    `replaces` is the reference of an earlier message of ours that becomes this one: the beginning
    of its id, as its buttons carry it. `answers` is the platform's own id of the message that this
    one replies to. `private` says that it concerns nobody else: in a group the person alone sees
    it, there or in their private chat. `instead` is what the group is told where neither can be:
    nothing of what it is about.
    """

    text: str
    markdown: str
    buttons: tuple[Button, ...] = ()
    media: tuple[Media, ...] = ()
    card: Card | None = None
    contact: Contact | None = None
    poll: Poll | None = None
    replaces: str | None = None
    answers: str | None = None
    private: bool = False
    picks: Picks | None = None
    instead: str | None = None
