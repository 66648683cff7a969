"""Ways of sending that race each other in one run: how many a second, and what each costs us."""

import asyncio
import time
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct

ROUNDS = 6
"""Turns that each has: whatever else the machine does hurts all of them."""

OURS = "ours"
Send = Callable[[int], Awaitable[object]]
"""Sends the message of this number, and returns when it is taken."""


class Goal(Struct, frozen=True):
    """How large a part of another way's pace ours has to have."""

    of: str
    at_least: float


class Racer:
    """One way to send: how many went out, in how many seconds, and for how much processor time."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sent = 0
        self.warm = 0
        self._seconds = 0.0
        self._cpu = 0.0

    @property
    def rate(self) -> float:
        """Messages per second."""
        return self.sent / self._seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of this process's processor time for a message."""
        return self._cpu / self.sent * 1e6

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count the time of what is done meanwhile."""
        begun, cpu = time.perf_counter(), time.process_time()
        yield
        self._seconds += time.perf_counter() - begun
        self._cpu += time.process_time() - cpu

    @abstractmethod
    async def warm_up(self, flight: int) -> None:
        """Open the connections."""

    @abstractmethod
    async def run(self, flight: int, seconds: float) -> None:
        """Send for so long, `flight` messages at once."""


class Client(Racer):
    """Sends one message a call, and the next one once that is taken."""

    def __init__(self, name: str, send: Send) -> None:
        super().__init__(name)
        self._send = send

    async def warm_up(self, flight: int) -> None:
        """Open the connections."""
        await asyncio.gather(*map(self._send, range(flight)))
        self.warm += flight

    async def run(self, flight: int, seconds: float) -> None:
        """Send for so long, `flight` messages at once."""
        until = time.perf_counter() + seconds

        async def worker(number: int) -> int:
            count = 0
            while time.perf_counter() < until:
                await self._send(number + count * flight)
                count += 1
            return count

        with self.timed():
            self.sent += sum(await asyncio.gather(*map(worker, range(flight))))


async def race(clients: Sequence[Racer], flight: int, seconds: float) -> None:
    """Let clients send in turns, each for so many seconds in all."""
    for client in clients:
        await client.warm_up(flight)
    for _ in range(ROUNDS):
        for client in clients:
            await client.run(flight, seconds / ROUNDS)


def told(
    case: str, flight: int, clients: Sequence[Racer], goals: Sequence[Goal] = ()
) -> dict[str, object]:
    """Return the line of a case: each client alone, and ours beside each of the others.

    Goals are judged by processor time, which suffers least from what else a machine does.
    """
    ours = next(client for client in clients if client.name == OURS)
    others = [client for client in clients if client is not ours]
    parts = {client.name: client.cpu_us / ours.cpu_us for client in others}
    wanted = {f"goal_of_{goal.of}": goal.at_least for goal in goals}
    is_kept = all(parts[goal.of] >= goal.at_least for goal in goals)
    return {
        "case": case,
        "at_once": flight,
        **{f"{client.name}_per_second": round(client.rate) for client in clients},
        **{f"{client.name}_cpu_us": round(client.cpu_us, 1) for client in clients},
        **{f"of_{client.name}": round(ours.rate / client.rate, 2) for client in others},
        **{f"of_{name}_by_cpu": round(part, 2) for name, part in parts.items()},
        **wanted,
        **({"verdict": "kept" if is_kept else "missed"} if goals else {}),
    }
