"""Votes as they come in: which question each is for, and in which space that was asked."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.channels.contract import ChannelSettings
from bot.core.events import Incoming, Voted
from bot.store.connection import Connection
from bot.store.earlier import ShownPoll, shown_polls


def placed(
    connection: Connection, settings: ChannelSettings, incoming: Sequence[Incoming]
) -> Sequence[Incoming]:
    """Return updates with each vote where its question was asked, for the message that asked it.

    A vote in a poll that nobody knows is not among them: some platforms tell of those of others
    too, and whoever votes there has not spoken to us.

    Args:
        connection: inside a transaction.
        settings: the channel that they came over.
        incoming: the updates, in their order.
    """
    polls = {one.happening.poll for one in incoming if isinstance(one.happening, Voted)}
    if not polls:
        return incoming
    shown = shown_polls(connection, settings.brand, settings.name, polls)
    placed_ones = (_placed(one, shown) for one in incoming)
    return [one for one in placed_ones if one is not None]


def _placed(incoming: Incoming, shown: Mapping[str, ShownPoll]) -> Incoming | None:
    vote = incoming.happening
    if not isinstance(vote, Voted):
        return incoming
    asked = shown.get(vote.poll)
    if asked is None:
        return None
    happening = Voted(asked.reference, vote.options)
    return structs.replace(incoming, happening=happening, space=asked.space)
