"""What was said while nobody listened is fetched for the conversations that we hold.

Discord keeps no queue for bots: after a session that could not be resumed, only the history of a
channel knows what was missed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta

from adapters.discord.decode import decode_message, id_of
from adapters.discord.delays import Delays
from adapters.discord.errors import in_short
from adapters.discord.heard import Heard, Us
from adapters.discord.passage import wanted_pause
from adapters.discord.reception import conversation
from adapters.discord.rest import Rest
from bot.channels.contract import Held

SINCE = timedelta(days=7)
"""How far back a conversation may lie; later than that nobody waits for an answer."""

MOST = 200
"""Conversations that are caught up with, the latest ones."""

_MARGIN = timedelta(seconds=60)
"""Clocks differ, and what is fetched twice is dropped by its id."""

_PAGE = 100
_PAGES = 5
_ATTEMPTS = 3
_REFUSED = frozenset({400, 401, 403, 404})
"""Statuses that another attempt does not change."""

_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_TIMESTAMP_SHIFT = 22
"""Snowflakes: milliseconds since 2015, above 22 bits of other things (Discord's reference)."""

_LOG = logging.getLogger(__name__)


def snowflake(moment: datetime) -> int:
    """Return the lowest id that something of this moment could have; 0 before 2015."""
    passed = max(moment - _DISCORD_EPOCH, timedelta())
    return (passed // timedelta(milliseconds=1)) << _TIMESTAMP_SHIFT


class CatchingUp:
    """Fetches one conversation after the other, those first in which somebody speaks just now.

    Args:
        rest: the REST API.
        delays: between attempts.
        channel: finds the channel of a private conversation by the person's id.
        release: is given what was missed in a conversation, which then goes on.
        hurried: says whether somebody waits in a conversation.
    """

    def __init__(
        self,
        rest: Rest,
        delays: Delays,
        channel: Callable[[str], Awaitable[str | None]],
        release: Callable[[str, Sequence[Heard]], None],
        hurried: Callable[[str], bool],
    ) -> None:
        self._rest = rest
        self._delays = delays
        self._channel = channel
        self._release = release
        self._hurried = hurried
        self._behind: dict[str, Held] = {}
        self._us: Us | None = None
        self._something = asyncio.Event()

    def begin(self, held: Sequence[Held], us: Us) -> list[str]:
        """Catch up with these conversations, each from its latest event on; return their names."""
        names = [conversation(one.to, one.space) for one in held]
        for name, one in zip(names, held, strict=True):
            known = self._behind.get(name, one)
            # A new one each time: what is being fetched just now is then fetched again.
            self._behind[name] = Held(one.to, one.space, min(one.last, known.last))
        self._us = us
        self._something.set()
        return names

    async def run(self) -> None:
        """Catch up with whatever there is, as long as the channel is open."""
        while True:
            await self._something.wait()
            while self._behind:
                await self._catch_up(self._next())
                if not any(map(self._hurried, self._behind)):
                    await asyncio.sleep(self._delays.between_histories)
            self._something.clear()

    def _next(self) -> str:
        return next(filter(self._hurried, self._behind), next(iter(self._behind)))

    async def _catch_up(self, name: str) -> None:
        held, us = self._behind[name], self._us
        missed: list[Heard] = []
        try:
            if us is not None:
                missed = await self._missed(held, us)
        finally:
            # A newer loss may have asked for it again meanwhile: then it stays behind.
            if self._behind.get(name) is held:
                del self._behind[name]
                self._release(name, missed)

    async def _missed(self, held: Held, us: Us) -> list[Heard]:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._fetch(held, us)
            except Exception as error:  # noqa: BLE001 - a conversation goes on even with a gap
                _LOG.info("catching up failed (%s), try %d", in_short(error), attempt)
                if getattr(error, "status", 0) in _REFUSED:
                    break
                await asyncio.sleep(max(self._delays.pause(attempt), wanted_pause(error)))
        return []

    async def _fetch(self, held: Held, us: Us) -> list[Heard]:
        channel = held.space if held.space is not None else await self._channel(held.to)
        missed: list[Heard] = []
        after = snowflake(held.last - _MARGIN)
        for _ in range(_PAGES if channel is not None else 0):
            page = await self._rest.history(str(channel), after, _PAGE)
            heard = [
                decode_message(data, us.user, in_guild=held.space is not None) for data in page
            ]
            missed += [one for one in heard if one is not None]
            if len(page) < _PAGE:
                break
            after = max(after, id_of(page[-1]))
        return missed
