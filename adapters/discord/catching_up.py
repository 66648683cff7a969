"""What was said while nobody listened is fetched for the conversations that we hold.

Discord keeps no queue for bots: after a session that could not be resumed, only the history of a
channel knows what was missed.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from msgspec import Struct

from adapters.discord.decode import decode_message, id_of
from adapters.discord.decode_signs import votes_in
from adapters.discord.delays import Delays
from adapters.discord.errors import in_short, is_refusal
from adapters.discord.heard import Heard, Us
from adapters.discord.passage import wanted_pause
from adapters.discord.reception import conversation
from adapters.discord.rest import Rest
from bot.channels.contract import Held

SINCE = timedelta(days=7)
"""How far back a conversation may lie; later than that nobody waits for an answer."""

MOST = 200
"""Conversations that are caught up with, the latest ones."""

_MARGIN = timedelta(hours=1)
"""Ours may have been ahead of Discord's; what is fetched twice is dropped by its id."""

_PAGE = 100
_PAGES = 4
"""One less than Discord gives of a channel within 5 s, as bots have seen: the library keeps back
the answer to the last one until there are more, for longer than people are to wait."""

_ATTEMPTS = 3

_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_TIMESTAMP_SHIFT = 22
"""Snowflakes: milliseconds since 2015, above 22 bits of other things (Discord's reference)."""

_LOG = logging.getLogger(__name__)


def snowflake(moment: datetime) -> int:
    """Return the lowest id that something of this moment could have; 0 before 2015."""
    passed = max(moment - _DISCORD_EPOCH, timedelta())
    return (passed // timedelta(milliseconds=1)) << _TIMESTAMP_SHIFT


class _Behind(Struct, frozen=True):
    """A conversation to catch up with, and the number of the attempt."""

    held: Held
    attempt: int = 1


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
        self._behind: dict[str, _Behind] = {}
        self._us: Us | None = None
        self._something = asyncio.Event()

    def begin(self, held: Sequence[Held], us: Us) -> list[str]:
        """Catch up with these conversations, each from its latest event on; return their names."""
        names = [conversation(one.to, one.space) for one in held]
        for name, one in zip(names, held, strict=True):
            known = self._behind.get(name)
            last = one.last if known is None else min(one.last, known.held.last)
            # A new one each time: what is being fetched just now is then fetched again.
            self._behind[name] = _Behind(Held(one.to, one.space, last))
        self._us = us
        self._something.set()
        return names

    async def run(self) -> None:
        """Catch up with whatever there is, as long as the channel is open."""
        while True:
            await self._something.wait()
            self._something.clear()
            while self._behind:
                pause = await self._catch_up(self._next())
                if pause:
                    await self._wait(pause)
                elif not any(map(self._hurried, self._behind)):
                    await asyncio.sleep(self._delays.between_histories)

    async def _wait(self, seconds: float) -> None:
        """Wait before another attempt, but no longer once a new session holds people up."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._something.wait()
        self._something.clear()

    def _next(self) -> str:
        return next(filter(self._hurried, self._behind), next(iter(self._behind)))

    async def _catch_up(self, name: str) -> float:
        """Fetch what was missed in a conversation; return how long to wait after a failure."""
        one, us = self._behind[name], self._us
        missed: list[Heard] = []
        pause = 0.0
        try:
            if us is not None:
                missed = await self._fetch(one.held, us)
        except Exception as error:  # noqa: BLE001 - a conversation goes on even with a gap
            _LOG.info("catching up failed reason=%r attempt=%d", in_short(error), one.attempt)
            pause = self._again(name, one, error)
        # A newer loss may have asked for it again meanwhile: then it stays behind.
        if self._behind.get(name) is one:
            del self._behind[name]
            self._release(name, missed)
        return pause

    def _again(self, name: str, one: _Behind, error: Exception) -> float:
        """See to another attempt, unless it changes nothing; return how long to wait before it.

        Discord tells no histories just now, so nobody is kept waiting for theirs.
        """
        if is_refusal(error):
            return 0.0
        for waiting in self._behind:
            self._release(waiting, ())
        if one.attempt < _ATTEMPTS and self._behind.get(name) is one:
            del self._behind[name]
            self._behind[name] = _Behind(one.held, one.attempt + 1)
        return max(self._delays.pause(one.attempt), wanted_pause(error))

    async def _fetch(self, held: Held, us: Us) -> list[Heard]:
        channel = await self._channel_of(held)
        since, before = snowflake(held.last - _MARGIN), None
        missed: list[bytes] = []
        for _ in range(_PAGES if channel is not None else 0):
            async with asyncio.timeout(self._delays.history):
                page = await self._rest.history(str(channel), before, _PAGE)
            missed[:0] = [data for data in page if id_of(data) > since]
            if len(page) < _PAGE or id_of(page[0]) <= since:
                break
            before = id_of(page[0])
        return [one for data in missed for one in _heard_in(data, held, us)]

    async def _channel_of(self, held: Held) -> str | None:
        if held.space is not None:
            return held.space
        async with asyncio.timeout(self._delays.history):
            return await self._channel(held.to)


def _heard_in(data: bytes, held: Held, us: Us) -> Sequence[Heard]:
    """Return what a message of the history says, or the votes in it where it is a poll of ours."""
    said = decode_message(data, us.user, in_guild=held.space is not None)
    if said is not None:
        return [said]
    return votes_in(data, us, held.to) if held.space is None else ()
