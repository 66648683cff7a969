"""Offer the brand's commands on Discord, only where others are offered: changes are rationed."""

import asyncio
import logging
from collections.abc import Sequence

from adapters.discord.commands import differs, menu
from adapters.discord.delays import Delays
from adapters.discord.errors import in_short
from adapters.discord.passage import wanted_pause
from adapters.discord.rest import Rest
from bot.core.commands import Command

_REFUSED = frozenset({400, 401, 403, 404})
"""Statuses that only a new session, or another list, may change."""

_LOG = logging.getLogger(__name__)


class Offering:
    """The menu of one bot.

    Args:
        rest: the REST API.
        delays: between attempts.
        commands: what the brand offers.
    """

    def __init__(self, rest: Rest, delays: Delays, commands: Sequence[Command]) -> None:
        self._rest = rest
        self._delays = delays
        self._wanted = menu(commands)
        self._busy = asyncio.Lock()
        self._done = False

    async def offer(self, application: str) -> None:
        """See to it that Discord offers this menu; once it does, nothing is asked any more.

        Args:
            application: whose menu it is.
        """
        async with self._busy:
            failures = 0
            while not self._done:
                try:
                    if differs(self._wanted, await self._rest.commands(application)):
                        await self._rest.offer(application, self._wanted)
                    self._done = True
                except Exception as error:  # noqa: BLE001 - people can type meanwhile
                    failures += 1
                    _LOG.warning("the commands could not be offered (%s)", in_short(error))
                    if getattr(error, "status", 0) in _REFUSED:
                        return
                    await asyncio.sleep(max(self._delays.pause(failures), wanted_pause(error)))
