"""Names for the ids that travel through the product, and how one id grows out of another."""

from datetime import datetime
from hashlib import blake2b
from typing import NewType

BrandId = NewType("BrandId", str)
ChannelName = NewType("ChannelName", str)
PersonId = NewType("PersonId", str)
ConversationId = NewType("ConversationId", str)
EventId = NewType("EventId", str)
DeliveryId = NewType("DeliveryId", str)
GroupId = NewType("GroupId", str)
RunId = NewType("RunId", str)

ChannelKey = tuple[BrandId, ChannelName]
"""A channel among those of all brands."""

_DIGEST_BYTES = 12
"""96 bits: 24 hexadecimal digits, below the 25 characters that Discord allows a nonce."""

_MOMENT_BITS = 32
"""8 hexadecimal digits of milliseconds, which begin again every 50 days."""

REFERENCE_LENGTH = 16
"""Digits of a message's id that its buttons carry, its reference: the millisecond and 32 bits more
tell it from all others, and leave room in the 64 bytes of a button at Telegram."""


def derive(*parts: str | int) -> str:
    """Return the id that these parts always give: doing an event again writes the same rows.

    Each part is length-prefixed, so that ("ab", "c") and ("a", "bc") differ.

    Args:
        parts: what the id depends on, in order.

    Returns:
        24 hexadecimal digits.
    """
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        data = str(part).encode()
        digest.update(b"%d:%b" % (len(data), data))
    return digest.hexdigest()


def derive_at(at: datetime, *parts: str | int) -> str:
    """Return the id of something that comes about at a moment, which these parts always give.

    What comes about together lies together: among millions of rows a key in such an order is
    written in a few pages, where each row would be in one of its own otherwise.

    Args:
        at: when.
        parts: what the id depends on, in order.

    Returns:
        24 hexadecimal digits: 8 of the moment, and 16 as `derive` gives them.
    """
    moment = int(at.timestamp() * 1_000) & ((1 << _MOMENT_BITS) - 1)
    return f"{moment:08x}{derive(*parts)[:16]}"


def space_conversation(channel: ChannelName, space: str) -> ConversationId:
    """Return the id of the conversation in a group, a thread or a space of the brand's own."""
    return ConversationId(derive("space", channel, space))


def own_conversation(channel: ChannelName, space: str, external_id: str) -> ConversationId:
    """Return the id of an account's own conversation in a group or thread.

    It is named by the account: whoever is joined with another one later still has it.
    """
    return ConversationId(derive("space", channel, space, external_id))


def number_from(text: str) -> int:
    """Return the number of 64 bits that this text always gives, as even as chance."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
