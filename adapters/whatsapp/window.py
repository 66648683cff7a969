"""The customer service window: whether a person has spoken within 24 hours, in any process."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from adapters.whatsapp.room import WINDOW_SECONDS
from bot.channels.contract import ChannelSettings, LastSpoken
from bot.channels.latest import Latest

MARGIN: Final = timedelta(seconds=30)
"""So long before its end a window counts as closed: a message is under way for a while."""

MOST_KNOWN: Final = 10_000
"""So many people whose windows are known without asking; beyond these the first are asked for."""


class Window:
    """Who may be told anything.

    What this process has heard it knows at once. Of anybody else the product is asked.

    Args:
        settings: of the channel.
        last_spoken: tells when somebody spoke; None where nobody can be asked: then it is open.
        clock: tells the present time, with its zone.
    """

    def __init__(
        self,
        settings: ChannelSettings,
        last_spoken: LastSpoken | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings = settings
        self._last_spoken = last_spoken
        self._clock = clock
        self._spoke: Latest[str, datetime] = Latest(MOST_KNOWN)
        self._denied: Latest[str, datetime] = Latest(MOST_KNOWN)

    def heard(self, person: str) -> None:
        """A person has just spoken."""
        self._denied.drop(person)
        self._spoke.put(person, self._clock())

    def shut(self, person: str) -> None:
        """Meta says that a person has not spoken for too long: it knows best until they do."""
        self._spoke.drop(person)
        self._denied.put(person, self._clock())

    async def is_open(self, person: str) -> bool:
        """Say whether a person has spoken within 24 hours.

        Raises:
            Exception: where that cannot be known now.
        """
        if _is_within(self._spoke.get(person), self._clock()):
            return True
        denied = self._denied.get(person)
        if self._last_spoken is None:
            return denied is None
        at = await self._last_spoken(self._settings, person)
        if at is None or (denied is not None and at <= denied):
            return False
        self._spoke.put(person, at)
        return _is_within(at, self._clock())


def _is_within(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < timedelta(seconds=WINDOW_SECONDS) - MARGIN
