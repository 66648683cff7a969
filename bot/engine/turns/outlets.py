"""How what a turn says leaves: by the channel, by somebody who waits for it, or not at all."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from bot.channels.capabilities import Capabilities
from bot.channels.contract import Adapter, Addressed, Reaching, Titled
from bot.channels.fit import fit
from bot.core.content import Message
from bot.core.ids import BrandId, ChannelName, EventId
from bot.engine.outbox.pacing import MOST_IN_FLIGHT, bulk_share
from bot.engine.waiting.waiters import Waiters
from bot.store.deliveries import DeliveryStatus

_WINDOW = 4
"""Openings under way for each group to many that may be in flight."""


class Way(Struct, frozen=True):
    """The way out by one channel: what its platform takes, and whether messages leave by it.

    `address` returns what opens a conversation on it with a payload, None where it knows none.
    `title` is what people call the platform, None where it has no name of its own.
    """

    table: Capabilities
    reaches: bool
    address: Callable[[str], str | None]
    title: str | None = None


def way_of(adapter: Adapter, *, is_open: bool) -> Way:
    """Return the way out by a channel; one that is not open yet is taken to lead somewhere."""
    reaches = not is_open or not isinstance(adapter, Reaching) or adapter.reaches()
    address = adapter.address if isinstance(adapter, Addressed) else _no_address
    title = adapter.title if isinstance(adapter, Titled) else None
    return Way(adapter.capabilities, reaches, address, title)


def _no_address(_payload: str) -> None:
    return None


class BrandOutlets:
    """The ways out of one brand.

    Args:
        brand: whose.
        ways: the open channels; others keep messages, as they are.
        waiters: who waits for replies.
        waiter: the owner of what is born claimed.
    """

    def __init__(
        self,
        brand: BrandId,
        ways: Mapping[ChannelName, Way],
        waiters: Waiters,
        waiter: str,
    ) -> None:
        self._brand = brand
        self._ways = ways
        self._waiters = waiters
        self._waiter = waiter

    @property
    def waiter(self) -> str:
        """The owner of what is born claimed."""
        return self._waiter

    def fitted(self, channel: ChannelName, message: Message) -> tuple[Message, ...]:
        """Return a message as the channel takes it, in pieces where it is too long."""
        way = self._ways.get(channel)
        return (message,) if way is None else fit(message, way.table).messages

    def born(self, channel: ChannelName, event: EventId) -> DeliveryStatus:
        """Return the status with which an answer to this event begins."""
        if (self._brand, event) in self._waiters:
            return "claimed"
        return "pending" if self.reaches(channel) else "kept"

    def reaches(self, channel: ChannelName) -> bool:
        """Say whether messages of this channel leave by themselves."""
        way = self._ways.get(channel)
        return way is not None and way.reaches

    def addresses(self, payload: str, besides: ChannelName) -> Sequence[str]:
        """Return the addresses that open other channels than this one with a payload."""
        found = (way.address(payload) for channel, way in self._ways.items() if channel != besides)
        return [address for address in found if address is not None]

    def title(self, channel: ChannelName) -> str:
        """Return what a channel is called to people: as its platform, or by its name."""
        way = self._ways.get(channel)
        return channel if way is None or way.title is None else way.title

    def window(self, channel: ChannelName) -> int:
        """Return how many openings of a channel may be under way: enough to keep it busy.

        The fewer they are, the less waits behind a pause, a stop, or the end of this process.
        """
        way = self._ways.get(channel)
        pace = None if way is None else way.table.pace
        return _WINDOW * bulk_share(MOST_IN_FLIGHT, pace)
