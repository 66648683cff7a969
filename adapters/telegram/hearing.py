"""Handing what people did to intake, and being polite about it."""

from collections.abc import Sequence

from adapters.telegram.courtesies import Courtesies
from adapters.telegram.wire import Update
from bot.channels.contract import ChannelSettings, Intake, Receipt
from bot.core.events import Incoming, Pressed, Said


class Hearing:
    """The way of updates into the product.

    Args:
        settings: of the channel.
        intake: takes updates in durably.
        courtesies: what people are shown meanwhile.
    """

    def __init__(self, settings: ChannelSettings, intake: Intake, courtesies: Courtesies) -> None:
        self._settings = settings
        self._intake = intake
        self._courtesies = courtesies

    async def take(self, incoming: Sequence[Incoming]) -> Sequence[Receipt]:
        """Take updates in durably, and say of each what became of it."""
        return await self._intake(self._settings, incoming)

    def taken(self, update: Update, event: Incoming, receipt: Receipt) -> None:
        """Answer a press, and let who said something see that somebody is typing."""
        if update.callback_query is not None:
            self._courtesies.pressed(update.callback_query.id)
        if receipt.taken == "new" and isinstance(event.happening, Said | Pressed):
            self._courtesies.heard(event.space or event.sender.id)
