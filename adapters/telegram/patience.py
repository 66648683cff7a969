"""What is in the way of hearing people, and how long to wait before the next try."""

import asyncio

from adapters.telegram.backoff import Backoff
from adapters.telegram.hindrances import hindrance_of
from adapters.telegram.tempo import Tempo


class Patience:
    """Counts what goes wrong, until it goes well.

    `hindrance` says what keeps the bot from hearing everybody, None where all is well.

    Args:
        tempo: how long to wait.
    """

    def __init__(self, tempo: Tempo) -> None:
        self._tempo = tempo
        self._backoff = Backoff(tempo.first_pause, tempo.longest_pause)
        self._conflicts = 0
        self.hindrance: str | None = None

    @property
    def failures(self) -> int:
        """How many tries have failed in a row."""
        return self._backoff.failures

    async def hold(self, error: Exception) -> None:
        """Wait before the next try, and say what is in the way.

        One conflict passes with the end of another process; somebody who stays is let alone, and
        asked after now and then: two who race for every poll would hear half of it each.
        """
        seconds = self._backoff.next()
        hindrance = hindrance_of(error, self._backoff.failures)
        self.hindrance = hindrance.words or self.hindrance
        self._conflicts += hindrance.is_conflict
        if hindrance.is_token or (hindrance.is_conflict and self._conflicts > 1):
            seconds = self._tempo.probe
        await asyncio.sleep(seconds if hindrance.wait is None else hindrance.wait)

    def went_well(self, *, alone: bool = False) -> None:
        """All is well; after conflicts, once it is known that we are `alone` with the bot."""
        if alone or self._conflicts <= 1:
            self._conflicts = 0
            self.hindrance = None
        self._backoff.reset()
