"""How much a platform has refused of late: those that count it shut out who is refused too often.

Discord bans an address for ten thousand answers of 401, 403 or 429 in ten minutes, whatever its
bots have to say then. Before that the channel stops by itself. Pure.
"""

from msgspec import Struct

from bot.channels.capabilities import Tolerance

TRIPS_AT = 0.8
"""The part of what a platform bears at which the channel stops: others may write from here too."""

GOES_ON_AT = 0.4
"""The part at which it goes on."""

_SLOT_SECONDS = 10
"""Refusals are counted by slots of so many seconds; one counts until its whole slot has passed."""


class Refusals(Struct, frozen=True):
    """How many there were, by slot, oldest first."""

    slots: tuple[tuple[int, int], ...] = ()

    def with_more(self, count: int, borne: Tolerance, now: float) -> "Refusals":
        """Return the count with some that came just now.

        Args:
            count: how many.
            borne: what the platform bears.
            now: a monotonic time in seconds.
        """
        slot, known = int(now // _SLOT_SECONDS), self._in(borne, now)
        latest = known[-1] if known and known[-1][0] == slot else (slot, 0)
        earlier = tuple(one for one in known if one[0] != slot)
        return Refusals((*earlier, (slot, latest[1] + count)))

    def lately(self, borne: Tolerance, now: float) -> int:
        """Return how many of them still count."""
        return sum(count for _, count in self._in(borne, now))

    def pause(self, borne: Tolerance, now: float) -> float:
        """Return how many seconds the channel has to be silent, 0 where it need not be."""
        known = self._in(borne, now)
        left = sum(count for _, count in known)
        if left < TRIPS_AT * borne.count:
            return 0.0
        ends = now
        for slot, count in known:
            if left <= GOES_ON_AT * borne.count:
                break
            left -= count
            ends = _end(slot, borne)
        return ends - now

    def _in(self, borne: Tolerance, now: float) -> tuple[tuple[int, int], ...]:
        return tuple(one for one in self.slots if _end(one[0], borne) > now)


def _end(slot: int, borne: Tolerance) -> float:
    """Return when a slot counts no more."""
    return (slot + 1) * _SLOT_SECONDS + borne.seconds
