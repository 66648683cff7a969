"""What the control API is asked: one shape for each request, unknown fields refused."""

from typing import Literal

from msgspec import Struct


class _Request(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What all have in common: a field too many is a slip of the pen."""


class NewBot(_Request, frozen=True, kw_only=True):
    """A bot to register; `privacy` false lets it hear everything in groups."""

    token: str
    username: str | None = None
    name: str | None = None
    privacy: bool = True


class NewPerson(_Request, frozen=True, kw_only=True):
    """A person to register, or to rename where the id is taken."""

    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None
    id: int | None = None


class NewGroup(_Request, frozen=True, kw_only=True):
    """A group: `members` are people by id and bots by token; without a bot all bots are in it."""

    title: str
    members: list[int | str]
    kind: Literal["group", "supergroup", "forum"] = "group"


class NewChannel(_Request, frozen=True, kw_only=True):
    """A channel of a person's, public under its `username` (without the @)."""

    title: str
    person: int
    username: str | None = None


class NewTopic(_Request, frozen=True, kw_only=True):
    """A topic of a forum, opened by a person or by the first member."""

    chat: int
    name: str
    person: int | None = None


class _Writing(_Request, frozen=True, kw_only=True):
    token: str
    person: int
    chat: int | None = None
    reply_to: int | None = None
    topic: int | None = None


class Saying(_Writing, frozen=True, kw_only=True):
    """A person writes; without `chat` in private."""

    text: str


class Sending(_Writing, frozen=True, kw_only=True):
    """A person sends a file (`content` in base64), a place or a telephone number.

    Files of one `album` are sent together.
    """

    kind: Literal["photo", "document", "audio", "video", "voice", "location", "contact"]
    name: str | None = None
    media_type: str | None = None
    content: bytes = b""
    caption: str = ""
    latitude: float = 0.0
    longitude: float = 0.0
    phone_number: str = ""
    album: str | None = None


class Rewriting(_Request, frozen=True, kw_only=True):
    """A person changes what they wrote."""

    token: str
    message_id: int
    text: str
    chat: int


class Pressing(_Request, frozen=True, kw_only=True):
    """A person presses a button; without `chat` in private."""

    token: str
    person: int
    message_id: int
    label: str
    chat: int | None = None


class Reacting(_Request, frozen=True, kw_only=True):
    """A person puts a sign to a message, or takes theirs away; without `chat` in private."""

    token: str
    person: int
    message_id: int
    emoji: str = ""
    chat: int | None = None


class Tapping(_Request, frozen=True, kw_only=True):
    """A person taps a key of the keyboard that a bot showed: what is shared is told with it."""

    token: str
    person: int
    label: str
    phone_number: str = ""
    latitude: float = 0.0
    longitude: float = 0.0


class Voting(_Request, frozen=True, kw_only=True):
    """A person votes for options, or takes their vote back; without `chat` in private."""

    token: str
    person: int
    message_id: int
    labels: list[str]
    chat: int | None = None


class Pair(_Request, frozen=True, kw_only=True):
    """A bot and a person."""

    token: str
    person: int


class InGroup(_Request, frozen=True, kw_only=True):
    """A bot in a group, and who does something about it; the first member where absent."""

    token: str
    chat: int
    person: int | None = None


class OfChat(_Request, frozen=True, kw_only=True):
    """A chat."""

    chat: int


class OfPerson(_Request, frozen=True, kw_only=True):
    """A person."""

    person: int


class OfBot(_Request, frozen=True, kw_only=True):
    """A bot."""

    token: str


class Injected(_Request, frozen=True, kw_only=True):
    """An update as it shall be told, whatever it holds."""

    token: str
    update: dict[str, object]
