"""What each brand says now, with its older versions: published here, or by another process.

A conversation that began in a version of another process goes on here, in its own one. Such a
version is looked for in the transaction that plays: nobody can have entered one that is not found.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.engine.history import store_versions, version_rows, with_older
from bot.store.bell import is_shared
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import to_moment
from bot.store.versions import VersionRow, ask_version_ids, versions_named


class Libraries:
    """The libraries of all brands; `present` shows them as they are at any time.

    Args:
        store: where versions are kept.
        clock: tells the present time in UTC.
        replaced: told of each library that takes the place of another.
    """

    def __init__(
        self, store: Store, clock: Callable[[], datetime], replaced: Callable[[Library], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._replaced = replaced
        self._libraries: dict[BrandId, Library] = {}
        self._unreadable: defaultdict[BrandId, set[str]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self.present: Mapping[BrandId, Library] = MappingProxyType(self._libraries)

    def begin(self, library: Library) -> None:
        """Let a brand say this from the start, with all that was said before."""
        self._loop = asyncio.get_running_loop()
        self._libraries[library.brand.id] = library

    async def publish(self, library: Library) -> None:
        """Let a brand say this from now on; its versions are durable before anybody enters one.

        Raises:
            StoreUnavailable: when nothing has changed.
        """
        # What takes long is done beside the turns: encoding and decoding a large brand.
        rows = await asyncio.to_thread(version_rows, library, to_moment(self._clock()))
        older = await self._store.run(lambda found: store_versions(found, rows))
        self._replace(await asyncio.to_thread(with_older, library, older))

    def forget(self, brand: BrandId, versions: Collection[str]) -> None:
        """Let go of older versions that nobody is inside any more."""
        library = self._libraries[brand]
        older = {key: one for key, one in library.older.items() if key not in versions}
        beside = {key: one for key, one in library.beside.items() if key not in versions}
        self._replace(msgspec.structs.replace(library, older=older, beside=beside))

    def ask_news(self, connection: Connection, brand: BrandId) -> Callable[[], Library | None]:
        """Ask what others have published by now.

        Args:
            connection: inside a transaction, in a thread of the store.
            brand: whose.

        Returns:
            What gives all that the brand says, in that transaction; None: nothing is new.
        """
        if not is_shared(connection) or (loop := self._loop) is None:
            return lambda: None
        stored = ask_version_ids(connection, brand)

        def news() -> Library | None:
            unknown = stored() - self._libraries[brand].versions - self._unreadable[brand]
            return self._with(connection, brand, unknown, loop) if unknown else None

        return news

    def _with(
        self,
        connection: Connection,
        brand: BrandId,
        unknown: set[str],
        loop: asyncio.AbstractEventLoop,
    ) -> Library:
        """Return what a brand says with versions that others have stored, and learn them."""
        rows = {row.version: row for row in versions_named(connection, brand, list(unknown))}
        whole = with_older(self._libraries[brand], rows)
        self._unreadable[brand].update(unknown - whole.versions)
        loop.call_soon_threadsafe(self._learn, brand, rows)
        return whole

    def _learn(self, brand: BrandId, rows: Mapping[str, VersionRow]) -> None:
        self._replace(with_older(self._libraries[brand], rows))

    def _replace(self, library: Library) -> None:
        self._libraries[library.brand.id] = library
        self._replaced(library)
