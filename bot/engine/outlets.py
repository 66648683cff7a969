"""How what a turn says leaves: by the channel, by somebody who waits for it, or not at all."""

from bot.core.ids import BrandId, ChannelName, EventId
from bot.engine.sequence import Sequence
from bot.engine.waiters import Waiters
from bot.store.deliveries import DeliveryStatus


class BrandOutlets:
    """The ways out of one brand.

    Args:
        brand: whose.
        reaching: the channels whose messages leave by themselves.
        waiters: who waits for replies.
        waiter: the owner of what is born claimed.
        numbers: the common order.
    """

    def __init__(
        self,
        brand: BrandId,
        reaching: frozenset[ChannelName],
        waiters: Waiters,
        waiter: str,
        numbers: Sequence,
    ) -> None:
        self._brand = brand
        self._reaching = reaching
        self._waiters = waiters
        self._waiter = waiter
        self._numbers = numbers

    @property
    def waiter(self) -> str:
        """The owner of what is born claimed."""
        return self._waiter

    def born(self, channel: ChannelName, event: EventId) -> DeliveryStatus:
        """Return the status with which an answer to this event begins."""
        if (self._brand, event) in self._waiters:
            return "claimed"
        return "pending" if self.reaches(channel) else "kept"

    def reaches(self, channel: ChannelName) -> bool:
        """Say whether messages of this channel leave by themselves."""
        return channel in self._reaching

    def sequence(self) -> int:
        """Return a new number in the common order."""
        return self._numbers.next()
