"""Keep listening, whatever happens: every failure has a wait, and the lasting ones their words."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket

from adapters.discord.delays import Delays
from adapters.discord.endpoint_address import Endpoint, misled
from adapters.discord.gateway import Ears
from adapters.discord.ration import Ration
from bot.channels.contract import IsOurs

_NORMAL = 1000
"""The close code that ends a session."""

REFUSED = "Discord refuses the token: copy a new one from the Developer Portal, Bot, Reset Token"
CONTENT_MISSING = (
    "without the Message Content Intent, replies to our messages that do not mention us arrive"
    " empty and are not heard: switch it on in the Developer Portal, Bot, Message Content Intent,"
    " then start again"
)
_CODES: Mapping[int, str] = {
    4010: "an invalid shard was asked for",
    4011: "the bot is in too many servers for one connection (Discord wants sharding)",
    4012: "this version of the gateway is no longer served: update discord.py",
    4013: "the intents are invalid: update discord.py",
    4014: "even the ordinary intents are refused: look at the bot in the Developer Portal",
}
"""Codes that nobody resumes after (Discord's reference: Gateway Close Event Codes)."""

_NOBODY_THERE = (aiohttp.ClientConnectorError, aiohttp.WSServerHandshakeError, TimeoutError)
"""No connection came about, so that no session was begun."""

_LASTING_SECONDS = 30.0
"""A session of so long ends a row of failures."""

_PATIENCE = 2
"""Failures in a row that are nobody's business yet: connections come and go."""

_LOG = logging.getLogger(__name__)


class Listening:
    """The gateway connection of one channel, kept up for ever.

    Args:
        token: of the bot.
        delays: between attempts.
        heard: is given every dispatched frame, in order, as it came.
        is_ours: whether we may begin to listen, or go on after a loss.
        endpoint: where Discord is to call us, None where it is to tell us all over the gateway.
    """

    def __init__(
        self,
        token: str,
        delays: Delays,
        heard: Callable[[str], None],
        is_ours: IsOurs,
        endpoint: Endpoint | None = None,
    ) -> None:
        self._token = token
        self._delays = delays
        self._heard = heard
        self._is_ours = is_ours
        self._endpoint = endpoint
        self._failures = 0
        self._ration = Ration()
        self._since: float | None = None
        self._trouble: str | None = None
        self._content = True
        self._ears: Ears | None = None

    def hindrance(self) -> str | None:
        """Say what keeps us from hearing everybody, with what to do; None where all is well."""
        application = self._ears.application if self._ears is not None else None
        if self._trouble is not None:
            return self._trouble
        portal = None if application is None else application.interactions_endpoint_url
        return misled(portal, self._endpoint) or (None if self._content else CONTENT_MISSING)

    def connected(self) -> None:
        """Note that a session began or goes on."""
        self._since = self._now()
        self._trouble = None

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            pause = 0.0
            ears = self._ears = Ears(
                self._delays, self._heard, self._is_ours, content=self._content
            )
            try:
                await ears.listen(self._token, self._lost)
            except Exception as error:  # noqa: BLE001 - nothing ends the bot
                pause = self._ended(error)
            finally:
                await _put_away(ears)
            await asyncio.sleep(pause)

    def _lost(self, error: BaseException, is_resumable: bool) -> float:
        """Return how long to wait before a lost connection is resumed or made anew."""
        self._count_failure()
        if not isinstance(error, ReconnectWebSocket):
            _LOG.info("the connection to Discord was lost error=%s", type(error).__name__)
        if self._failures > _PATIENCE:
            self._trouble = "Discord's gateway cannot be reached; it is tried again and again"
        # The first time, nothing speaks against connecting at once: op 7 and restarts want it.
        pause = self._delays.pause(self._failures - 1)
        is_over = not is_resumable and not isinstance(error, _NOBODY_THERE)
        return max(pause, self._ration.take(self._now())) if is_over else pause

    def _ended(self, error: Exception) -> float:
        """Return how long to wait before everything begins anew."""
        match error:
            case discord.LoginFailure() | discord.ConnectionClosed(code=4004):  # the token
                self._trouble = REFUSED
                return self._delays.probe
            case discord.ConnectionClosed(code=4014) if self._content:  # the privileged intent
                self._content = False
                return 0.0
            case discord.ConnectionClosed():
                return self._closed(error.code)
            case discord.HTTPException():
                return self._failed(f"Discord answers HTTP {error.status} to the log-in")
            case _:
                return self._failed(f"Discord cannot be reached ({type(error).__name__})")

    def _closed(self, code: int) -> float:
        reason = _CODES.get(code, f"Discord closed the connection with code {code}")
        self._trouble = f"the gateway does not listen: {reason}"
        return max(self._failed(self._trouble), self._ration.take(self._now()))

    def _failed(self, trouble: str) -> float:
        self._count_failure()
        if self._failures >= _PATIENCE or self._trouble is not None:
            self._trouble = trouble
        _LOG.info("Discord is tried again reason=%r", trouble)
        return self._delays.pause(self._failures)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()

    def _count_failure(self) -> None:
        """Count the failures in a row; a session that lasted ends the row."""
        now = self._now()
        if self._since is not None and now - self._since >= _LASTING_SECONDS:
            self._failures = 0
        self._since = None
        self._failures += 1


async def _put_away(ears: Ears) -> None:
    await ears.hang_up(_NORMAL)
    with suppress(Exception):
        await ears.close()
