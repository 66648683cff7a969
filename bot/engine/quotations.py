"""Replies as they come in: of which talk in a group the message is that each of them answers."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.channels.contract import ChannelSettings
from bot.core.events import Incoming, Said
from bot.core.ids import space_conversation
from bot.store.connection import Connection
from bot.store.earlier import conversations_of

_Known = Mapping[tuple[str, str], str]


def quoting(
    connection: Connection, settings: ChannelSettings, incoming: Sequence[Incoming]
) -> Sequence[Incoming]:
    """Return updates with each reply in a group for the talk whose message it answers.

    What answers a message that nobody knows any more stays a word like any other.

    Args:
        connection: inside a transaction.
        settings: the channel that they came over.
        incoming: the updates, in their order.
    """
    asked = {
        (one.space, one.happening.replies_to)
        for one in incoming
        if isinstance(one.happening, Said) and one.space and one.happening.replies_to
    }
    if not asked:
        return incoming
    found: dict[tuple[str, str], str] = {}
    for space in {space for space, _ in asked}:
        names = [name for at, name in asked if at == space and name is not None]
        told = conversations_of(connection, settings.brand, settings.name, space, names)
        found |= {(space, name): conversation for name, conversation in told.items()}
    return [_quoting(settings, one, found) for one in incoming]


def _quoting(settings: ChannelSettings, incoming: Incoming, found: _Known) -> Incoming:
    said, space = incoming.happening, incoming.space
    if not isinstance(said, Said) or space is None or said.replies_to is None:
        return incoming
    conversation = found.get((space, said.replies_to))
    if conversation is None:
        return incoming
    is_shared = conversation == space_conversation(settings.name, space)
    answers = structs.replace(said, party="space" if is_shared else "person")
    return structs.replace(incoming, happening=answers)
