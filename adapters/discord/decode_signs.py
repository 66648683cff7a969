"""From signs that people give to a message to what happened: votes and reactions. Pure, and total.

The gateway tells them one by one and gives them no id: its number of the event, which a resumed
session repeats, is one together with the session's (Discord's reference: Gateway Events).
"""

from collections.abc import Sequence

import msgspec
from msgspec import Raw, Struct

from adapters.discord.decode import Frame
from adapters.discord.heard import Heard, Us
from adapters.discord.wire import Snowflake, Whole
from bot.channels.platform_json import UNREADABLE, without_zeros
from bot.core.events import Happening, Incoming, Reacted, Sender, Voted

_VOTED = "MESSAGE_POLL_VOTE_ADD"
SIGNS = frozenset(
    {
        _VOTED,
        "MESSAGE_POLL_VOTE_REMOVE",
        "MESSAGE_REACTION_ADD",
        "MESSAGE_REACTION_REMOVE",
    }
)
"""The events of the gateway that tell of signs."""


class _Emoji(Struct, frozen=True):
    """`id` is that of a server's own emoji, None of one that everybody has."""

    id: Snowflake | None = None
    name: str | None = None


class _Sign(Struct, frozen=True):
    user_id: Snowflake
    channel_id: Snowflake
    message_id: Snowflake
    guild_id: Snowflake | None = None
    answer_id: Whole | None = None
    emoji: _Emoji | None = None


class _Count(Struct, frozen=True):
    id: Whole
    count: int = 0


class _Results(Struct, frozen=True):
    answer_counts: tuple[_Count, ...] = ()


class _Poll(Struct, frozen=True):
    results: _Results | None = None


class _Author(Struct, frozen=True):
    id: Snowflake


class _Asked(Struct, frozen=True):
    id: Snowflake
    channel_id: Snowflake
    author: _Author
    poll: _Poll | None = None


_SIGN = msgspec.json.Decoder(_Sign)
_ASKED = msgspec.json.Decoder(_Asked)


def decode_sign(frame: Frame, us: Us) -> Heard | None:
    """Return what a vote or a reaction says, None where it says nothing to us.

    In a server a reaction may be to anybody's message, and is not told: nobody spoke to us.

    Args:
        frame: of the gateway, one of `SIGNS`.
        us: who we are.
    """
    try:
        kept = without_zeros(bytes(frame.d))
        sign = _SIGN.decode(kept)
    except UNREADABLE:
        return None
    happening = _happening(frame.t, sign)
    if happening is None or sign.user_id == us.user:
        return None
    is_private = sign.guild_id is None
    space = None if is_private else sign.channel_id
    incoming = Incoming(_update(frame, sign, us), Sender(sign.user_id), happening, space, kept)
    return Heard(incoming, sign.channel_id, private=is_private)


def _happening(event: str | None, sign: _Sign) -> Happening | None:
    match event:
        case "MESSAGE_POLL_VOTE_ADD" if sign.answer_id is not None and sign.answer_id > 0:
            return Voted(sign.message_id, (sign.answer_id - 1,))
        case "MESSAGE_POLL_VOTE_REMOVE":
            return Voted(sign.message_id)
        case "MESSAGE_REACTION_ADD" if sign.guild_id is None:
            emoji = _common(sign.emoji)
            return None if emoji is None else Reacted(emoji, sign.message_id)
        case "MESSAGE_REACTION_REMOVE" if sign.guild_id is None:
            return None if _common(sign.emoji) is None else Reacted(None, sign.message_id)
        case _:
            return None


def _common(emoji: _Emoji | None) -> str | None:
    """Return an emoji that everybody has, None for a server's own one."""
    return None if emoji is None or emoji.id is not None else emoji.name or None


def _update(frame: Frame, sign: _Sign, us: Us) -> str:
    """Return the id of an update: in private the first vote for something has its own.

    It is the one under which the same vote is found in the history of the channel.
    """
    if frame.t == _VOTED and sign.guild_id is None:
        return f"{sign.message_id}:{sign.answer_id}"
    return f"{us.session}:{frame.s}"


def votes_in(data: bytes | Raw, us: Us, person: str) -> Sequence[Heard]:
    """Return the votes that stand in a poll of ours in private, where one person alone can vote.

    Args:
        data: a message object, as the REST API gives it.
        us: who we are.
        person: whose private conversation it is of.
    """
    try:
        asked = _ASKED.decode(without_zeros(bytes(data)))
    except UNREADABLE:
        return ()
    if asked.author.id != us.user or asked.poll is None or asked.poll.results is None:
        return ()
    places = [one.id for one in asked.poll.results.answer_counts if one.count > 0 and one.id > 0]
    votes = [
        Incoming(f"{asked.id}:{place}", Sender(person), Voted(asked.id, (place - 1,)))
        for place in places
    ]
    return [Heard(vote, asked.channel_id, private=True) for vote in votes]
