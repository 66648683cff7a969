"""Who waits for the replies to which event: their turn's answers are born claimed for them.

A turn that calls the outside goes on with the event that answers the call: whoever waits for the
one waits for the other too.
"""

import asyncio
from collections.abc import Iterator

from bot.core.ids import BrandId, EventId
from bot.engine.report import TurnReport

Key = tuple[BrandId, EventId]


class Waiter:
    """Those who wait for one event.

    `reports` tell what was done up to now. `turn` is done once all of it is: false where the
    process stops first. `news` is set then, and when another process has done something.
    """

    def __init__(self, key: Key) -> None:
        self.turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self.news = asyncio.Event()
        self.keys = [key]
        self.reports: list[TurnReport] = []
        self.waiting = 0

    def end(self, *, done: bool) -> None:
        """All of it is done, or the process stops first."""
        if not self.turn.done():
            self.turn.set_result(done)
            self.news.set()


class Waiters:
    """Everybody who waits. The writer thread asks `__contains__`; all else is the loop's."""

    def __init__(self) -> None:
        self._waiters: dict[Key, Waiter] = {}
        self._stopped = False

    def __contains__(self, key: Key) -> bool:
        return key in self._waiters

    def expect(self, key: Key) -> Waiter:
        """Announce that somebody waits; every call needs a `leave`."""
        waiter = self._waiters.get(key)
        if waiter is None:
            waiter = self._waiters[key] = Waiter(key)
            if self._stopped:
                waiter.end(done=False)
        waiter.waiting += 1
        return waiter

    def find(self, key: Key) -> Waiter | None:
        """Return those who wait for this event."""
        return self._waiters.get(key)

    def of_brand(self, brand: BrandId) -> Iterator[Waiter]:
        """Return everybody who waits for something of a brand."""
        return (waiter for (owner, _), waiter in list(self._waiters.items()) if owner == brand)

    def follow(self, waiter: Waiter, key: Key) -> None:
        """Let those who wait for a turn wait for the event too with which it goes on."""
        if key not in self._waiters:
            waiter.keys.append(key)
            self._waiters[key] = waiter

    def leave(self, key: Key) -> list[TurnReport]:
        """One of them no longer waits.

        Returns:
            What was done, where nobody is left to take its replies.
        """
        waiter = self._waiters.get(key)
        if waiter is None:
            return []
        waiter.waiting -= 1
        if waiter.waiting > 0:
            return []
        for one in waiter.keys:
            del self._waiters[one]
        return waiter.reports

    def stop(self) -> None:
        """Let everybody go, now and from now on."""
        self._stopped = True
        for waiter in self._waiters.values():
            waiter.end(done=False)
