"""Keeping for as long as the brand wants, and no longer.

Now and then all that a brand holds is gone through (`bot.engine.upkeep.rounds`).
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.brand.brand import Keep
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.engine.erasing import erase_person
from bot.engine.upkeep.rounds import Rounds, in_steps
from bot.store.ageing import TABLES, first_of, kind_of, let_go
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.keyset import Place
from bot.store.moments import to_moment
from bot.store.silent import silent_people

_LOG = logging.getLogger(__name__)

FIRST = timedelta(minutes=2)
"""After the start: whatever else a start has to do comes before."""

EVERY = timedelta(hours=6)
"""Between two times that everything is gone through."""

REST_SECONDS = 0.05
"""Between two steps: others have nine tenths of the writer's time."""

MOST_PEOPLE = 100
"""People that one step looks at: erasing somebody takes about a millisecond."""


class Keeping:
    """Lets go of what is older than its brand wants it to be.

    Args:
        store: where it is.
        libraries: by brand, those whose data this process looks after.
        clock: tells the present time in UTC.
        rest: awaited between two steps, with how many seconds it should take.
    """

    def __init__(
        self,
        store: Store,
        libraries: Mapping[BrandId, Library],
        clock: Callable[[], datetime],
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._libraries = libraries
        self._clock = clock
        self._rest = partial(rest, REST_SECONDS)
        self._rounds = Rounds(clock, FIRST, EVERY)
        self.gone: Counter[tuple[BrandId, str]] = Counter()
        """How many rows are gone since the start, by brand and kind; of people, how many people."""

    async def look(self) -> datetime:
        """Let go of what is too old.

        Returns:
            When it is worth to look again.

        Raises:
            StoreUnavailable: the database could not take it; the next look begins anew.
        """
        return await self._rounds.look(self._go_round)

    async def _go_round(self) -> None:
        for brand, library in list(self._libraries.items()):
            before = self.gone.copy()
            await self._go_through(brand, library.brand.privacy.keep)
            self._tell(brand, self.gone - before)

    async def _go_through(self, brand: BrandId, keep: Keep) -> None:
        for table in TABLES:
            before = self._before(keep.seconds_of(kind_of(table)))
            if before is not None:
                await self._table(brand, table, before)
        before = self._before(keep.people)
        if before is not None:
            await self._people(brand, before)

    def _before(self, seconds: int | None) -> int | None:
        """Return before which moment something is too old, None where it is kept for ever."""
        return None if seconds is None else to_moment(self._clock() - timedelta(seconds=seconds))

    async def _table(self, brand: BrandId, table: int, before: int) -> None:
        def step(connection: Connection, after: Place) -> tuple[int, Place | None]:
            return let_go(connection, brand, table, after, before)

        async for gone in in_steps(self._store, first_of(table), step, self._rest):
            self.gone[brand, kind_of(table)] += gone

    async def _people(self, brand: BrandId, before: int) -> None:
        def step(connection: Connection, after: str) -> tuple[int, str | None]:
            found = silent_people(connection, brand, after, before, MOST_PEOPLE)
            for person in found.people:
                erase_person(connection, brand, person, to_moment(self._clock()))
            return len(found.people), found.reached

        async for gone in in_steps(self._store, "", step, self._rest):
            self.gone[brand, "people"] += gone

    def _tell(self, brand: BrandId, gone: Counter[tuple[BrandId, str]]) -> None:
        for kind in sorted(kind for of, kind in gone if of == brand):
            _LOG.info(
                "what was too old is gone brand=%s kind=%s rows=%s", brand, kind, gone[brand, kind]
            )
