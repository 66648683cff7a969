"""Our own long polling: an update is confirmed only once intake has it (Bot API: getUpdates).

The SDK's updater confirms before anybody has handled anything, and forgets on a crash.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from adapters.telegram.backoff import Backoff
from adapters.telegram.decode import ALLOWED_UPDATES, BotName, event_of, number_of, read
from adapters.telegram.hearing import Hearing
from adapters.telegram.hindrances import is_webhook_set
from adapters.telegram.lean_bot import LeanBot
from adapters.telegram.patience import Patience
from adapters.telegram.tempo import Tempo
from adapters.telegram.updates_request import UpdatesRequest
from adapters.telegram.wire import Update
from bot.channels.contract import IsOurs, Receipt
from bot.core.events import Incoming

MOST_UPDATES: Final = 100
"""Telegram's limit for one poll (Bot API: getUpdates)."""

_LOG = logging.getLogger(__name__)


class Poller:
    """Asks Telegram for updates, for ever.

    Args:
        bot: the SDK's, over `request`.
        request: what carries getUpdates.
        hearing: takes updates in durably.
        tempo: how long to wait.
        is_ours: whether we may poll.
        patience: says what is in the way.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - all that polling takes
        self,
        bot: LeanBot,
        request: UpdatesRequest,
        hearing: Hearing,
        tempo: Tempo,
        is_ours: IsOurs,
        patience: Patience,
    ) -> None:
        self._bot = bot
        self._request = request
        self._hearing = hearing
        self._tempo = tempo
        self._is_ours = is_ours
        self._patience = patience
        self._clock = asyncio.get_running_loop().time
        self._offset: int | None = None
        self._pause = Backoff(tempo.first_pause, tempo.longest_pause)
        self._is_webhook_ended = False

    async def run(self, me: BotName) -> None:
        """Poll until cancelled. No failure ends it."""
        while True:
            try:
                await self._poll(me)
            except Exception as error:  # noqa: BLE001 - no fault of ours makes a bot deaf
                _LOG.error("a poll failed error=%s", type(error).__name__)
                await asyncio.sleep(self._pause.next())

    async def _poll(self, me: BotName) -> None:
        if not self._is_ours():
            await asyncio.sleep(self._tempo.quick)
            return
        begun = self._clock()
        # After trouble the first answer is not waited for: it says that all is well again.
        hold = 0 if self._patience.failures else self._tempo.poll
        try:
            await self._bot.get_updates(
                offset=self._offset,
                limit=MOST_UPDATES,
                timeout=hold,
                read_timeout=self._tempo.grace,
                allowed_updates=ALLOWED_UPDATES,
            )
        except Exception as error:  # noqa: BLE001 - whatever the server says, we try again
            await self._refused(error)
            return
        # Where Telegram has held a poll, nobody else has ended it.
        self._patience.went_well(alone=hold > 0)
        self._is_webhook_ended = False
        updates = self._request.take()
        if updates:
            await self._handle(updates, me)
        elif self._clock() - begun < self._tempo.quick:
            await asyncio.sleep(self._tempo.quick)

    async def _refused(self, error: Exception) -> None:
        """Take a webhook set earlier away, once until a poll works; otherwise wait and try again.

        Where another process sets its webhook again and again, we do not race with it.
        """
        if not is_webhook_set(error) or self._is_webhook_ended:
            self._is_webhook_ended = False
            await self._patience.hold(error)
            return
        self._is_webhook_ended = True
        try:
            await self._bot.delete_webhook(drop_pending_updates=False)
            _LOG.warning("a webhook set earlier is deleted, as this channel polls")
        except Exception as failure:  # noqa: BLE001 - whatever the server says, we try again
            await self._patience.hold(failure)

    async def _handle(self, updates: Sequence[bytes], me: BotName) -> None:
        """Take in what a poll brought, and let the next one confirm as far as it was taken.

        By their numbers, in whichever order they are listed: these are Telegram's own order.
        """
        found = sorted((_find(raw, me) for raw in updates), key=_number_of)
        incoming = [one.event for one in found if one.event is not None]
        if self._confirm(found, await self._receipts(incoming)):
            self._pause.reset()
        else:
            await asyncio.sleep(self._pause.next())

    async def _receipts(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        """Return what intake says of each; nothing where it cannot take any now."""
        if not incoming:
            return ()
        try:
            return await self._hearing.take(incoming)
        except Exception as error:  # noqa: BLE001 - the store may be away, and comes back
            _LOG.warning("updates wait error=%s", type(error).__name__)
            return ()

    def _confirm(self, found: Sequence["_Found"], receipts: Sequence[Receipt]) -> bool:
        """Raise the offset past what was taken or concerns nobody; say whether that was all."""
        given = iter(receipts)
        is_all = True
        for one in found:
            if one.event is not None and one.fields is not None:
                receipt = next(given, None)
                if receipt is None or receipt.taken == "full":
                    return False
                self._hearing.taken(one.fields, one.event, receipt)
            elif one.fields is None:
                _LOG.warning("an unreadable update is left id=%s", one.number)
            if one.number is None:
                is_all = False
            else:
                self._offset = one.number + 1
        return is_all


class _Found(Struct, frozen=True):
    """One update of a poll: `fields` is None where it cannot be read."""

    number: int | None
    fields: Update | None
    event: Incoming | None


def _number_of(found: _Found) -> int:
    return -1 if found.number is None else found.number


def _find(raw: bytes, me: BotName) -> _Found:
    fields = read(raw)
    if fields is None:
        return _Found(number_of(raw), None, None)
    return _Found(fields.update_id, fields, event_of(fields, raw, me))
