"""What a turn has to know of the ways by which its messages leave."""

from collections.abc import Sequence
from typing import Protocol

from bot.core.content import Message
from bot.core.ids import ChannelName, EventId
from bot.store.deliveries import DeliveryStatus

LEASE_MICROSECONDS = 10_000_000
"""How long somebody who asks for replies may keep them before the channel sends them: they are
handed over at once, 10 s is for a process that stumbles."""


class Outlets(Protocol):
    """How what is said leaves each channel."""

    def born(self, channel: ChannelName, event: EventId) -> DeliveryStatus:
        """Return the status with which an answer to this event begins."""
        ...

    def fitted(self, channel: ChannelName, message: Message) -> tuple[Message, ...]:
        """Return a message as the channel takes it, in pieces where it is too long."""
        ...

    @property
    def waiter(self) -> str:
        """The owner of what is born claimed."""
        ...

    def reaches(self, channel: ChannelName) -> bool:
        """Say whether messages of this channel leave by themselves."""
        ...

    def addresses(self, payload: str, besides: ChannelName) -> Sequence[str]:
        """Return the addresses that open other channels than this one with a payload."""
        ...

    def title(self, channel: ChannelName) -> str:
        """Return what a channel is called to people."""
        ...

    def window(self, channel: ChannelName) -> int:
        """Return how many openings of a channel may be under way."""
        ...


def lane_of(recipient: str, space: str | None) -> str:
    """Return the name of a space within its channel: what is said there keeps its order."""
    return f"to:{recipient}" if space is None else f"space:{space}"
