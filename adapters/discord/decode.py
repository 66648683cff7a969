"""From what Discord tells to what happened: pure, and whatever comes, nothing raises.

The shapes hold only the fields that are read (Discord's reference: Message, Gateway Events).
"""

import re

import msgspec
from msgspec import Raw, Struct, field

from adapters.discord.heard import Heard, Us
from adapters.discord.voice import IS_VOICE
from adapters.discord.wire import Snowflake, User, Whole, sender_of
from bot.channels.platform_json import UNREADABLE, without_zeros
from bot.core.content import Media
from bot.core.events import Incoming, Said
from bot.core.media_types import kind_of

_ORDINARY, _REPLY = 0, 19
"""Message types that people write; all others are notices of Discord's own."""


class Frame(Struct, frozen=True):
    """One frame of the gateway: `t` names the event of a dispatch, `d` is its data.

    `s` is its number in the session.
    """

    op: int
    t: str | None = None
    s: Whole | None = None
    d: Raw = field(default_factory=Raw)


class _Named(Struct, frozen=True):
    id: Snowflake


class _Attachment(Struct, frozen=True):
    url: str
    filename: str | None = None
    content_type: str | None = None
    size: int | None = None


class _Button(Struct, frozen=True):
    custom_id: str | None = None


class _Row(Struct, frozen=True):
    components: tuple[_Button, ...] = ()


class _Quoted(Struct, frozen=True):
    id: Snowflake | None = None
    author: User | None = None
    components: tuple[_Row, ...] = ()

    @property
    def button(self) -> str | None:
        """One of its buttons, None where it has none."""
        ids = (button.custom_id for row in self.components for button in row.components)
        return next((one for one in ids if one is not None), None)


class _Message(Struct, frozen=True):
    id: Snowflake
    channel_id: Snowflake
    author: User
    content: str = ""
    type: int = _ORDINARY
    guild_id: Snowflake | None = None
    webhook_id: Snowflake | None = None
    mentions: tuple[User, ...] = ()
    attachments: tuple[_Attachment, ...] = ()
    referenced_message: _Quoted | None = None
    flags: int = 0


class _Ready(Struct, frozen=True):
    user: _Named
    application: _Named | None = None
    session_id: str = ""


_FRAME = msgspec.json.Decoder(Frame)
_MESSAGE = msgspec.json.Decoder(_Message)
_READY = msgspec.json.Decoder(_Ready)
_NAMED = msgspec.json.Decoder(_Named)


def decode_frame(frame: str | bytes) -> Frame | None:
    """Return a frame of the gateway, None where it is none."""
    try:
        return _FRAME.decode(frame)
    except UNREADABLE:
        return None


def decode_ready(data: bytes | Raw) -> Us | None:
    """Return who we are by the data of READY, None where it does not say."""
    try:
        ready = _READY.decode(data)
    except UNREADABLE:
        return None
    # Bots of today have the id of their application; the oldest have another.
    return Us(ready.user.id, (ready.application or ready.user).id, ready.session_id)


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
        kept = without_zeros(bytes(data))
        message = _MESSAGE.decode(kept)
    except UNREADABLE:
        return None
    guild = message.guild_id is not None if in_guild is None else in_guild
    said = _said(message, us, guild=guild) if _by_a_person(message, us) else None
    if said is None:
        return None
    space = message.channel_id if guild else None
    incoming = Incoming(message.id, sender_of(message.author), said, space, raw=kept)
    return Heard(incoming, message.channel_id, private=not guild)


def _by_a_person(message: _Message, us: str) -> bool:
    author = message.author
    if author.bot or author.id == us or message.webhook_id is not None:
        return False
    return message.type in {_ORDINARY, _REPLY}


def _said(message: _Message, us: str, *, guild: bool) -> Said | None:
    spoken = bool(message.flags & IS_VOICE)
    attachments = tuple(_media(attachment, spoken=spoken) for attachment in message.attachments)
    parts = re.split(f"<@!?{re.escape(us)}>", message.content)
    named = len(parts) > 1
    text = " ".join(filter(None, map(str.strip, parts))) if guild else message.content
    if guild and not (named or _is_for(message, us)):
        return None
    # A bare mention is a call; nothing at all is a sticker, or content that is kept from us.
    quoted = message.referenced_message
    button = None if quoted is None else quoted.button
    ours = quoted if guild and _replies(message, us) else None
    answers = None if ours is None else ours.id
    said = Said(text, attachments, quotes=button, message=message.id, replies_to=answers)
    return said if text or attachments or (guild and named) else None


def _is_for(message: _Message, us: str) -> bool:
    return _replies(message, us) or any(user.id == us for user in message.mentions)


def _replies(message: _Message, us: str) -> bool:
    quoted = message.referenced_message
    return quoted is not None and quoted.author is not None and quoted.author.id == us


def _media(attachment: _Attachment, *, spoken: bool) -> Media:
    return Media(
        kind="voice" if spoken else kind_of(attachment.content_type),
        url=attachment.url,
        name=attachment.filename,
        media_type=attachment.content_type,
        size=attachment.size,
    )


def id_of(data: bytes | Raw) -> int:
    """Return the snowflake of an object, 0 where it has none."""
    try:
        return int(_NAMED.decode(data).id)
    except UNREADABLE:
        return 0
