"""One channel from its start to its end: opened in the background, watched for what hinders it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from itertools import chain, repeat

import msgspec

from bot.channels.contract import Adapter, ChannelSettings, Intake, Listening, Offering
from bot.core.commands import Command
from bot.engine.retry import FIRST_DELAYS, LATER_DELAY

_LOG = logging.getLogger(__name__)

OPEN_SECONDS = 30.0
"""How long one try to open a channel may take before it is begun anew."""

CLOSE_SECONDS = 2.0
"""How long closing may take: a stop has ten seconds for everything."""

LOOK_SECONDS = 1.0
"""Between two looks at what hinders a channel; what passes within one is not worth a line."""


class Opening:
    """Opens a channel, again and again where that fails: a platform may be down at the start.

    It can be begun anew once it is closed.

    Args:
        settings: the channel's.
        adapter: not yet open.
        intake: where what comes in through it goes.
        opened: awaited once it is open.
        recovered: told when what hindered it has passed.
    """

    def __init__(
        self,
        settings: ChannelSettings,
        adapter: Adapter,
        intake: Intake,
        opened: Callable[[], Awaitable[None]],
        recovered: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._adapter = adapter
        self._intake = intake
        self._opened = opened
        self._recovered = recovered
        self._trouble: str | None = None
        self._open = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        """Begin to open it, and to watch it."""
        self._trouble = "it is being opened"
        self._tasks = [asyncio.create_task(self._keep_trying()), asyncio.create_task(self._watch())]

    @property
    def is_begun(self) -> bool:
        """Whether it is open, or being opened."""
        return bool(self._tasks)

    @property
    def is_open(self) -> bool:
        """Whether it has been opened."""
        return self._open.is_set()

    async def wait_open(self) -> None:
        """Wait until it is open."""
        await self._open.wait()

    def hindrance(self) -> str | None:
        """Say what keeps the channel from hearing everybody; None where all is well."""
        if self._trouble is not None or not isinstance(self._adapter, Listening):
            return self._trouble
        try:
            return self._adapter.hindrance()
        except Exception as error:  # noqa: BLE001 - asking how it fares must not harm anybody
            return f"it cannot say how it fares ({type(error).__name__})"

    def offer(self, commands: Sequence[Command]) -> None:
        """Let the platform show this menu from now on, as soon as the channel is open."""
        self._settings = msgspec.structs.replace(self._settings, commands=tuple(commands))
        if isinstance(self._adapter, Offering):
            self._adapter.offer(commands)

    async def close(self) -> None:
        """Stop trying and watching, and close the channel."""
        if not self._tasks:
            return
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._open.clear()
        self._trouble = None
        await self._close()

    async def _keep_trying(self) -> None:
        for delay in chain(FIRST_DELAYS, repeat(LATER_DELAY)):
            failure = await self._try()
            if failure is None:
                break
            # An error's own words may hold an address with a secret.
            self._trouble = f"it cannot be opened ({failure}); tried again all the time"
            await self._close()
            await asyncio.sleep(delay)
        self._trouble = None
        self._open.set()
        await self._opened()

    async def _try(self) -> str | None:
        """Open it once; return the kind of failure."""
        try:
            async with asyncio.timeout(OPEN_SECONDS):
                await self._adapter.open(self._settings, self._intake)
        except Exception as error:  # noqa: BLE001 - one channel must not stop the others
            return type(error).__name__
        return None

    async def _close(self) -> None:
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._adapter.close()
        except Exception as error:  # noqa: BLE001 - the rest of a stop must go on
            _LOG.warning(
                "a channel cannot be closed brand=%s channel=%s error=%s",
                self._settings.brand,
                self._settings.name,
                type(error).__name__,
            )

    async def _watch(self) -> None:
        """Tell the operator's log of each change, once, and whoever waits for the end of one."""
        told: str | None = None
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            now = self.hindrance()
            if now != told:
                self._tell(now)
                told = now
                if now is None:
                    self._recovered()

    def _tell(self, hindrance: str | None) -> None:
        brand, name = self._settings.brand, self._settings.name
        if hindrance is None:
            _LOG.info("channel is no longer hindered brand=%s channel=%s", brand, name)
        else:
            _LOG.warning(
                "channel is hindered brand=%s channel=%s reason=%r", brand, name, hindrance
            )
