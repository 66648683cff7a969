"""Keeps the gate of one channel: what opens and shuts it, and what the next process must know."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot.channels.contract import Adapter, Tolerated
from bot.core.ids import BrandId, ChannelName
from bot.core.outcomes import Outcome
from bot.engine.figures import ChannelState, state_of
from bot.engine.outbox.gate import after, flooded, given_up, untried
from bot.engine.outbox.pauses import gate_of, row_of
from bot.engine.outbox.refusals import Refusals
from bot.engine.outbox.times import Times
from bot.store.pauses import PauseRow

_LOG = logging.getLogger(__name__)


class Doorkeeper:
    """The gate of one channel, by a clock that nobody sets.

    Args:
        brand: whose channel.
        channel: its name.
        adapter: the open channel.
        clock: tells the time on the wall.
        steady: tells a time that goes on evenly, whatever happens to the wall's.
        before: the pause that an earlier process was asked for, None where there was none.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - everything that it watches
        self,
        brand: BrandId,
        channel: ChannelName,
        adapter: Adapter,
        clock: Callable[[], datetime],
        steady: Callable[[], datetime],
        before: PauseRow | None = None,
    ) -> None:
        self._brand = brand
        self._channel = channel
        self._adapter = adapter
        # To ask a protocol takes as long as a hundred attributes: once is enough.
        self._tolerated = adapter if isinstance(adapter, Tolerated) else None
        self._clock = clock
        self._steady = steady
        self.gate = gate_of(before, self._times())
        self._on_record = self.gate.asked_until
        self._refused = self._refused_until_now()
        self._refusals = Refusals()

    def room(self, in_flight: int, most: int) -> int:
        """Return how many more groups may be sent now.

        Args:
            in_flight: groups under way.
            most: groups under way at most, while the channel keeps its whole pace.
        """
        self._watch()
        return self.gate.room(self._steady(), in_flight, max(1, int(most * self.share())))

    def share(self) -> float:
        """Return how much of its pace the channel keeps now."""
        return self.gate.share.at(self._steady())

    def is_held(self) -> bool:
        """Say whether nothing at all may be sent now."""
        return self.gate.is_held(self._steady())

    def seconds_to_opening(self) -> float | None:
        """Return in how many seconds something may be sent again, None where it may now."""
        opening, now = self.gate.not_before, self._steady()
        return None if opening is None or opening <= now else (opening - now).total_seconds()

    def pass_by(self, lane: str, outcomes: Sequence[Outcome]) -> bool:
        """Let the gate know how a group ended; say whether the channel works again."""
        before, now = self.gate, self._steady()
        for outcome in outcomes:
            self.gate = after(self.gate, lane, outcome, now)
        self._watch()
        if not (before.probing and self.gate.is_free):
            return False
        _LOG.info("channel works again brand=%s channel=%s", self._brand, self._channel)
        return bool(before.failing)  # after a flood alone, the times that others were given hold

    def was_untried(self, rest: float) -> None:
        """A group has to wait `rest` seconds for its turn."""
        self.gate = untried(self.gate, rest, self._steady())

    def was_given_up(self, lane: str) -> None:
        """Nothing is tried in this lane any more."""
        self.gate = given_up(self.gate, lane)

    def left(self) -> float:
        """Return for how many more seconds the platform has asked for nothing to come."""
        until, now = self.gate.asked_until, self._steady()
        return 0.0 if until is None else max(0.0, (until - now).total_seconds())

    def asked(self, seconds: float, reason: str) -> None:
        """The platform has asked for silence, when something else than a message came."""
        now = self._steady()
        self.gate = flooded(self.gate, now, now + timedelta(seconds=seconds), reason)

    def to_record(self) -> PauseRow | None:
        """Return the pause that is not on record yet, if any; it is taken to be from here on."""
        if self.gate.asked_until in {None, self._on_record}:
            return None
        self._on_record = self.gate.asked_until
        _LOG.warning(
            "channel waits brand=%s channel=%s pause=%.0f reason=%r",
            self._brand,
            self._channel,
            self.seconds_to_opening() or 0.0,
            self.gate.why,
        )
        return row_of(self._brand, self._channel, self.gate, self._times())

    def state(self) -> ChannelState:
        """Return the state of the channel."""
        return state_of(self.gate, self._steady())

    def why(self) -> str | None:
        """Say in words what holds the channel back, None where nothing does."""
        return None if self.state() == "open" else self.gate.why

    def refusals(self) -> int:
        """Return how many refusals count now, where the platform counts them."""
        borne = self._adapter.capabilities.refusals
        return 0 if borne is None else self._refusals.lately(borne, self._seconds())

    def _watch(self) -> None:
        """Count what was refused since the last look, and stop before the platform shuts us out."""
        borne, total = self._adapter.capabilities.refusals, self._refused_until_now()
        if borne is None or total == self._refused:
            return
        self._refusals = self._refusals.with_more(total - self._refused, borne, self._seconds())
        self._refused = total
        pause = self._refusals.pause(borne, self._seconds())
        if pause > 0 and self.gate.asked_until != self._until(pause):
            why = f"{self.refusals()} refusals of {borne.count} that the platform bears"
            self.gate = flooded(self.gate, self._steady(), self._until(pause), why)

    def _refused_until_now(self) -> int:
        return 0 if self._tolerated is None else self._tolerated.refused()

    def _until(self, pause: float) -> datetime:
        return self._steady() + timedelta(seconds=pause)

    def _seconds(self) -> float:
        return self._steady().timestamp()

    def _times(self) -> Times:
        return Times(self._clock(), self._steady())
