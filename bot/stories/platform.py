"""The stand-in for a platform: it takes everything as it is and remembers who heard what."""

from collections.abc import Callable, Sequence
from typing import get_args

from bot.channels.capabilities import Capabilities, CardRoom, MediaRoom
from bot.channels.contract import ChannelSettings, Group, Intake
from bot.core.content import MediaKind, Message
from bot.core.outcomes import Accepted, Outcome

_ANY = 1_000_000

AS_WRITTEN = Capabilities(
    buttons=1_000,
    groups=True,
    media=MediaRoom(kinds=frozenset(get_args(MediaKind))),
    card=CardRoom(title=_ANY, text=_ANY),
)
"""Stories compare what is said before it is cut to fit a platform."""


class Platform:
    """An adapter without a network."""

    name = "story"
    capabilities = AS_WRITTEN

    def __init__(self, heard: Callable[[str, Message], None]) -> None:
        """Tell every message to `heard`, with the id of the person or the group that gets it."""
        self._heard = heard

    def faults(self, settings: ChannelSettings) -> Sequence[str]:
        """Return nothing: a stand-in has no options."""
        del settings
        return ()

    async def open(self, settings: ChannelSettings, intake: Intake) -> None:
        """Do nothing: the story speaks for the people."""

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        """Take the messages of a turn."""
        for part in group.parts:
            self._heard(group.space or group.to, part.message)
        return [Accepted()] * len(group.parts)

    async def close(self) -> None:
        """Do nothing: nothing was opened."""
