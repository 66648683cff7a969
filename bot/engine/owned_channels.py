"""The channels that are this process's own: what was left on them is taken over, then it sends."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta

from bot.channels.contract import Adapter, ChannelSettings
from bot.channels.doors import is_at_our_address
from bot.core.effects import MoveSpace, TellDesk
from bot.core.ids import BrandId, ChannelKey
from bot.engine.outbox.dispatcher import Dispatcher
from bot.engine.outbox.errand import House
from bot.engine.report import TurnReport
from bot.engine.roles.tenure import Tenure, for_ever
from bot.engine.taking_over import LeftOver, take_over_channel
from bot.engine.turns.wanting_less import conversations_of_less
from bot.engine.turns.ways_out import lane_of
from bot.store.clock import database_time, waiting_time
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.releasing import Left, release_ended

_LOG = logging.getLogger(__name__)

RESCAN_EVERY = timedelta(seconds=3)
"""Between two looks at the outbox from its beginning: another process may have put something there,
or given back what had ended, and was not heard; or somebody who waited for replies is gone."""


class OwnedChannels:
    """Begins to send on a channel once it is ours and open, and ends when it is not ours any more.

    `dispatchers` are those of the channels that are ours and have a way out.

    Args:
        store: where the outbox is.
        adapters: the channels, open or not.
        clock: tells the present time.
        owner: who claims, unique to this process.
        house: returns what all channels of a brand share.
    """

    def __init__(
        self,
        store: Store,
        adapters: Mapping[ChannelKey, Adapter],
        clock: Callable[[], datetime],
        owner: str,
        house: Callable[[BrandId], House],
    ) -> None:
        self.dispatchers: dict[ChannelKey, Dispatcher] = {}
        self._store = store
        self._adapters = adapters
        self._clock = clock
        self._owner = owner
        self._house = house
        self._tenures: dict[ChannelKey, Tenure] = {}
        self._open: set[ChannelKey] = set()
        self._rescanned = clock()
        self._is_stopping = False
        self._by_anybody, self._by_nobody = for_ever(), for_ever()
        self._by_nobody.end()
        self.left: Callable[[ChannelKey], Awaitable[None]] = _nothing_follows
        """Awaited at the end for each channel that is ours, once nothing more is sent on it."""

    def tenure(self, channel: ChannelKey) -> Tenure | None:
        """Return our tenure of a channel, None where it is not ours."""
        return self._tenures.get(channel)

    def heard_by(self, settings: ChannelSettings) -> Tenure:
        """Return by which tenure something that came in over a channel is taken.

        What comes to our own address is taken by every process, and what a platform tells its one
        listener by the owner of the channel.
        """
        channel = (settings.brand, settings.name)
        adapter = self._adapters.get(channel)
        if adapter is None or is_at_our_address(adapter, settings):
            return self._by_anybody
        return self._tenures.get(channel, self._by_nobody)

    def of_brand(self, brand: BrandId) -> Collection[Dispatcher]:
        """Return who sends on a brand's channels here."""
        return [one for (owner, _), one in self.dispatchers.items() if owner == brand]

    async def gain(self, channel: ChannelKey, tenure: Tenure, *, reaches: bool) -> bool:
        """Take a channel over, and send on it from now on, as soon as it is open.

        Args:
            channel: which is ours now.
            tenure: until when.
            reaches: whether messages leave by it at all.

        Returns:
            Whether it is still ours, and we are not about to stop.
        """
        self._tenures[channel] = tenure
        left = await self._take_over(channel, tenure)
        if self._is_stopping:
            return False
        if left is None or tenure.is_over:
            tenure.doubt()
            return False
        if reaches:
            self.dispatchers[channel] = self._dispatcher(channel, tenure, left)
            self._start(channel)
        return True

    async def lose(self, channel: ChannelKey, *, stays_open: bool) -> None:
        """Stop at once: somebody else sends on this channel now, also what we have claimed.

        Args:
            channel: which is not ours any more.
            stays_open: whether it is open here all the same, to take in what comes to us.
        """
        self._tenures.pop(channel, None)
        if not stays_open:
            self._open.discard(channel)
        dispatcher = self.dispatchers.pop(channel, None)
        if dispatcher is not None:
            await dispatcher.abandon()

    def opened(self, channel: ChannelKey) -> None:
        """A channel is open: what is said over it may leave, once it is ours."""
        self._open.add(channel)
        self._start(channel)

    def hurry(self, channel: ChannelKey) -> None:
        """A channel works again: what waits for another try is tried now."""
        if channel in self.dispatchers:
            self.dispatchers[channel].hurry()

    def committed(self, report: TurnReport) -> None:
        """A turn is done: what it says may leave, and what somebody wants no more may not."""
        brand, conversations = report.account.brand, conversations_of_less(report)
        told_desk = TellDesk in report.kinds
        moved = next((one for one in report.effects if isinstance(one, MoveSpace)), None)
        for (owner, channel), dispatcher in self.dispatchers.items():
            if owner != brand:
                continue
            if conversations:
                dispatcher.reconsider(conversations)
            if moved is not None and channel == report.account.channel:
                dispatcher.follow(lane_of("", report.space), lane_of("", moved.to))
            is_said = channel == report.account.channel and report.held_for is None
            if told_desk or (is_said and report.seq is not None):
                # What the desk is told leaves by its own channel.
                dispatcher.look(bulk=report.bulk and not told_desk, since=report.seq)

    async def rescan(self) -> None:
        """Look at everything that waits, where that is long ago.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        now = self._clock()
        if abs(now - self._rescanned) < RESCAN_EVERY:
            return
        self._rescanned = now
        if any(tenure.token is not None for tenure in self._tenures.values()):
            await self._store.run(self._release_ended)
        for dispatcher in self.dispatchers.values():
            dispatcher.rescan()

    async def stop(self, grace: float) -> None:
        """Send nothing new; what is not done after `grace` seconds is cut, and stays claimed."""
        self._is_stopping = True
        await asyncio.gather(*(self._leave(channel, grace) for channel in list(self._tenures)))

    async def _leave(self, channel: ChannelKey, grace: float) -> None:
        """Be done with one channel, whatever still hangs on the others."""
        if channel in self.dispatchers:
            await self.dispatchers[channel].stop(grace)
        await self.left(channel)

    def _release_ended(self, connection: Connection) -> None:
        """Let the channels send what was kept for somebody in another process, who is gone."""
        now = database_time(connection)
        for (brand, name), tenure in list(self._tenures.items()):
            recognises = self._adapters[brand, name].capabilities.recognises
            if not tenure.is_refused(connection):
                release_ended(connection, Left(brand, name, recognises, now))

    def _start(self, channel: ChannelKey) -> None:
        if channel in self.dispatchers and channel in self._open:
            self.dispatchers[channel].start()

    async def _take_over(self, channel: ChannelKey, tenure: Tenure) -> LeftOver | None:
        """Return what was left on a channel; None where it is not ours any more."""
        recognises = self._adapters[channel].capabilities.recognises

        def unit(connection: Connection) -> LeftOver | None:
            now = waiting_time(connection, self._clock())
            return take_over_channel(connection, channel, tenure, recognises, now)

        while not tenure.is_over:
            try:
                return await self._store.run(unit)
            except StoreUnavailable as error:
                _LOG.warning("taking over waits for the store reason=%r", str(error))
                await asyncio.sleep(RETRY_SECONDS)
        return None

    def _dispatcher(self, channel: ChannelKey, tenure: Tenure, left: LeftOver) -> Dispatcher:
        brand, name = channel
        return Dispatcher(
            self._store,
            brand,
            name,
            self._adapters[channel],
            self._clock,
            self._owner,
            self._house(brand),
            left.doubts,
            left.pause,
            tenure,
        )


async def _nothing_follows(_channel: ChannelKey) -> None: ...
