"""Leaving a platform alone: what it asks of a channel binds also what the channel does besides."""

from typing import Protocol, runtime_checkable


class Silence(Protocol):
    """How long a channel is to leave its platform alone."""

    def left(self) -> float:
        """Return for how many more seconds the platform wants nothing, 0 where it takes all."""
        ...

    def asked(self, seconds: float, reason: str) -> None:
        """Let everybody know that the platform wants nothing for so long.

        Args:
            seconds: how long.
            reason: what it said, without a word of anybody.
        """
        ...


@runtime_checkable
class Heeding(Protocol):
    """Optional: the channel asks its platform for more than to take messages."""

    def heed(self, silence: Silence) -> None:
        """Ask nothing from now on that can wait while there is silence, and tell of new ones."""
        ...


class Heed:
    """What an adapter knows of its channel's silence: nothing until it is told of it."""

    def __init__(self) -> None:
        self._silence: Silence | None = None

    def to(self, silence: Silence) -> None:
        """Heed this from now on."""
        self._silence = silence

    def left(self) -> float:
        """Return for how many more seconds nothing is to be asked."""
        return 0.0 if self._silence is None else self._silence.left()

    def asked(self, seconds: float, reason: str) -> None:
        """Tell of what the platform asked for."""
        if self._silence is not None:
            self._silence.asked(seconds, reason)
