"""Whether brands may begin something from where their database is now.

A database that was restored, copied or moved begins nothing by itself: no broadcast, no timer, no
other word that nobody has just asked for. A person arms it who knows that no other copy runs.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from bot.core.ids import BrandId
from bot.store.armings import (
    ArmingRow,
    arm_first,
    disarm_older,
    fingerprint_here,
    is_armed,
    last_begun,
)
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import to_moment
from bot.store.place import file_of
from bot.store.seen_beside import keep_seen, seen_beside

_LOG = logging.getLogger(__name__)


class Arming:
    """Knows its database again.

    Args:
        store: the database.
        url: where it is, an SQLAlchemy URL.
        brands: whose it is.
        clock: tells the present time in UTC.
    """

    def __init__(
        self, store: Store, url: str, brands: Collection[BrandId], clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._url = url
        self._brands = brands
        self._clock = clock
        self._kept: Mapping[BrandId, int] = {}

    async def settle(self) -> str:
        """Arm a database that was never used, disarm one that knows less than was seen here.

        Returns:
            The fingerprint of where it is.

        Raises:
            StoreUnavailable: the database cannot be used.
        """
        fingerprint, unarmed = await self._store.run(self._settle)
        for brand in unarmed:
            _LOG.warning(
                "this database was restored, copied or moved: nothing begins by itself until it is "
                "armed (convivio broadcast arm) brand=%s",
                brand,
            )
        return fingerprint

    async def look(self) -> None:
        """Keep beside a file how far it has come."""
        if file_of(self._url) is None:
            return
        moments = await self._store.run(self._last_begun)
        if moments != self._kept:
            keep_seen(self._url, moments)
            self._kept = moments

    def _settle(self, connection: Connection) -> tuple[str, list[BrandId]]:
        here, now = fingerprint_here(connection), to_moment(self._clock())
        for brand, seen in seen_beside(self._url).items():
            disarm_older(connection, brand, seen)
        unarmed = [brand for brand in self._brands if not is_armed(connection, brand, here)]
        for brand in self._brands:
            arm_first(connection, ArmingRow(brand, here, now))
        return here, unarmed

    def _last_begun(self, connection: Connection) -> dict[BrandId, int]:
        found = {brand: last_begun(connection, brand) for brand in self._brands}
        return {brand: at for brand, at in found.items() if at is not None}
