"""Messages that become of earlier ones: which message of the platform's that is."""

import msgspec
from msgspec import Struct

from bot.core.ids import BrandId, ChannelName
from bot.engine.outbox.clearing import Parts
from bot.store.connection import Connection
from bot.store.deliveries import ClaimedPart
from bot.store.earlier import platform_message

_REPLACES = '"replaces":"'


class _Related(Struct):
    """The part of a stored message that says what it has to do with an earlier one."""

    replaces: str | None = None


def with_earlier(
    connection: Connection, brand: BrandId, channel: ChannelName, parts: Parts
) -> Parts:
    """Return a claimed group whose messages know what they become of.

    Args:
        connection: inside a transaction.
        brand: whose messages.
        channel: on which they were said.
        parts: the group as it was claimed.
    """
    if not any(_REPLACES in part.content for part in parts):
        return parts
    return tuple(_with_earlier(connection, brand, channel, part) for part in parts)


def _with_earlier(
    connection: Connection, brand: BrandId, channel: ChannelName, part: ClaimedPart
) -> ClaimedPart:
    try:
        replaces = msgspec.json.decode(part.content, type=_Related).replaces
    except msgspec.MsgspecError:
        return part  # whoever sends it says that it cannot be read
    if replaces is None:
        return part
    earlier = platform_message(connection, brand, channel, replaces)
    return msgspec.structs.replace(part, earlier=earlier)
