"""Who waits for the replies to which event: their turn's answers are born claimed for them."""

import asyncio

from bot.core.ids import BrandId, EventId
from bot.engine.report import TurnReport

Key = tuple[BrandId, EventId]


class Waiter:
    """Those who wait for one event; `turn` is None where the process stops first."""

    def __init__(self) -> None:
        self.turn: asyncio.Future[TurnReport | None] = asyncio.get_running_loop().create_future()
        self.waiting = 0


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
            waiter = self._waiters[key] = Waiter()
            if self._stopped:
                waiter.turn.set_result(None)
        waiter.waiting += 1
        return waiter

    def find(self, key: Key) -> Waiter | None:
        """Return those who wait for this event."""
        return self._waiters.get(key)

    def leave(self, key: Key) -> TurnReport | None:
        """One of them no longer waits.

        Returns:
            The turn, where it is done and nobody is left to take its replies.
        """
        waiter = self._waiters.get(key)
        if waiter is None:
            return None
        waiter.waiting -= 1
        if waiter.waiting > 0:
            return None
        del self._waiters[key]
        return waiter.turn.result() if waiter.turn.done() else None

    def stop(self) -> None:
        """Let everybody go, now and from now on."""
        self._stopped = True
        for waiter in self._waiters.values():
            if not waiter.turn.done():
                waiter.turn.set_result(None)
