"""What a channel writes after a flood: half of its pace, and back to all of it in even steps. Pure.

Halved when it is too much, raised by a little as long as it is not: what many senders that know
nothing of each other settle with (additive increase, multiplicative decrease).
"""

from datetime import datetime

from msgspec import Struct

LEAST = 1 / 16
"""The smallest share of its pace that a channel is left with: however long a storm lasts, what
comes after it must find out that it is over."""

CLIMB_A_SECOND = 1 / 20
"""How much of its whole pace a channel regains in a second."""


class Share(Struct, frozen=True):
    """A share of the pace, from a moment on; with `since` None it is all."""

    level: float = 1.0
    since: datetime | None = None

    def at(self, now: datetime) -> float:
        """Return the share at a moment, from `LEAST` to 1."""
        if self.since is None:
            return 1.0
        climbed = CLIMB_A_SECOND * max(0.0, (now - self.since).total_seconds())
        return min(1.0, self.level + climbed)


WHOLE = Share()


def after_flood(share: Share, now: datetime, until: datetime) -> Share:
    """Return the share of a channel that was told to wait.

    Those who are told so in the same pause are told of the same flood: it counts once.

    Args:
        share: what it had.
        now: the present moment.
        until: when it may write again, and begins to climb.
    """
    if share.since is not None and now < share.since:
        return Share(share.level, max(share.since, until))
    return Share(max(LEAST, share.at(now) / 2), until)
