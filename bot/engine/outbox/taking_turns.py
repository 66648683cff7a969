"""What a group that was claimed waits for before each of its calls, and why it may not be made."""

from time import monotonic

from bot.channels.capabilities import Pace
from bot.channels.contract import Adapter, Group, Weighing
from bot.engine.outbox.doorkeeper import Doorkeeper
from bot.engine.outbox.errand import Errand
from bot.engine.outbox.ledger import Ledger
from bot.engine.outbox.pacing import BULK_PATIENCE_SECONDS, PATIENCE_SECONDS, Pacing
from bot.engine.outbox.sending import Turn
from bot.engine.roles.tenure import Tenure

UNSURE_SECONDS = 1.0
"""How long a group waits that was not sent because the channel may not be ours any more."""


class Turns:
    """The turns of all groups of one channel.

    Args:
        adapter: the open channel.
        pace: what the platform allows, None where nobody minds.
        door: holds the channel back.
        ledger: nothing is sent while it is behind.
        tenure: until when the channel is ours.
    """

    def __init__(
        self, adapter: Adapter, pace: Pace | None, door: Doorkeeper, ledger: Ledger, tenure: Tenure
    ) -> None:
        self._pacing = None if pace is None else Pacing(pace)
        # To ask a protocol takes as long as a hundred attributes: once is enough.
        self._weighing = adapter if isinstance(adapter, Weighing) else None
        self._door = door
        self._ledger = ledger
        self._tenure = tenure

    def of(self, errand: Errand) -> Turn:
        """Return what a group waits for that was just claimed."""
        until = monotonic() + (BULK_PATIENCE_SECONDS if errand.bulk else PATIENCE_SECONDS)

        async def turn(group: Group) -> float | None:
            if errand.goes_back or self._ledger.is_behind:
                return 0.0
            if self._pacing is not None:
                later = await self._pacing.turn(group, self._weight(group), until, self._door.share)
                # While this one waited it was withdrawn, the store failed, or a pause was asked for
                stays = errand.goes_back or self._ledger.is_behind or self._door.is_held()
                if later is not None or stays:
                    return later or 0.0
            return None if self._tenure.may_act() else UNSURE_SECONDS

        return turn

    def stop(self) -> None:
        """Let nobody wait any longer: it is not their turn."""
        if self._pacing is not None:
            self._pacing.stop()

    def _weight(self, group: Group) -> int:
        """Return as how many messages a group counts on the platform."""
        return 1 if self._weighing is None else self._weighing.weight(group)
