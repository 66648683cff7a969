"""Numbers that only grow: the common order of events and of what is said."""

from datetime import datetime
from itertools import count

from bot.store.moments import to_moment

_NANOSECONDS = 1000


class Sequence:
    """Gives one number after the other, to any thread.

    It begins at the clock (in nanoseconds), so that a restart need not search the whole store, and
    never below what the store still has to handle, so that a clock set back changes no order.

    Args:
        now: the present time.
        last: the highest number that is known to be in use.
    """

    def __init__(self, now: datetime, last: int = 0) -> None:
        self._numbers = count(max(to_moment(now) * _NANOSECONDS, last + 1))

    def next(self) -> int:
        """Return a number higher than all before."""
        return next(self._numbers)
