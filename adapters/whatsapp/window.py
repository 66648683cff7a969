"""The customer service window: whether a person has spoken within 24 hours, in any process.

What this process hears it knows at once; what others hear is recalled from the product.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from adapters.whatsapp.room import WINDOW_SECONDS
from bot.channels.contract import ChannelSettings, Recall

OVERLAP: Final = timedelta(minutes=1)
"""So much further back is recalled than was recalled before: clocks of processes differ."""

MARGIN: Final = timedelta(seconds=30)
"""So long before its end a window counts as closed: a message is under way for a while."""

MOST_RECALLED: Final = 1_000_000


class Window:
    """Who may be told anything.

    Args:
        settings: of the channel.
        recall: tells who spoke, None where nobody can be asked: then everybody may have.
        clock: tells the present time, with its zone.
    """

    def __init__(
        self, settings: ChannelSettings, recall: Recall | None, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._recall = recall
        self._clock = clock
        self._heard: dict[str, datetime] = {}
        self._recalled: datetime | None = None
        self._closed: dict[str, datetime] = {}

    def heard(self, person: str) -> None:
        """A person has just spoken."""
        self._note(person, self._clock())

    def shut(self, person: str) -> None:
        """Meta says that a person has not spoken for too long: it knows best until they do."""
        self._heard.pop(person, None)
        self._closed[person] = self._clock()

    async def is_open(self, person: str) -> bool:
        """Say whether a person has spoken within 24 hours.

        Raises:
            Exception: as of the recall, where who spoke cannot be known now.
        """
        if self._is_fresh(person) or self._recall is None:
            return person not in self._closed
        await self._catch_up(self._recall)
        return self._is_fresh(person)

    def _is_fresh(self, person: str) -> bool:
        at = self._heard.get(person)
        return at is not None and self._clock() - at < timedelta(seconds=WINDOW_SECONDS) - MARGIN

    async def _catch_up(self, recall: Recall) -> None:
        """Learn who spoke elsewhere since the last time, at first within the whole window."""
        now = self._clock()
        begin = now - timedelta(seconds=WINDOW_SECONDS)
        since = begin if self._recalled is None else max(begin, self._recalled - OVERLAP)
        for held in await recall(self._settings, since, MOST_RECALLED):
            if held.space is None:
                self._note(held.to, held.last)
        self._recalled = now
        self._forget(begin)

    def _note(self, person: str, at: datetime) -> None:
        """Remember when a person spoke last; what Meta has denied since then counts no more."""
        denied = self._closed.get(person)
        if denied is not None and at <= denied:
            return
        self._closed.pop(person, None)
        self._heard[person] = max(at, self._heard.get(person, at))

    def _forget(self, before: datetime) -> None:
        self._heard = {person: at for person, at in self._heard.items() if at > before}
        self._closed = {person: at for person, at in self._closed.items() if at > before}
