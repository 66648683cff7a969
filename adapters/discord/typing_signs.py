"""Show people that we are typing, where an answer takes longer than a moment."""

import asyncio
import logging

from adapters.discord.delays import Delays
from adapters.discord.heard import Heard
from adapters.discord.interactions import Spawn
from adapters.discord.reception import conversation_of
from adapters.discord.rest import Rest
from bot.channels.silence import Heed

_MOST = 256
"""Conversations that wait for a sign at once: in a flood nobody misses it."""

_LOG = logging.getLogger(__name__)


class TypingSigns:
    """The signs of one channel: one for each thing that was said, unless an answer is faster.

    Args:
        rest: the REST API.
        delays: after how long a sign is due.
        spawn: runs a task of the channel.
        heed: for how long Discord is to be left alone: nothing is shown meanwhile.
    """

    def __init__(self, rest: Rest, delays: Delays, spawn: Spawn, heed: Heed) -> None:
        self._heed = heed
        self._rest = rest
        self._delays = delays
        self._spawn = spawn
        self._due: dict[str, asyncio.TimerHandle] = {}

    def start(self, heard: Heard) -> None:
        """Show the sign in a while, unless something is sent there before."""
        name = conversation_of(heard)
        self.stop(name)
        if len(self._due) < _MOST:
            loop = asyncio.get_running_loop()
            self._due[name] = loop.call_later(self._delays.typing, self._show, name, heard.channel)

    def stop(self, name: str) -> None:
        """Show no sign in a conversation: something is said there."""
        timer = self._due.pop(name, None)
        if timer is not None:
            timer.cancel()

    def stop_all(self) -> None:
        """Show no signs any more."""
        for name in list(self._due):
            self.stop(name)

    def _show(self, name: str, channel: str) -> None:
        self._due.pop(name, None)
        if not self._heed.left():
            self._spawn(self._type(channel))

    async def _type(self, channel: str) -> None:
        try:
            await self._rest.type(channel)
        except Exception as error:  # noqa: BLE001 - a courtesy
            _LOG.debug("no typing sign could be shown error=%s", type(error).__name__)
