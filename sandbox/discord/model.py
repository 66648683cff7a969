"""Who and what is on the server: accounts, guilds, channels, messages, interactions."""

from enum import IntEnum, IntFlag
from typing import Literal

from msgspec import Struct, field

from sandbox.discord.wirejson import JsonObject


class ChannelType(IntEnum):
    """The kinds of channels that the stand-in has, by Discord's numbers."""

    TEXT = 0
    DM = 1
    ANNOUNCEMENT = 5
    THREAD = 11
    FORUM = 15


class MessageType(IntEnum):
    """The kinds of messages that it has."""

    DEFAULT = 0
    REPLY = 19
    COMMAND_ANSWER = 20


class MessageFlags(IntFlag):
    """The flags of a message that mean something here."""

    CROSSPOSTED = 1 << 0
    SUPPRESS_EMBEDS = 1 << 2
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    VOICE = 1 << 13
    COMPONENTS_V2 = 1 << 15


class User(Struct, frozen=True):
    """An account, as others see it."""

    id: str
    username: str
    global_name: str | None = None
    bot: bool = False


class Person(Struct):
    """A person that somebody plays. `closed` refuses messages of bots in private."""

    user: User
    locale: str = "en-US"
    closed: bool = False


class Command(Struct, frozen=True):
    """An application command as it was registered; `guild_id` is None for a global one."""

    id: str
    kind: int
    name: str
    description: str
    version: str
    guild_id: str | None = None
    options: tuple[JsonObject, ...] = ()
    contexts: tuple[int, ...] | None = None
    name_localizations: dict[str, str] | None = None
    description_localizations: dict[str, str] | None = None
    default_member_permissions: str | None = None
    nsfw: bool = False
    integration_types: tuple[int, ...] = (0,)


class Bot(Struct):
    """A bot and its application, which share one id, as new applications do.

    `message_content` is the switch of the privileged intent in the developer portal, `endpoint` its
    Interactions Endpoint URL.
    """

    token: str
    user: User
    message_content: bool = True
    commands: list[Command] = field(default_factory=list)
    endpoint: str | None = None

    @property
    def id(self) -> str:
        """The id of the bot's account and of its application."""
        return self.user.id

    def __repr__(self) -> str:
        """Tell the name only: the token is a secret."""
        return f"Bot({self.user.username!r})"


class Guild(Struct):
    """A guild with its members (ids of accounts); who may write is everybody in it."""

    id: str
    name: str
    owner_id: str
    members: list[str] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)


class Channel(Struct):
    """A channel and what was said in it, oldest first.

    `recipients` are the two sides of a private one; `parent_id` is the channel of a thread.
    `muted` are the bots that see it but may not write. A thread that is `archived` comes back with
    the next message, unless it is `locked`.
    """

    id: str
    kind: ChannelType
    name: str | None = None
    guild_id: str | None = None
    parent_id: str | None = None
    recipients: tuple[str, ...] = ()
    messages: dict[str, "Message"] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    archived: bool = False
    locked: bool = False


class Attachment(Struct, frozen=True):
    """A file of a message."""

    id: str
    filename: str
    content_type: str | None
    body: bytes
    description: str | None = None
    seconds: float | None = None
    waveform: str | None = None


class Poll(Struct):
    """A poll: `votes` are the answers (from 1) that each person has voted for."""

    question: str
    answers: tuple[str, ...]
    several: bool
    until: float
    votes: dict[str, set[int]] = field(default_factory=dict)

    def count(self, answer: int) -> int:
        """Return how many have voted for an answer."""
        return sum(answer in chosen for chosen in self.votes.values())


class Reference(Struct, frozen=True):
    """The message that a message answers."""

    message_id: str
    channel_id: str
    guild_id: str | None


class Message(Struct):
    """A message. `interaction` is the id of what it answers; `seen_by` limits an ephemeral one.

    `reactions` are the people who put each emoji to it.
    """

    id: str
    channel_id: str
    author: User
    content: str = ""
    kind: MessageType = MessageType.DEFAULT
    components: list[JsonObject] = field(default_factory=list)
    embeds: list[JsonObject] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    reference: Reference | None = None
    nonce: str | int | None = None
    flags: MessageFlags = MessageFlags(0)
    tts: bool = False
    edited_at: float | None = None
    interaction: str | None = None
    seen_by: str | None = None
    poll: Poll | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)


class Meeting(Struct, frozen=True):
    """A person and a bot in a channel where somebody acts."""

    bot: Bot
    person: Person
    channel: Channel


InteractionKind = Literal["command", "button", "modal"]


class Interaction(Struct):
    """Something a person did with the bot's controls, and what the bot answered.

    `answer` is the callback type it was answered with, `original` the id of the message that
    `@original` means. `modal` is what a callback of type 9 showed.
    """

    id: str
    token: str
    kind: InteractionKind
    bot_id: str
    person_id: str
    channel_id: str
    guild_id: str | None
    data: JsonObject
    began: float
    message_id: str | None = None
    answer: int | None = None
    answered_at: float | None = None
    original: str | None = None
    modal: JsonObject | None = None
    followed: bool = False

    def __repr__(self) -> str:
        """Tell the id only: the token is a secret."""
        return f"Interaction({self.id})"
