"""What the server tells an open page, one JSON object a frame."""

import msgspec
from msgspec import Struct

from bot.channels.delivery import WrittenButton, WrittenMedia
from bot.core.content import Contact


class ShownCard(Struct, frozen=True):
    """Something in a frame below the text: `url` opens when its title is pressed."""

    title: str
    markdown: str
    url: str | None
    image: WrittenMedia | None


class ShownLine(
    Struct,
    frozen=True,
    tag_field="type",
    tag="line",
    rename={"speaker": "from"},
    omit_defaults=True,
):
    """What either side has said.

    `replaces` is the beginning of the id of an earlier line that becomes this one.
    """

    id: str
    speaker: str
    text: str
    markdown: str
    buttons: list[WrittenButton]
    media: list[WrittenMedia]
    card: ShownCard | None = None
    contact: Contact | None = None
    replaces: str | None = None


class Ready(Struct, frozen=True, tag_field="type", tag="ready"):
    """The page has caught up and may send."""


class Typing(Struct, frozen=True, tag_field="type", tag="typing"):
    """An answer is on its way: shown until the next line, for ten seconds at most."""


class Challenge(Struct, frozen=True, tag_field="type", tag="challenge"):
    """A site may vouch for who is here: its token has to hold this nonce."""

    nonce: str


class Room(Struct, frozen=True, tag_field="type", tag="room"):
    """There is room for the file `id`: it is written to `put`, and named `file` in what is said."""

    id: str
    file: str
    put: str


class Taken(Struct, frozen=True, tag_field="type", tag="taken"):
    """What the page has sent is on disk; `line` is its id from now on."""

    id: str
    line: str


class Refusal(Struct, frozen=True, tag_field="type", tag="refused", omit_defaults=True):
    """What the page has sent is not taken, and would not be if it were sent again."""

    id: str
    reason: str | None = None


class Wait(Struct, frozen=True, tag_field="type", tag="wait"):
    """What the page has sent has to be sent again, in so many seconds."""

    id: str
    seconds: int


Frame = Challenge | ShownLine | Room | Ready | Taken | Refusal | Wait | Typing


class _Named(Struct):
    id: str = ""


def id_of(frame: str) -> str:
    """Return the id that a frame gives itself, "" where it cannot be read."""
    try:
        return msgspec.json.decode(frame, type=_Named).id
    except (msgspec.DecodeError, RecursionError):
        return ""
