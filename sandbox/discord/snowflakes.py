"""Discord's ids: the time of making in the upper bits, so that they sort by age."""

from collections.abc import Callable

EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, from which snowflakes count (Discord's reference, snowflakes)."""

_TIME_SHIFT = 22
_STEPS = 1 << 12
"""How many ids one worker makes in one millisecond."""

Clock = Callable[[], float]
"""Tells the present time in seconds since 1970."""


class Snowflakes:
    """Makes ids that never repeat and always grow.

    Args:
        clock: tells the present time in seconds since 1970.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._millisecond = 0
        self._step = 0

    def next(self) -> str:
        """Return the next id, as the string that Discord writes."""
        now = int(self._clock() * 1000) - EPOCH_MS
        if now > self._millisecond:
            self._millisecond, self._step = now, 0
        elif self._step < _STEPS - 1:
            self._step += 1
        else:
            self._millisecond, self._step = self._millisecond + 1, 0
        return str((self._millisecond << _TIME_SHIFT) | self._step)


def made_at(snowflake: str) -> float:
    """Return when an id was made, in seconds since 1970."""
    return ((int(snowflake) >> _TIME_SHIFT) + EPOCH_MS) / 1000


def is_snowflake(value: object) -> bool:
    """Say whether a value can be an id: an unsigned number of 64 bits in digits."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return (
        isinstance(text, str)
        and text.isascii()
        and text.isdigit()
        and len(text) <= len(str(1 << 64))
        and int(text) < 1 << 64
    )
