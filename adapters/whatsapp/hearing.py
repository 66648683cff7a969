"""Taking in what Meta posts: answered once it is durable, or told again later."""

import logging
from collections.abc import Collection

from adapters.whatsapp.courtesies import Courtesies
from adapters.whatsapp.decode import decode
from adapters.whatsapp.window import Window
from bot.channels.contract import ChannelSettings, Intake, Receipt
from bot.channels.doors import Answered, Declined
from bot.core.events import Incoming, Opened, Pressed, Reacted, Said, Undelivered

_LOG = logging.getLogger(__name__)

_TAKEN = Answered()
_FULL = Declined(429, "There is too much to do just now.")
_NONE = Declined(400, "This is no webhook of WhatsApp's.")


class Hearing:
    """The way of posts into the product.

    `shown` is our own telephone number, as digits; None as long as nobody has told it.

    Args:
        settings: of the channel.
        number: Meta's id of our number.
        intake: takes updates in durably.
        courtesies: what people are shown meanwhile.
        window: learns who speaks.
    """

    def __init__(
        self,
        settings: ChannelSettings,
        number: str,
        intake: Intake,
        courtesies: Courtesies,
        window: Window,
    ) -> None:
        self._settings = settings
        self._number = number
        self._intake = intake
        self._courtesies = courtesies
        self._window = window
        self.shown: str | None = None

    async def take(self, body: bytes) -> Answered | Declined:
        """Take in all that a post tells, and return what Meta is answered.

        A part that is taken already is known by its id when the whole is posted again.

        Args:
            body: of a genuine call.

        Raises:
            Exception: as of intake: nothing was taken.
        """
        heard = decode(body, self._number)
        if heard is None:
            return _NONE
        self.knows(heard.shown)
        if heard.unread:
            _LOG.warning("updates that nobody can read are left count=%s", heard.unread)
        receipts = await self._intake(self._settings, heard.incoming) if heard.incoming else ()
        for update, receipt in zip(heard.incoming, receipts, strict=True):
            self._taken(update, receipt, heard.late)
        return _FULL if any(receipt.taken == "full" for receipt in receipts) else _TAKEN

    def knows(self, shown: str | None) -> None:
        """Remember our own telephone number."""
        digits = "".join(sign for sign in shown or "" if sign.isdecimal() and sign.isascii())
        self.shown = digits or self.shown

    def _taken(self, update: Incoming, receipt: Receipt, late: Collection[str]) -> None:
        """Let what is new of an update be known: who has spoken, and who has not for too long."""
        if receipt.taken != "new":
            return
        if isinstance(update.happening, Undelivered) and update.sender.id in late:
            self._window.shut(update.sender.id)
        if isinstance(update.happening, Said | Pressed | Opened | Reacted):
            self._window.heard(update.sender.id)
        if isinstance(update.happening, Said | Pressed):
            self._courtesies.heard(update.external_id)
