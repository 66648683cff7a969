"""What the control API takes: one struct for each request."""

from typing import Literal

from msgspec import Struct, field

from sandbox.discord.wirejson import JsonObject


class Order(Struct, frozen=True, forbid_unknown_fields=True):
    """What every order has in common: a field too many is refused, for it would mean nothing."""


class NewBot(Order, frozen=True):
    """`POST bots`: a bot with a token; `message_content` is its switch in the portal."""

    token: str
    username: str = "convivio"
    name: str | None = None
    message_content: bool = True


class NewPerson(Order, frozen=True):
    """`POST people`: somebody to play; `language` is a locale such as `it` or `en-GB`."""

    first_name: str
    last_name: str | None = None
    username: str | None = None
    language: str | None = None
    id: str | None = None


class NewGuild(Order, frozen=True):
    """`POST guilds`: a guild; `members` are ids of people and bots, or tokens of bots.

    `threads` are names of threads in its first channel, `forums` of forums, `announcements` of
    announcement channels.
    """

    name: str
    channels: list[str] = field(default_factory=lambda: ["general"])
    members: list[str] = field(default_factory=list)
    threads: list[str] = field(default_factory=list)
    forums: list[str] = field(default_factory=list)
    announcements: list[str] = field(default_factory=list)


class NewFile(Order, frozen=True):
    """A file that somebody sends; `content` is base64."""

    name: str
    media_type: str | None = None
    content: bytes = b""


class Say(Order, frozen=True):
    """`POST say`: without `channel` in private; `mention` puts the bot's mention in front.

    `spoken` makes the only file a voice message.
    """

    token: str
    person: str
    text: str = ""
    files: list[NewFile] = field(default_factory=list)
    channel: str | None = None
    mention: bool = False
    reply_to: str | None = None
    spoken: bool = False


class Begin(Order, frozen=True):
    """`POST begin`: a thread of a channel, or a post of a forum, with its first message."""

    token: str
    person: str
    channel: str
    title: str
    text: str
    mention: bool = False


class Archive(Order, frozen=True):
    """`POST archive`: a thread is put away, or back; a locked one opens for no message."""

    channel: str
    archived: bool = True
    locked: bool = False


class Press(Order, frozen=True):
    """`POST press`: a button by its `label`, or by its `custom_id`."""

    token: str
    person: str
    message_id: str
    channel: str | None = None
    label: str | None = None
    custom_id: str | None = None


class Choose(Order, frozen=True):
    """`POST choose`: the options with these `labels`, in the list that has them all."""

    token: str
    person: str
    message_id: str
    labels: list[str]
    channel: str | None = None


class Vote(Order, frozen=True):
    """`POST vote`: for the answers of a poll with these `labels` and no other; none takes back."""

    token: str
    person: str
    message_id: str
    channel: str | None = None
    labels: list[str] = field(default_factory=list)


class React(Order, frozen=True):
    """`POST react`: an emoji is put to a message, or taken away."""

    token: str
    person: str
    message_id: str
    emoji: str
    channel: str | None = None
    added: bool = True


class Slash(Order, frozen=True):
    """`POST slash`: a registered command with its options."""

    token: str
    person: str
    name: str
    channel: str | None = None
    options: JsonObject = field(default_factory=dict)


class Submit(Order, frozen=True):
    """`POST submit`: the form that `interaction` was answered with; texts by their custom ids."""

    token: str
    person: str
    interaction: str
    channel: str | None = None
    texts: dict[str, str] = field(default_factory=dict)


class DeleteChannel(Order, frozen=True):
    """`POST delete`: a channel of a guild is gone."""

    channel: str


class GatewayOrder(Order, frozen=True):
    """`POST gateway`: something that happens to a bot's connections.

    `drop` breaks them without a word, `close` closes them with `code`, `reconnect` sends op 7,
    `invalid` op 9, `malformed` the event `t` with `d` (or `raw` as it is), `refuse` refuses the
    next `times` dials with `status` (a reset where it is null), `stall` lets a connection hang
    open and mute, `forget` lets nobody resume the sessions once their connections
    end, also with `drop` and `close`.
    """

    action: Literal[
        "drop", "close", "reconnect", "invalid", "malformed", "refuse", "stall", "forget"
    ]
    token: str | None = None
    code: int = 4000
    resumable: bool = False
    t: str = "MESSAGE_CREATE"
    d: object = None
    raw: str | None = None
    times: int = 1
    status: int | None = None
    forget: bool = False


class Pulse(Order, frozen=True):
    """`POST heartbeat`: how often new connections must beat, and how long sessions last."""

    seconds: float | None = None
    resumable_seconds: float | None = None


class Patience(Order, frozen=True):
    """`POST patience`: how long people wait until they read that nobody has responded."""

    seconds: float


class Privileged(Order, frozen=True):
    """`POST privileged`: the switches of the developer portal."""

    token: str
    message_content: bool


class SaveEndpoint(Order, frozen=True):
    """`POST endpoint`: the Interactions Endpoint URL is saved, once it answers as it must."""

    token: str
    url: str | None = None


class Probe(Order, frozen=True):
    """`POST probe`: forgeries are posted to the endpoint; one that takes any is removed."""

    token: str


class ClosedDms(Order, frozen=True):
    """`POST closed-dms`: whether a person refuses private messages of bots."""

    person: str
    closed: bool = True


class Access(Order, frozen=True):
    """`POST access`: whether a bot sees a channel, and may write there."""

    token: str
    channel: str
    sees: bool = True
    writes: bool = True


class LimitsOrder(Order, frozen=True):
    """`POST limits`: switch rate limits off or on, or give one route another one."""

    on: bool | None = None
    route: str | None = None
    requests: int = 5
    seconds: float = 5.0
