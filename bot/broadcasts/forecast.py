"""When messages would leave at the pace of their channel: a pure calculation."""

from bot.channels.capabilities import Rate
from bot.store.moments import SECOND


class Outflow:
    """What one channel would send, in the order of time.

    It is the pace of the dispatcher: a bucket that holds `burst` messages and fills at its rate.

    Args:
        rate: the channel's, None where nobody minds.
        messages: how many messages each opening has, at least one.
    """

    def __init__(self, rate: Rate | None, messages: int = 1) -> None:
        self._rate = rate
        self._messages = messages
        self._interval = 0.0 if rate is None else rate.seconds * SECOND / rate.messages
        self._slack = 0.0 if rate is None else (rate.burst - 1) * self._interval
        self._full_at = 0.0

    @property
    def most(self) -> int | None:
        """How many openings leave within a second, at least one; None: as many as there are."""
        if self._rate is None:
            return None
        return max(1, int(self._rate.messages / self._rate.seconds / self._messages))

    def next_at(self, due: int) -> int:
        """Return when the next message could leave that is due at `due`, in microseconds."""
        return max(due, round(self._full_at - self._slack))

    def take(self, at: int, count: int) -> int:
        """Let so many openings leave from `at` on, and return when their last message does."""
        taken = count * self._messages * self._interval
        self._full_at = max(self._full_at, at) + taken
        return max(at, round(self._full_at - self._interval - self._slack))


def expected_end(waiting: int, rate: Rate | None, at: int) -> int:
    """Return when the last of so many messages leaves, in microseconds, if nothing holds them.

    Args:
        waiting: how many are still to leave.
        rate: the channel's pace.
        at: the present moment, in microseconds.
    """
    return Outflow(rate).take(at, waiting) if waiting else at
