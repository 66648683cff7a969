"""What dialogues emit is told to the brands' own systems, and never stands in anyone's way."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.brand.brand import Brand, Option
from bot.channels.signature import listed
from bot.core.effects import EmitEvent
from bot.core.ids import BrandId
from bot.engine.emissions.teller import Teller
from bot.engine.figures import ChannelState
from bot.engine.report import TurnReport
from bot.engine.roles.tenure import Tenure, for_ever
from bot.posting import Destination, open_session
from bot.store.beside import BESIDE
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.emissions import count_emissions, hurry_emissions
from bot.store.errors import StoreUnavailable

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
        steady: tells a time that nobody sets; `clock` where it is not given.
    """

    def __init__(
        self,
        store: Store,
        brands: Iterable[Brand],
        clock: Callable[[], datetime],
        steady: Callable[[], datetime] | None = None,
    ) -> None:
        self._store = store
        self._tellers = {
            brand.id: Teller(store, brand.id, to, clock, steady or clock)
            for brand in brands
            if (to := _destination(brand.events_to)) is not None
        }
        self._ours: set[BrandId] = set()
        self._session: ClientSession | None = None

    async def start(self, *, shares: bool = False) -> None:
        """Begin to send: what waits for another try is tried now, under its own id.

        Args:
            shares: whether brands become ours by `gain` alone; otherwise all are ours at once.
        """
        if self._tellers:
            self._session = open_session()
        if not shares:
            for brand in self._tellers:
                await self.gain(brand, for_ever())

    @property
    def brands(self) -> Collection[BrandId]:
        """Those that have something told."""
        return self._tellers.keys()

    async def gain(self, brand: BrandId, tenure: Tenure) -> None:
        """The events of a brand are told by this process from now on."""
        with suppress(StoreUnavailable):  # then they are tried when they are due
            await self._store.run(lambda found: hurry_emissions(found, brand))
        if self._session is not None:
            self._ours.add(brand)
            self._tellers[brand].start(self._session, tenure)

    async def lose(self, brand: BrandId) -> None:
        """The events of a brand are told by another process now: nothing more is sent from here."""
        self._ours.discard(brand)
        await self._tellers[brand].stop(0)

    def tells(self, brand: BrandId) -> bool:
        """Say, to any thread, whether a brand's events are told by this process."""
        return brand in self._ours

    def look_at(self, brand: BrandId) -> None:
        """There may be something to tell of a brand."""
        if brand in self._ours:
            self._tellers[brand].look()

    def heard(self, report: TurnReport) -> None:
        """A turn was committed: see whether it told something."""
        if any(isinstance(effect, EmitEvent) for effect in report.effects):
            self.look_at(report.account.brand)

    async def idle(self) -> None:
        """Wait until nothing is under way and nothing may be sent now."""
        for teller in self._tellers.values():
            await teller.idle()

    async def stop(self, grace: float) -> None:
        """Send nothing new; what is under way has `grace` seconds and is cut then."""
        self._ours.clear()
        await asyncio.gather(*(teller.stop(grace) for teller in self._tellers.values()))
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def figures(self) -> list[EmissionFigures]:
        """Return how it goes, by brand.

        Raises:
            StoreUnavailable: when what waits cannot be counted now.
        """
        waiting = await self._store.run(self._count, BESIDE) if self._tellers else {}
        return [
            EmissionFigures(brand, teller.state, waiting[brand], dict(teller.ended))
            for brand, teller in self._tellers.items()
        ]

    def _count(self, connection: Connection) -> dict[BrandId, int]:
        return {brand: count_emissions(connection, brand) for brand in self._tellers}


def _destination(option: Mapping[str, Option] | None) -> Destination | None:
    """Return what `events_to` of brand.yaml names; None where nothing can be sent."""
    if option is None:
        return None
    url, secrets = option.get("url"), listed(option.get("secret"))
    return Destination(url, secrets) if isinstance(url, str) and secrets else None
