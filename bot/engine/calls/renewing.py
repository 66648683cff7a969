"""Keeps the calls under way from being made by another process, for as long as this one goes on."""

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import partial

from bot.core.ids import BrandId, EventId
from bot.store.beside import BESIDE
from bot.store.calls import give_calls_back, renew_calls
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import StoreUnavailable

LEASE_SECONDS = 10.0
"""How long a call stays with a process of which nothing is heard."""

RENEW_SECONDS = 3.0
"""Two renewals may fail before somebody else makes the call."""

GIVE_BACK_SECONDS = 1.0
"""How long a stop waits for the store to give back what was cut; it comes back by itself too."""


class Renewing:
    """Renews what this process has claimed of one brand's calls.

    Args:
        store: where they are.
        brand: whose.
        owner: names this process in claims.
        under_way: the ids of the calls that it is making.
    """

    def __init__(
        self, store: Store, brand: BrandId, owner: str, under_way: Collection[str]
    ) -> None:
        self._store = store
        self._brand = brand
        self._owner = owner
        self._under_way = under_way
        self._renewing: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Calls are under way: renew them until they have ended."""
        if self._renewing is None or self._renewing.done():
            self._renewing = asyncio.create_task(self._renew())

    async def stop(self) -> None:
        """Let others make at once what was cut."""
        if self._renewing is not None:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
            with suppress(StoreUnavailable, TimeoutError):
                async with asyncio.timeout(GIVE_BACK_SECONDS):
                    await self._store.run(
                        lambda found: give_calls_back(found, self._brand, self._owner)
                    )

    async def _renew(self) -> None:
        while self._under_way:
            await asyncio.sleep(RENEW_SECONDS)
            ids = [EventId(one) for one in self._under_way]
            with suppress(StoreUnavailable):  # the next try may find it again, in time
                await self._store.run(partial(self._renew_these, ids), BESIDE)

    def _renew_these(self, ids: Sequence[EventId], connection: Connection) -> None:
        renew_calls(connection, self._brand, self._owner, ids, LEASE_SECONDS)
