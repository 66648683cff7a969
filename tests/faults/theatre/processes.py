"""The processes of the product on the stage: all equal, each one with a clock of its own."""

import asyncio
import contextlib
import random
import signal
import time
from pathlib import Path

from tests.faults.theatre.moved import CLOCK, Hand
from tests.product import Product

READY_SECONDS = 120.0
"""On a machine that does much else besides; how long it took is told in the certificate."""

STOP_SECONDS = 30.0


class Process(Product):
    """One process, which whoever looks after it starts again where it could not begin.

    Args:
        brand: its folder.
        home: a folder for its log and its clock.
        number: tells it from the others.
        settings: environment variables of the brand and of the product.
    """

    program = "tests.faults.theatre.moved"
    is_forked = False  # its clock is put in place before the product is loaded

    def __init__(self, brand: Path, home: Path, number: int, **settings: str) -> None:
        home.mkdir()
        self.number = number
        clock = home / "clock"
        self.hand = Hand(clock)
        super().__init__(brand, home, "--no-reload", **{CLOCK: str(clock)}, **settings)
        self.is_meant_to_run = False
        self.ready_seconds: list[float] = []
        self.starts_refused = 0
        self.ended_by_itself = 0
        self.exit_codes: list[int] = []
        self.since = 0.0

    async def up(self) -> None:
        """Start it, and again where it ends before it is ready: its database may be away."""
        begun = time.monotonic()
        while not await self._tries():
            self.starts_refused += 1
            assert time.monotonic() - begun < READY_SECONDS, f"never ready: {self._last_words()}"
            await asyncio.sleep(0.5)
        self.ready_seconds.append(time.monotonic() - begun)
        self.since = time.monotonic()
        self.is_meant_to_run = True

    async def _tries(self) -> bool:
        self.start()
        last = time.monotonic() + READY_SECONDS
        while time.monotonic() < last:
            if self.process.poll() is not None:
                self._process = None
                return False
            if await asyncio.to_thread(self._is_ready):
                return True
            await asyncio.sleep(0.05)
        raise AssertionError(f"not ready after {READY_SECONDS} s: {self._last_words()}")

    def down(self) -> None:
        """Kill it."""
        self.is_meant_to_run = False
        self.kill()

    async def leave(self) -> None:
        """Ask it to end, and keep its exit code."""
        self.is_meant_to_run = False
        self.exit_codes.append(await asyncio.to_thread(self.stop, STOP_SECONDS))

    def stand_still(self) -> None:
        """Let it do nothing until it is told to go on."""
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on, as if no time had passed."""
        self.process.send_signal(signal.SIGCONT)

    async def look_after(self) -> None:
        """Start it again where it has ended by itself."""
        if self.is_meant_to_run and self.process.poll() is not None:
            self.ended_by_itself += 1
            self.is_meant_to_run = False
            self._process = None
            await self.up()


class Processes:
    """All processes of the product; people reach any of them, as through a balancer."""

    def __init__(self, all_of_them: list[Process], dice: random.Random) -> None:
        self.all = all_of_them
        self._dice = dice

    def reached_at(self, url: str) -> None:
        """Tell them all how the outside reaches them."""
        for one in self.all:
            one.environ["CONVIVIO_PUBLIC_URL"] = url

    async def up(self) -> None:
        """Start them all."""
        await asyncio.gather(*(one.up() for one in self.all))

    async def leave(self) -> None:
        """Stop them one after the other."""
        for one in self.all:
            await one.leave()

    async def look_after(self) -> None:
        """Look after them all, until cancelled."""
        while True:
            await asyncio.gather(*(one.look_after() for one in self.all))
            await asyncio.sleep(0.5)

    def close(self) -> None:
        """End whatever still runs."""
        for one in self.all:
            with contextlib.suppress(Exception):
                one.go_on()
            one.close()

    @property
    def url(self) -> str:
        """The address of one of them: of one that is meant to run where there is any."""
        running = [one for one in self.all if one.is_meant_to_run] or self.all
        return self._dice.choice(running).url

    def urls(self) -> list[str]:
        """The addresses of all of them, that one in front."""
        first = self.url
        return [first, *(one.url for one in self.all if one.url != first)]
