"""Updates that Telegram posts to us: each is answered once intake has it, or told again later."""

import logging

from adapters.telegram.decode import BotName, event_of, number_of, read
from adapters.telegram.hearing import Hearing
from bot.channels.doors import Answered, Declined

_LOG = logging.getLogger(__name__)

_TAKEN = Answered()
"""An empty body: one with a `method` would be a request to Telegram (Bot API: Making requests when
getting updates)."""

_FULL = Declined(429, "There is too much to do just now.")
_NOT_YET = Declined(503, "The bot does not know its own name yet.")
_NONE = Declined(400, "This is no update.")


class Posted:
    """Takes updates one by one, as they are posted.

    `me` is who we are, None as long as Telegram has not said it.

    Args:
        hearing: takes updates in durably.
    """

    def __init__(self, hearing: Hearing) -> None:
        self._hearing = hearing
        self.me: BotName | None = None

    async def take(self, raw: bytes) -> Answered | Declined:
        """Take an update in, and return what Telegram is answered; a repetition changes nothing.

        Args:
            raw: the JSON of one update, from Telegram itself.

        Raises:
            Exception: as of intake: nothing was taken.
        """
        if self.me is None:
            return _NOT_YET
        update = read(raw)
        if update is None:
            return _unreadable(raw)
        event = event_of(update, raw, self.me)
        if event is None:
            return _TAKEN
        (receipt,) = await self._hearing.take((event,))
        if receipt.taken == "full":
            return _FULL
        self._hearing.taken(update, event, receipt)
        return _TAKEN


def _unreadable(raw: bytes) -> Answered | Declined:
    """Let an update go that nobody here can read: posted again, it would be the same."""
    number = number_of(raw)
    if number is None:
        return _NONE
    _LOG.warning("an unreadable update is left id=%s", number)
    return _TAKEN
