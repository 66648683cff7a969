"""Everything that an open channel needs: the way to Meta, what is heard, and what is sent."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from adapters.whatsapp.account import OF_NUMBER, read_number
from adapters.whatsapp.courtesies import Courtesies
from adapters.whatsapp.graph import Graph
from adapters.whatsapp.hearing import Hearing
from adapters.whatsapp.options import settings_of
from adapters.whatsapp.sending import Sending
from adapters.whatsapp.tempo import Tempo
from adapters.whatsapp.window import Window
from bot.channels.contract import ChannelSettings, Intake, LastSpoken
from bot.channels.silence import Heed


class Line:
    """A line as long as its channel is open.

    Args:
        settings: without faults.
        intake: takes updates in durably.
        last_spoken: tells when somebody spoke, to whichever process.
        heed: for how long Meta is to be left alone.
        tempo: how long everything may take.
        clock: tells the present time, with its zone.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that a line takes
        self,
        settings: ChannelSettings,
        intake: Intake,
        last_spoken: LastSpoken | None,
        heed: Heed,
        tempo: Tempo,
        clock: Callable[[], datetime],
    ) -> None:
        options = settings_of(settings.options)
        self._number = options.number
        self._tempo = tempo
        self._graph = Graph(options, tempo)
        self._courtesies = Courtesies(self._graph, heed)
        window = Window(settings, last_spoken, clock)
        self.sending = Sending(options, self._graph, window, settings.files)
        self.hearing = Hearing(settings, options.number, intake, self._courtesies, window)
        self._learning = asyncio.create_task(self._learn())

    async def close(self) -> None:
        """Cut everything; what was not answered is told again."""
        self._learning.cancel()
        with suppress(asyncio.CancelledError):
            await self._learning
        await self._courtesies.close()
        await self._graph.close()

    async def _learn(self) -> None:
        """Learn our own telephone number, for the links that lead to it."""
        while self.hearing.shown is None:
            number = read_number(await self._graph.look(self._number, OF_NUMBER))
            self.hearing.knows(None if number is None else number.display_phone_number)
            if self.hearing.shown is None:
                await asyncio.sleep(self._tempo.probe)
