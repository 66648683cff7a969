"""What other processes on the database tell, brought to whom it concerns here."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Protocol, assert_never

from bot.core.ids import BrandId, ChannelKey
from bot.engine.open_pages import Pages
from bot.engine.outbox.dispatcher import Dispatcher
from bot.engine.outbox.errand import Whom
from bot.engine.turns.player import Player
from bot.engine.waiting.awaiting import Awaiting
from bot.store.bell import (
    Bell,
    DeliveriesWait,
    EmissionsWait,
    EventsWait,
    LeaseFree,
    Replied,
    Ring,
    Shown,
    WantsLess,
)

SHOW_EVERY = timedelta(seconds=3)
"""Between two looks at what pages have not shown, while other processes are not heard."""


class Telling(Protocol):
    """Whoever tells the brands' own systems what dialogues emit."""

    def tells(self, brand: BrandId) -> bool:
        """Say, to any thread, whether that is done in this process."""
        ...

    def look_at(self, brand: BrandId) -> None:
        """There may be something to tell."""
        ...


class Hearing:
    """Listens to the bell. Where nobody else is on the database there is nothing to hear.

    Args:
        bell: None where this process is the only one.
        players: by brand.
        dispatchers: the channels that this process sends on, by brand and name.
        channels: all channels that leave by somebody.
        pages: those that are open here.
        awaiting: those who wait for replies here.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything it stands between
        self,
        bell: Bell | None,
        players: Mapping[BrandId, Player],
        dispatchers: Mapping[ChannelKey, Dispatcher],
        channels: Collection[ChannelKey],
        pages: Pages,
        awaiting: Awaiting,
    ) -> None:
        self._bell = bell
        self._players = players
        self._dispatchers = dispatchers
        self._channels = channels
        self._pages = pages
        self._awaiting = awaiting
        self._listening: asyncio.Task[None] | None = None
        self.on_free: Callable[[BrandId, str], None] = lambda _brand, _role: None
        """Told of a lease that was given back."""
        self.telling: Telling | None = None
        self._shown = datetime.min.replace(tzinfo=UTC)

    def start(self) -> None:
        """Begin to listen."""
        if self._bell is not None:
            self._listening = asyncio.create_task(self._bell.listen(self))

    async def stop(self) -> None:
        """Listen no more."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)

    def looks_after(self, ring: Ring) -> bool:
        """Say, to any thread, whether only this process would look."""
        match ring:
            case DeliveriesWait(brand, channel):
                return (brand, channel) in self._dispatchers
            case WantsLess(brand):
                channels = [one for one in self._channels if one[0] == brand]
                return all(channel in self._dispatchers for channel in channels)
            case EmissionsWait(brand):
                return self.telling is not None and self.telling.tells(brand)
            case EventsWait() | LeaseFree() | Replied() | Shown():
                return False
            case _:
                assert_never(ring)

    def hear(self, ring: Ring) -> None:
        """Another process tells this."""
        match ring:
            case DeliveriesWait():
                self._send(ring)
            case EmissionsWait(brand):
                self._tell(brand)
            case EventsWait(brand):
                self._play(brand)
            case LeaseFree(brand, role):
                self.on_free(brand, role)
            case Replied(brand, events):
                self._awaiting.played_elsewhere(brand, events)
            case Shown(brand, channel, people):
                self._pages.look(brand, channel, people)
            case WantsLess(brand, conversations):
                self._reconsider(brand, conversations or None)
            case _:
                assert_never(ring)

    def look(self, now: datetime) -> None:
        """As long as nothing is heard, show on pages every few seconds what others have said."""
        is_deaf = self._bell is not None and not self._bell.is_heard
        if is_deaf and abs(now - self._shown) >= SHOW_EVERY:
            self._shown = now
            self._pages.look_at_everything()

    def look_at_everything(self) -> None:
        """Messages may have gone by unheard."""
        for dispatcher in self._dispatchers.values():
            dispatcher.rescan()
            dispatcher.reconsider(None)
        for player in self._players.values():
            player.request()
        self._pages.look_at_everything()
        for brand in self._players:
            self._tell(brand)

    def _send(self, ring: DeliveriesWait) -> None:
        dispatcher = self._dispatchers.get((ring.brand, ring.channel))
        if dispatcher is not None:
            dispatcher.look(bulk=ring.bulk, since=ring.seq)

    def _tell(self, brand: BrandId) -> None:
        if self.telling is not None:
            self.telling.look_at(brand)

    def _play(self, brand: BrandId) -> None:
        if brand in self._players:
            self._players[brand].request()

    def _reconsider(self, brand: BrandId, whom: Whom) -> None:
        for (owner, _), dispatcher in self._dispatchers.items():
            if owner == brand:
                dispatcher.reconsider(whom)
