"""A group of messages on its way out, and what all channels of its brand share."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.ids import ConversationId
from bot.engine.outbox.verdicts import Rules, is_gated
from bot.store.clearances import Standing
from bot.store.deliveries import ClaimedPart

Whom = Collection[ConversationId] | None
"""In which conversations somebody wants less than before; None: it may be any."""


class Errand(Struct):
    """A group under way; with `goes_back` it is not sent, and meets the gate of the claim again.

    It `takes_room` until its end is handed to the store: what is claimed then is claimed behind it.
    """

    rows: Sequence[ClaimedPart]
    standing: Standing | None
    goes_back: bool = False
    takes_room: bool = True

    @property
    def lane(self) -> str:
        """The space that it goes to."""
        return self.rows[0].lane

    @property
    def bulk(self) -> bool:
        """Whether it goes to many."""
        return self.rows[0].bulk > 0

    @property
    def conversation(self) -> ConversationId | None:
        """Whom it concerns, where a stop keeps it from leaving: a reply leaves all the same."""
        return self.rows[0].conversation if is_gated(self.rows[0]) else None

    def reconsider(self, whom: Whom) -> None:
        """Go back where somebody wants less who is meant."""
        if self.conversation is not None and (whom is None or self.conversation in whom):
            self.goes_back = True


class House(Struct, frozen=True):
    """What all channels of a brand share.

    `ended` is told when openings have ended: others may begin. `steady` tells a time that goes on
    evenly, whatever becomes of the clock.
    """

    brand: Brand
    rules: Rules
    ended: Callable[[], None]
    steady: Callable[[], datetime]
