"""Earlier messages of ours, found by what a platform calls them, or by the reference we gave them.

A reference is the beginning of a message's id, as its buttons carry it.
"""

from collections.abc import Collection, Mapping

from msgspec import Struct
from sqlalchemy import bindparam, func, select

from bot.core.ids import REFERENCE_LENGTH, BrandId, ChannelName
from bot.store.connection import Connection
from bot.store.schema import deliveries
from bot.store.statement import always, among, fixed

_D = deliveries.c
_NAMED = always(
    lambda: select(_D.platform_message).where(
        _D.brand == bindparam("brand"),
        _D.id >= bindparam("reference"),
        _D.id < bindparam("end"),
        # Hidden from the indexes: all that was ever said to somebody would be looked at.
        func.coalesce(_D.channel, fixed("")) == bindparam("channel"),
        _D.platform_message.is_not(None),
    ),
)
_POLLS = always(
    lambda: select(_D.poll, _D.id, _D.space).where(
        _D.brand == bindparam("brand"),
        _D.channel == bindparam("channel"),
        among(_D.poll, "polls"),
    ),
)
_TALKS = always(
    lambda: select(_D.platform_message, _D.conversation).where(
        _D.brand == bindparam("brand"),
        _D.channel == bindparam("channel"),
        _D.space == bindparam("space"),
        among(_D.platform_message, "messages"),
    ),
)


class ShownPoll(Struct, frozen=True):
    """A poll that we have shown: the message that it is, and its space, None in private."""

    reference: str
    space: str | None


def platform_message(
    connection: Connection, brand: BrandId, channel: ChannelName, reference: str
) -> str | None:
    """Return what the platform calls a message of ours, None where it has not told."""
    rows = _NAMED.read(
        connection, brand=brand, channel=channel, reference=reference, end=f"{reference}g"
    )
    return str(rows[0][0]) if rows else None


def shown_polls(
    connection: Connection, brand: BrandId, channel: ChannelName, polls: Collection[str]
) -> Mapping[str, ShownPoll]:
    """Return the messages of ours that are these polls, by what the platform calls each."""
    if not polls:
        return {}
    rows = _POLLS.read(connection, brand=brand, channel=channel, polls=sorted(polls))
    return {poll: ShownPoll(name[:REFERENCE_LENGTH], space) for poll, name, space in rows}


def conversations_of(
    connection: Connection,
    brand: BrandId,
    channel: ChannelName,
    space: str,
    messages: Collection[str],
) -> Mapping[str, str]:
    """Return in which conversations messages of ours in a group are, by what it calls each."""
    rows = _TALKS.read(
        connection, brand=brand, channel=channel, space=space, messages=sorted(messages)
    )
    return {name: conversation for name, conversation in rows if conversation is not None}
