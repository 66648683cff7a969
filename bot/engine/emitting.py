"""What dialogues emit is told to the brands' own systems, and never stands in anyone's way."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.brand.brand import Brand
from bot.core.effects import EmitEvent
from bot.core.ids import BrandId
from bot.engine.figures import ChannelState
from bot.engine.posting import destination_of, open_session
from bot.engine.report import TurnReport
from bot.engine.teller import Teller
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.emissions import count_emissions, hurry_emissions
from bot.store.moments import to_moment

if TYPE_CHECKING:
    from aiohttp import ClientSession


class EmissionFigures(Struct, frozen=True):
    """One brand with `events_to`: how many events wait, and how many ended since the start."""

    brand: BrandId
    state: ChannelState
    pending: int
    ended: Mapping[str, int]


class Emitting:
    """Sends the events of all brands that say where to.

    Args:
        store: the open store; the caller closes it.
        brands: whose.
        clock: tells the present time in UTC.
    """

    def __init__(
        self, store: Store, brands: Iterable[Brand], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._clock = clock
        self._tellers = {
            brand.id: Teller(store, brand.id, to, clock)
            for brand in brands
            if (to := destination_of(brand.events_to)) is not None
        }
        self._session: ClientSession | None = None

    async def start(self) -> None:
        """Begin to send: what waits for another try is tried now, under its own id."""
        if not self._tellers:
            return
        await self._store.run(self._hurry)
        self._session = open_session()
        for teller in self._tellers.values():
            teller.start(self._session)

    def heard(self, report: TurnReport) -> None:
        """A turn was committed: see whether it told something."""
        if any(isinstance(effect, EmitEvent) for effect in report.effects):
            teller = self._tellers.get(report.account.brand)
            if teller is not None:
                teller.look()

    def look(self) -> None:
        """There may be something to send, or time has passed."""
        for teller in self._tellers.values():
            teller.look()

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be sent now."""
        for teller in self._tellers.values():
            await teller.idle()

    async def stop(self, grace: float) -> None:
        """Send nothing new; what is under way has `grace` seconds and is cut then."""
        await asyncio.gather(*(teller.stop(grace) for teller in self._tellers.values()))
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def figures(self) -> list[EmissionFigures]:
        """Return how it goes, by brand.

        Raises:
            StoreUnavailable: when what waits cannot be counted now.
        """
        waiting = await self._store.run(self._count) if self._tellers else {}
        return [
            EmissionFigures(brand, teller.state, waiting[brand], dict(teller.ended))
            for brand, teller in self._tellers.items()
        ]

    def _hurry(self, connection: Connection) -> None:
        for brand in self._tellers:
            hurry_emissions(connection, brand, to_moment(self._clock()))

    def _count(self, connection: Connection) -> dict[BrandId, int]:
        return {brand: count_emissions(connection, brand) for brand in self._tellers}
