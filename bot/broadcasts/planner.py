"""The planner: lets occurrences begin when their time has come, and plans people for them.

It never sends: whoever is planned is spoken to by the engine, which asks about consent, quiet hours
and caps at that moment. All that it has done so far is in the rows: killed at any point and started
again, it goes on from there, and planning once more changes nothing.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from time import perf_counter

from msgspec import Struct

from bot.broadcasts.audience import Introduce
from bot.broadcasts.calendar import Calendar
from bot.broadcasts.follow_ups import follow_files
from bot.broadcasts.retiming import goes_by_other_zones, retime_step
from bot.broadcasts.steps import Setting, Stepped, Stepping, can_be_planned
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.store.armings import ArmingRow, arm_first, is_armed
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import from_moment, to_moment
from bot.store.occurrences import (
    OccurrenceRow,
    begin_occurrence,
    find_occurrence,
    live_occurrences,
)

LOOK_SECONDS = 0.5
"""How long one look goes on planning before it sees what else there is to do."""

SHORT_SECONDS, LONG_SECONDS = 0.01, 0.025
"""What a step should take of the only writer's time: people are being answered meanwhile."""

FEWEST, MOST = 500, 10_000
"""People in one step."""

_LOG = logging.getLogger(__name__)


class Surroundings(Struct, frozen=True):
    """What planning goes by besides the brands.

    `introduce` makes a person, as expressions see them, of a row; `fingerprint` tells where the
    database is; `edition` is that of the zone database.
    """

    introduce: Introduce
    fingerprint: str
    edition: str


class Planner:
    """Plans for brands.

    Args:
        store: where everything is written.
        libraries: by brand; what is in them at a look counts. A brand that is missing is planned
            for by another process.
        clock: tells the present time in UTC.
        surroundings: what it goes by.
    """

    def __init__(
        self,
        store: Store,
        libraries: Mapping[BrandId, Library],
        clock: Callable[[], datetime],
        surroundings: Surroundings,
    ) -> None:
        self._store = store
        self._libraries = libraries
        self._clock = clock
        self._surroundings = surroundings
        self._planners: dict[BrandId, _OfBrand] = {}

    async def look(self) -> datetime | None:
        """Begin what is due, and plan the next people of everything that is under way.

        Returns:
            When there is something to do again, None where nothing is known to come.

        Raises:
            StoreUnavailable: the database could not take it; the next look goes on from there.
        """
        libraries = dict(self._libraries)
        # What another process plans meanwhile is looked at as if it were new.
        self._planners = {brand: self._planner(brand) for brand in libraries}
        times: list[datetime] = []
        for brand, library in libraries.items():
            times += await self._planners[brand].look(library)
        return min(times, default=None)

    def _planner(self, brand: BrandId) -> "_OfBrand":
        known = self._planners.get(brand)
        return known or _OfBrand(self._store, brand, self._clock, self._surroundings)


class _OfBrand:
    def __init__(
        self,
        store: Store,
        brand: BrandId,
        clock: Callable[[], datetime],
        surroundings: Surroundings,
    ) -> None:
        self._store = store
        self._brand = brand
        self._clock = clock
        self._surroundings = surroundings
        self._calendar = Calendar()
        self._followed: Library | None = None
        self._looked_at: set[str] = set()
        self._most = FEWEST
        self._told = False

    async def look(self, library: Library) -> list[datetime]:
        """Return the times at which there is something to do again."""
        now = self._clock()
        live = await self._store.run(lambda connection: self._begin(connection, library, now))
        if live is None:
            return []
        self._calendar.looked(library, now)
        self._followed = library
        times = [from_moment(row.starts_at) for row in live if row.status == "waiting"]
        began = perf_counter()
        for row in live:
            times += await self._advance(library, row, began)
        following = self._calendar.next_at()
        return times if following is None else [*times, following]

    def _begin(
        self, connection: Connection, library: Library, now: datetime
    ) -> list[OccurrenceRow] | None:
        """Let begin what is due, and return what has not ended; None: nothing may begin here."""
        if not self._may_leave_from_here(connection, now):
            return None
        self._calendar.begin(connection, library, now)
        rows = live_occurrences(connection, self._brand)
        if library is not self._followed:
            follow_files(connection, library, rows, now)
        for row in rows:
            if row.status == "waiting" and row.starts_at <= to_moment(now):
                begin_occurrence(connection, self._brand, row.id)
        return live_occurrences(connection, self._brand)

    def _may_leave_from_here(self, connection: Connection, now: datetime) -> bool:
        fingerprint = self._surroundings.fingerprint
        if is_armed(connection, self._brand, fingerprint):
            arm_first(connection, ArmingRow(self._brand, fingerprint, to_moment(now)))
            self._told = False
            return True
        if not self._told:
            _LOG.warning(
                "nothing begins by itself from this copy of a database until it is armed brand=%s",
                self._brand,
            )
        self._told = True
        return False

    async def _advance(self, library: Library, row: OccurrenceRow, began: float) -> list[datetime]:
        """Plan for an occurrence while there is time in this look."""
        await self._retime(library, row)
        if not can_be_planned(row):
            return []
        stepped = Stepped(more=True)
        while stepped.more:
            if perf_counter() - began > LOOK_SECONDS:
                return [self._clock()]
            stepped = await self._step(library, row.id)
        return [] if stepped.next_at is None else [from_moment(stepped.next_at)]

    async def _step(self, library: Library, occurrence: str) -> Stepped:
        surroundings = self._surroundings
        setting = Setting(library.brand, surroundings.introduce, surroundings.edition)
        anew = occurrence not in self._looked_at

        def unit(connection: Connection) -> tuple[Stepped, float]:
            began = perf_counter()
            row = find_occurrence(connection, self._brand, occurrence)
            if row is None or not can_be_planned(row):
                return Stepped(), 0.0
            stepping = Stepping(connection, setting, row, self._clock(), self._most)
            return stepping.take(anew=anew), perf_counter() - began

        stepped, seconds = await self._store.run(unit)
        self._looked_at.add(occurrence)
        self._most = _fitting(self._most, seconds)
        return stepped

    async def _retime(self, library: Library, row: OccurrenceRow) -> None:
        edition = self._surroundings.edition
        after: str | None = "" if goes_by_other_zones(row, edition) else None
        while after is not None:
            place = after

            def unit(connection: Connection, place: str = place) -> str | None:
                current = find_occurrence(connection, self._brand, row.id)
                if current is None:
                    return None
                return retime_step(connection, library.brand, current, edition, place)

            after = await self._store.run(unit)


def _fitting(most: int, seconds: float) -> int:
    """Return how many people the next step may have, by how long the last one took."""
    if seconds > LONG_SECONDS:
        return max(FEWEST, most // 2)
    return min(MOST, most * 2) if seconds < SHORT_SECONDS else most
