"""Somebody who pays one visit after the other until the curtain falls, whatever happens."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from math import inf

from tests.faults.foretold import Message
from tests.faults.people import Line
from tests.faults.theatre.hearing import Hearing
from tests.faults.theatre.repertoire import Repertoire, Visit

PATIENCE = 300.0
"""Seconds that people wait for an answer once nothing goes wrong any more: far more than a clock
may be wrong, or two tries apart, on however slow a machine. Before that nobody gives up, for an
answer may take as long as things go wrong."""

LOOK_SECONDS = 10.0
KEPT_SAID = 50

Again = Callable[[], Awaitable[None]]
"""Lets a line that was said come once more, as the same one."""


class GaveUpError(Exception):
    """An answer did not come."""


@dataclass
class Company:
    """What all people have in common.

    Args:
        hearing: what they have heard.
        repertoire: what they may say.
        pause: seconds between two lines of one person, on average.
        curtain: falls when nobody is to begin another visit.
        waits: how many seconds somebody waited for an answer, each time, and who.
    """

    hearing: Hearing
    repertoire: Repertoire
    pause: float
    curtain: asyncio.Event = field(default_factory=asyncio.Event)
    waits: list[tuple[float, str]] = field(default_factory=list)
    _over_since: float = inf

    def end(self) -> None:
        """Let the curtain fall: all is right again."""
        self._over_since = time.monotonic()
        self.curtain.set()

    def has_patience(self, since: float) -> bool:
        """Say whether somebody who has waited since then waits on."""
        calm_since = max(since, self._over_since)
        return not self.curtain.is_set() or time.monotonic() - calm_since < PATIENCE


class Person:
    """One person on one channel.

    Args:
        account: the id by which the channel knows them, and the product writes them down.
        company: those they belong to.
        dice: of this person alone.
    """

    channel = ""
    listens_first = False
    """Whether they never say more before they have heard what they are told to what they said."""

    def __init__(self, account: str, company: Company, dice: random.Random) -> None:
        self.account = account
        self.visits: list[Visit] = []
        self.said = 0
        self.wrong: list[str] = []
        self.repeats = 0
        self._company = company
        self._dice = dice
        self._spoken: deque[Again] = deque(maxlen=KEPT_SAID)

    @property
    def where(self) -> str:
        """The place at which they listen."""
        return f"{self.channel}/{self.account}"

    @property
    def wanted(self) -> list[Message]:
        """All that they have to hear for what they have said."""
        left = self.said
        wanted: list[Message] = []
        for visit in self.visits:
            wanted += visit.before(min(left, len(visit.lines)))
            left -= min(left, len(visit.lines))
        return wanted

    @property
    def heard(self) -> list[Message]:
        """All that they have heard, in order."""
        return [one.message for one in self._company.hearing.heard[self.where]]

    async def meet(self) -> None:
        """Pay a first visit, before anything goes wrong."""
        await self._kept(self._visit(self._company.repertoire.first))

    async def talk(self) -> None:
        """Pay visits until the curtain falls, and a last one."""
        await self._kept(self._talk())

    async def again(self, dice: random.Random) -> None:
        """Let something that was said, and answered, come once more, after what came later."""
        if self._spoken:
            self.repeats += 1
            await dice.choice(self._spoken)()

    async def leave(self) -> None:
        """Let go of whatever is open."""

    async def _kept(self, talking) -> None:
        try:
            await talking
        except GaveUpError as error:
            self.wrong.append(str(error))

    async def _talk(self) -> None:
        repertoire = self._company.repertoire
        while not self._company.curtain.is_set():
            await self._visit(self._dice.choice(repertoire.visits))
        await self._visit(self._dice.choice(repertoire.last))

    async def _visit(self, visit: Visit) -> None:
        if self.wrong:
            return
        since = len(self._company.hearing.heard[self.where])
        self.visits.append(visit)
        for number, line in enumerate(visit.lines):
            if self.listens_first or not line.hasty:
                await self._listen(since, visit.before(number))
            if not line.hasty:
                await asyncio.sleep(self._dice.expovariate(1 / self._company.pause))
            again = await self._say(f"{len(self.visits)}_{number}", line)
            self.said += 1
            self._spoken.append(again)
            if line.twice:
                self.repeats += 1
                await again()
        await self._listen(since, visit.before(len(visit.lines)))

    async def _listen(self, since: int, wanted: Sequence[Message]) -> None:
        begun, reaches = time.monotonic(), self._company.hearing.reaches
        try:
            while not await reaches(self.where, since, wanted, LOOK_SECONDS):
                if not self._company.has_patience(begun):
                    heard = len(self._company.hearing.heard[self.where]) - since
                    raise GaveUpError(
                        f"visit {len(self.visits)}: {heard} messages heard, {len(wanted)} wanted"
                    )
        finally:
            self._company.waits.append((time.monotonic() - begun, self.where))

    async def _say(self, name: str, line: Line) -> Again:
        """Say a line until the product has it; `name` tells it from all others of the person."""
        raise NotImplementedError
