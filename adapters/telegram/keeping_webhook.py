"""Keeping the bot's webhook where we are: the channel's owner sets it, and watches it."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
from msgspec import Struct
from telegram.error import BadRequest

from adapters.telegram.decode import ALLOWED_UPDATES
from adapters.telegram.hindrances import WEBHOOK_CHANGED, refused_webhook, unreached
from adapters.telegram.lean_bot import LeanBot
from adapters.telegram.patience import Patience
from adapters.telegram.tempo import Tempo
from adapters.telegram.webhook import CONNECTIONS, secret_of
from bot.channels.contract import IsOurs

_LOG = logging.getLogger(__name__)

LATELY = timedelta(minutes=5)
"""A failure to reach us that is longer ago says nothing of now."""


class WebhookInfo(Struct, frozen=True):
    """What Telegram says of a bot's webhook (Bot API: WebhookInfo), as far as we look at it."""

    url: str = ""
    pending_update_count: int = 0
    last_error_date: int | None = None
    last_error_message: str | None = None

    def trouble(self, now: datetime) -> str | None:
        """Say what keeps Telegram from reaching us now; None where it waits for nothing."""
        failed = self.last_error_date
        if failed is None or not self.pending_update_count:
            return None
        if abs(now - datetime.fromtimestamp(failed, UTC)) > LATELY:
            return None
        return unreached(self.last_error_message or "", self.pending_update_count)


class WebhookKeeper:
    """Sets the webhook when the channel becomes ours, and again where somebody changed it.

    Args:
        bot: the SDK's.
        address: where Telegram is to post.
        tempo: how long to wait.
        is_ours: whether the channel is ours.
        patience: says what is in the way.
        gained: told whenever the channel has become ours.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that keeping one takes
        self,
        bot: LeanBot,
        address: str,
        tempo: Tempo,
        is_ours: IsOurs,
        patience: Patience,
        gained: Callable[[], None],
    ) -> None:
        self._bot = bot
        self._address = address
        self._tempo = tempo
        self._is_ours = is_ours
        self._patience = patience
        self._gained = gained
        self._is_set = False
        self._times_lost = 0

    async def run(self) -> None:
        """Keep it until cancelled. No failure ends it."""
        while True:
            await self._be_ours()
            try:
                await self._look()
            except BadRequest as error:
                self._patience.hindrance = refused_webhook(error.message)
                await asyncio.sleep(self._tempo.probe)
            except Exception as error:  # noqa: BLE001 - whatever the server says, we try again
                await self._patience.hold(error)

    async def _be_ours(self) -> None:
        if self._is_ours():
            return
        self._is_set = False
        while not self._is_ours():  # noqa: ASYNC110 - a clock decides, and tells nobody
            await asyncio.sleep(self._tempo.quick)

    async def _look(self) -> None:
        """Set the webhook where that is to be done, and see how Telegram fares with it."""
        if not self._is_set:
            await self._set()
        info = msgspec.convert(await self._bot.ask("getWebhookInfo", {}), WebhookInfo)
        if info.url != self._address:
            await self._lost()
            return
        self._times_lost = 0
        self._patience.went_well(alone=True)
        self._patience.hindrance = info.trouble(datetime.now(UTC))
        await asyncio.sleep(self._tempo.watch)

    async def _set(self) -> None:
        """Let Telegram post here from now on; what waits there is posted too, in its order."""
        await self._bot.set_webhook(
            self._address,
            max_connections=CONNECTIONS,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
            secret_token=secret_of(self._bot.token),
        )
        self._is_set = True
        self._gained()

    async def _lost(self) -> None:
        """Somebody else set or deleted it: take it back, once at once, then now and then.

        Where another program does so again and again, we do not race with it.
        """
        self._is_set = False
        self._times_lost += 1
        _LOG.warning("the webhook of this channel was changed elsewhere, and is set again")
        if self._times_lost > 1:
            self._patience.hindrance = WEBHOOK_CHANGED
            await asyncio.sleep(self._tempo.probe)
