"""Offer the brand's commands on Discord, only where others are offered: changes are rationed."""

import asyncio
import logging
from collections.abc import Sequence

import discord

from adapters.discord.commands import differs, menu
from adapters.discord.delays import Delays
from adapters.discord.errors import in_short, is_refusal
from adapters.discord.passage import wanted_pause
from adapters.discord.rest import Rest
from bot.channels.silence import Heed
from bot.core.commands import Command

_LOG = logging.getLogger(__name__)


class Offering:
    """The menu of one bot.

    Args:
        rest: the REST API.
        delays: between attempts.
        commands: what the brand offers.
        heed: for how long Discord is to be left alone.
    """

    def __init__(self, rest: Rest, delays: Delays, commands: Sequence[Command], heed: Heed) -> None:
        self._heed = heed
        self._rest = rest
        self._delays = delays
        self._wanted = menu(commands)
        self._busy = asyncio.Lock()
        self._done = False

    def change(self, commands: Sequence[Command]) -> None:
        """Let another menu be the one to offer."""
        wanted = menu(commands)
        if wanted != self._wanted:
            self._wanted, self._done = wanted, False

    async def offer(self, application: str) -> None:
        """See to it that Discord offers this menu; once it does, nothing is asked any more.

        Args:
            application: whose menu it is.
        """
        async with self._busy:
            failures = 0
            while not self._done:
                await asyncio.sleep(self._heed.left())
                wanted = self._wanted
                try:
                    if await self._is_other(application):
                        await self._rest.offer(application, wanted)
                    self._done = wanted is self._wanted
                except Exception as error:  # noqa: BLE001 - people can type meanwhile
                    failures += 1
                    _LOG.warning("the commands could not be offered reason=%r", in_short(error))
                    if is_refusal(error):
                        return
                    await asyncio.sleep(max(self._delays.pause(failures), wanted_pause(error)))

    async def _is_other(self, application: str) -> bool:
        """Say whether Discord offers another menu, or does not say what it offers."""
        try:
            return differs(self._wanted, await self._rest.commands(application))
        except (discord.HTTPException, TimeoutError) as error:
            _LOG.info("the commands on offer are not known reason=%r", in_short(error))
            return True
