"""Everything that stands on the stage: the product, what it relies on, and those who talk to it."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.theatre.at_site import Letterbox
from tests.faults.theatre.database import IN_FLIGHT, TROUBLED, UNDONE, WAITING, Database
from tests.faults.theatre.person import Person
from tests.faults.theatre.processes import Processes
from tests.faults.theatre.programme import Programme
from tests.platforms.on_discord import Discord
from tests.platforms.on_telegram import Telegram


@dataclass
class Stage:
    """What faults are done to.

    `in_flight` counts the sends that were claimed when a process had just been killed.
    """

    programme: Programme
    database: Database
    processes: Processes
    letterbox: Letterbox
    telegram: Telegram
    discord: Discord
    people: Sequence[Person] = ()
    in_flight: int = 0
    details: Counter[str] = field(default_factory=Counter)

    async def count_in_flight(self) -> None:
        """Look at what a killed process has left behind."""
        try:
            ((count,),) = await asyncio.to_thread(self.database.ask, IN_FLIGHT)
        except TROUBLED:
            self.details["kills that nobody could look at"] += 1
        else:
            self.in_flight += count

    def queues(self) -> tuple[int, int]:
        """Return how many deliveries wait for their end, and how many events for their turn."""
        ((waiting,),) = self.database.ask(WAITING)
        ((undone,),) = self.database.ask(UNDONE)
        return waiting, undone

    def somebody(self, dice: random.Random, count: int) -> list[Person]:
        """Return some of the people."""
        return dice.sample(list(self.people), min(count, len(self.people)))
