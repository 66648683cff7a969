"""One channel in this process: ours or somebody else's, and open where it has to be.

A channel whose people come to our own address (requests, pages) is open in every process: each
takes in what comes to it, and the owner alone sends. Any other is open where it is owned, for it
hears what its platform tells to one listener at a time. Some platforms do both: they call whichever
process it is, and want one of them to listen.
"""

import asyncio
from functools import partial

from bot.channels.contract import Adapter, ChannelSettings, Intake, Owned, Recalling, Windowed
from bot.channels.doors import is_at_our_address
from bot.engine.engine import Engine
from bot.engine.opening import Opening
from bot.engine.roles.tenure import Tenure


class Attending:
    """Opens a channel, lets the engine send on it while it is ours, and closes it.

    `opening` opens it, and tells what hinders it.

    Args:
        engine: plays and sends.
        settings: the channel's.
        adapter: not yet open.
        intake: where what comes in through it goes.
    """

    def __init__(
        self, engine: Engine, settings: ChannelSettings, adapter: Adapter, intake: Intake
    ) -> None:
        self.key = (settings.brand, settings.name)
        self._engine = engine
        self._is_everywhere = is_at_our_address(adapter, settings)
        self._listens = isinstance(adapter, Owned)
        opened = partial(engine.begin_to_send, self.key)
        recovered = partial(engine.hurry, self.key)
        self.opening = Opening(settings, adapter, intake, opened, recovered)
        if isinstance(adapter, Recalling):
            adapter.remember(engine.speakers.recall)
        if isinstance(adapter, Windowed):
            adapter.ask_when(engine.speakers.last_spoken)
        if isinstance(adapter, Owned):
            adapter.ask_first(self._is_ours)

    def begin(self) -> None:
        """Open it where that needs no owner."""
        if self._is_everywhere:
            self.opening.begin()

    async def gained(self, tenure: Tenure) -> None:
        """It is ours: what was left on it is taken over, and what its platform tells is heard."""
        if await self._engine.gain(self.key, tenure) and not self._is_everywhere:
            self.opening.begin()

    async def lost(self) -> None:
        """It is somebody else's: stop hearing and sending at once.

        What its platform calls us with is still taken, as soon as the channel is open again.
        """
        stays_open = self._is_everywhere and not self._listens
        closing = () if stays_open else (self.opening.close(),)
        await asyncio.gather(self._engine.lose(self.key, stays_open=stays_open), *closing)
        if self._is_everywhere and self._listens:
            self.opening.begin()

    def is_elsewhere(self) -> bool:
        """Say whether another process sends on it, or will as soon as it finds it free."""
        return self._engine.owned.tenure(self.key) is None

    def _is_ours(self) -> bool:
        tenure = self._engine.owned.tenure(self.key)
        return tenure is not None and tenure.may_act()
