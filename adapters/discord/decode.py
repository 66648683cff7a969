"""From what Discord tells to what happened: pure, and whatever comes, nothing raises.

The shapes hold only the fields that are read (Discord's reference: Message, Interaction).
"""

import re
from typing import Literal

import msgspec
from msgspec import Raw, Struct, field

from bot.core.content import Media, MediaKind
from bot.core.events import Happening, Incoming, Pressed, Said, Sender

_ORDINARY, _REPLY = 0, 19
"""Message types that people write; all others are notices of Discord's own."""

_COMMAND, _COMPONENT = 2, 3
"""Interaction types."""

_SLASH, _BUTTON = 1, 2
"""The command type and the component type that we offer."""

_WITH_BOT = 1
"""The interaction context of a private conversation with the bot."""

_UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)


class Frame(Struct, frozen=True):
    """One frame of the gateway: `t` names the event of a dispatch, `d` is its data."""

    op: int
    t: str | None = None
    d: Raw = field(default_factory=Raw)


class Interaction(Struct, frozen=True):
    """What must be acknowledged: a slash command or a pressed button. The token is not shown."""

    id: str
    token: str
    kind: Literal["command", "button"]
    language: str | None = None

    def __repr__(self) -> str:
        return f"Interaction({self.id!r}, {self.kind!r})"


class Heard(Struct, frozen=True):
    """One thing that somebody did: in which channel, and what there is to acknowledge.

    `private` says that the channel is the person's own one with the bot.
    """

    incoming: Incoming
    channel: str
    private: bool
    interaction: Interaction | None = None


class _Named(Struct, frozen=True):
    id: str


class _User(Struct, frozen=True):
    id: str
    username: str | None = None
    global_name: str | None = None
    bot: bool = False


class _Attachment(Struct, frozen=True):
    url: str
    filename: str | None = None
    content_type: str | None = None
    size: int | None = None


class _Quoted(Struct, frozen=True):
    author: _User | None = None


class _Message(Struct, frozen=True):
    id: str
    channel_id: str
    author: _User
    content: str = ""
    type: int = _ORDINARY
    guild_id: str | None = None
    webhook_id: str | None = None
    mentions: tuple[_User, ...] = ()
    attachments: tuple[_Attachment, ...] = ()
    referenced_message: _Quoted | None = None


class _Member(Struct, frozen=True):
    user: _User | None = None


class _Choice(Struct, frozen=True):
    name: str | None = None
    type: int = _SLASH
    custom_id: str | None = None
    component_type: int = _BUTTON


class _Interaction(Struct, frozen=True):
    id: str
    token: str
    type: int
    data: _Choice | None = None
    guild_id: str | None = None
    channel_id: str | None = None
    context: int | None = None
    member: _Member | None = None
    user: _User | None = None
    locale: str | None = None


class _Ready(Struct, frozen=True):
    user: _Named
    application: _Named | None = None


class Us(Struct, frozen=True):
    """Who we are there: our user id, and the id of the application that we belong to."""

    user: str
    application: str


_FRAME = msgspec.json.Decoder(Frame)
_MESSAGE = msgspec.json.Decoder(_Message)
_INTERACTION = msgspec.json.Decoder(_Interaction)
_READY = msgspec.json.Decoder(_Ready)
_FIELDS = msgspec.json.Decoder(dict[str, Raw])
_NAMED = msgspec.json.Decoder(_Named)


def decode_frame(frame: str | bytes) -> Frame | None:
    """Return a frame of the gateway, None where it is none."""
    try:
        return _FRAME.decode(frame)
    except _UNREADABLE:
        return None


def decode_ready(data: bytes | Raw) -> Us | None:
    """Return who we are by the data of READY, None where it does not say."""
    try:
        ready = _READY.decode(data)
    except _UNREADABLE:
        return None
    # Bots of today have the id of their application; the oldest have another.
    return Us(ready.user.id, (ready.application or ready.user).id)


def decode_message(data: bytes | Raw, us: str, *, in_guild: bool | None = None) -> Heard | None:
    """Return what a message says to us; None where it is not for us or not by a person.

    In a server only what mentions us or replies to us is for us; the mention is taken off.

    Args:
        data: a message object, as MESSAGE_CREATE or the REST API gives it.
        us: our own user id.
        in_guild: whether it comes from a server, where the object itself does not say (the REST
            API leaves `guild_id` out).
    """
    try:
        message = _MESSAGE.decode(data)
    except _UNREADABLE:
        return None
    guild = message.guild_id is not None if in_guild is None else in_guild
    said = _said(message, us, guild=guild) if _by_a_person(message, us) else None
    if said is None:
        return None
    space = message.channel_id if guild else None
    incoming = Incoming(message.id, _sender(message.author), said, space, raw=bytes(data))
    return Heard(incoming, message.channel_id, private=not guild)


def _by_a_person(message: _Message, us: str) -> bool:
    author = message.author
    if author.bot or author.id == us or message.webhook_id is not None:
        return False
    return message.type in {_ORDINARY, _REPLY}


def _said(message: _Message, us: str, *, guild: bool) -> Said | None:
    attachments = tuple(_media(attachment) for attachment in message.attachments)
    mention = re.compile(rf"\s*<@!?{re.escape(us)}>\s*")
    named = mention.search(message.content) is not None
    text = mention.sub(" ", message.content).strip() if guild else message.content
    text = text.replace("\0", "")
    if guild and not (named or _is_for(message, us)):
        return None
    # A bare mention is a call; nothing at all is a sticker, or content that is kept from us.
    return Said(text, attachments) if text or attachments or (guild and named) else None


def _is_for(message: _Message, us: str) -> bool:
    quoted = message.referenced_message
    replies = quoted is not None and quoted.author is not None and quoted.author.id == us
    return replies or any(user.id == us for user in message.mentions)


def _media(attachment: _Attachment) -> Media:
    return Media(
        kind=_kind(attachment.content_type),
        url=attachment.url,
        name=attachment.filename,
        media_type=attachment.content_type,
        size=attachment.size,
    )


def _kind(media_type: str | None) -> MediaKind:
    match (media_type or "").partition("/")[0]:
        case "image":
            return "image"
        case "audio":
            return "audio"
        case "video":
            return "video"
        case _:
            return "file"


def _sender(user: _User, language: str | None = None) -> Sender:
    return Sender(user.id, name=user.global_name or user.username, language=language)


def decode_interaction(data: bytes | Raw) -> Heard | None:
    """Return what a slash command or a pressed button says; None for every other interaction.

    Args:
        data: the data of INTERACTION_CREATE.
    """
    try:
        interaction = _INTERACTION.decode(data)
    except _UNREADABLE:
        return None
    user = interaction.user or (interaction.member.user if interaction.member else None)
    happening = _happening(interaction)
    if user is None or happening is None or interaction.channel_id is None:
        return None
    space = interaction.channel_id if interaction.guild_id is not None else None
    sender = _sender(user, interaction.locale)
    return Heard(
        Incoming(interaction.id, sender, happening, space, raw=_without_token(data)),
        interaction.channel_id,
        private=space is None and interaction.context == _WITH_BOT,
        interaction=_to_acknowledge(interaction),
    )


def _without_token(data: bytes | Raw) -> bytes:
    """Return an interaction as it may be kept: with its token, anybody may answer for us."""
    fields = _FIELDS.decode(data)
    return msgspec.json.encode({name: fields[name] for name in fields if name != "token"})


def _happening(interaction: _Interaction) -> Happening | None:
    chosen = interaction.data or _Choice()
    match interaction.type, chosen:
        case (2, _Choice(name=str(name), type=1)):
            return Said(f"/{name}")
        case (3, _Choice(custom_id=str(button), component_type=2)):
            return Pressed(button)
        case _:
            return None


def _to_acknowledge(interaction: _Interaction) -> Interaction:
    return Interaction(
        interaction.id,
        interaction.token,
        "command" if interaction.type == _COMMAND else "button",
        interaction.locale,
    )


def id_of(data: bytes | Raw) -> int:
    """Return the snowflake of an object, 0 where it has none."""
    try:
        return int(_NAMED.decode(data).id)
    except _UNREADABLE:
        return 0
