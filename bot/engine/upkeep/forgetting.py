"""Forgetting versions of dialogues that nobody is inside any more.

A version is needed while it is published, while a conversation names it (a dialogue under way or at
rest, a way back, a button that still does something), and while such a version leads to it. What
nobody needs is marked, and forgotten where an hour later nobody needs it still. So a conversation
whose id changed while it was looked for, which happens to a group once in its life, is found by the
other look. Where processes share a database it is three hours: each of them looks meanwhile, and
keeps what it publishes itself, though its files be older or newer than those of others.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

from bot.core.ids import BrandId
from bot.core.lazy_pattern import lazy_pattern
from bot.dialogue.publishing.library import Library
from bot.engine.all_conversations import pages_between
from bot.engine.history import read_beside, store_versions, version_rows
from bot.engine.upkeep.rounds import Rounds
from bot.store.bell import is_shared
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.moments import to_moment
from bot.store.versions import (
    VersionMark,
    forget_versions,
    mark_versions,
    version_marks,
)

FIRST = timedelta(minutes=1)
"""After the start: what one process has marked may be forgotten by the one after it."""

EVERY = timedelta(hours=1)
"""Between two looks, and for how long at least nobody has needed what is forgotten."""

LOOKS_OF_OTHERS = 3
"""So many times as long, where other processes may need it and have not looked yet."""

_WORD = lazy_pattern(r'"([^"\\]{1,64})"')

Forgotten = Callable[[BrandId, Collection[str]], None]


class Forgetting:
    """Looks now and then which versions are still needed.

    Args:
        store: where versions and conversations are.
        libraries: by brand; what is published at a look is needed.
        clock: tells the present time in UTC.
        forgotten: told which versions are gone.
    """

    def __init__(
        self,
        store: Store,
        libraries: Mapping[BrandId, Library],
        clock: Callable[[], datetime],
        forgotten: Forgotten,
    ) -> None:
        self._store = store
        self._libraries = libraries
        self._clock = clock
        self._forgotten = forgotten
        self._rounds = Rounds(clock, FIRST, EVERY)

    async def look(self) -> datetime:
        """Mark what nobody needs, and forget what nobody has needed for a while.

        Returns:
            When it is worth to look again.

        Raises:
            StoreUnavailable: the database could not take it; the next look begins anew.
        """
        return await self._rounds.look(self._go_round)

    async def _go_round(self) -> None:
        now = self._clock()
        for brand in list(self._libraries):
            await self._tidy(brand, now)

    async def _tidy(self, brand: BrandId, now: datetime) -> None:
        stored = await self._store.run(lambda connection: version_marks(connection, brand))
        found = {mark.version for mark in stored}
        if not self._published(brand) <= found:
            await self._store_again(brand, now)
        older = found - self._published(brand)
        if not older:
            return
        named = await self._named(brand, older)

        def unit(connection: Connection) -> Collection[str]:
            return _sweep(connection, brand, self._published(brand), named, now)

        gone = await self._store.run(unit)
        if gone:
            self._forgotten(brand, gone)

    async def _store_again(self, brand: BrandId, now: datetime) -> None:
        """Store what is published here: another process has forgotten it, while this one slept."""
        rows = version_rows(self._libraries[brand], to_moment(now))
        await self._store.run(lambda connection: store_versions(connection, rows))

    def _published(self, brand: BrandId) -> set[str]:
        return {program.version for program in self._libraries[brand].published}

    async def _named(self, brand: BrandId, versions: Collection[str]) -> set[str]:
        """Return which of these versions a conversation names."""
        found: set[str] = set()
        async for page in pages_between(self._store, brand):
            for _, state in page:
                found.update(_WORD.findall(state))
            found.intersection_update(versions)
        return found


def _sweep(
    connection: Connection,
    brand: BrandId,
    published: Collection[str],
    named: Collection[str],
    now: datetime,
) -> Collection[str]:
    """Mark what nobody needs, and return what is forgotten, as things stand in this transaction."""
    marks = {mark.version: mark for mark in version_marks(connection, brand)}
    needed = _needed(marks, {*published, *named})
    unused = marks.keys() - needed
    before = to_moment(now - EVERY * (LOOKS_OF_OTHERS if is_shared(connection) else 1))
    gone = [one for one in unused if (since := marks[one].unused_since) and since <= before]
    forget_versions(connection, brand, gone, before)
    mark_versions(connection, brand, list(needed), list(unused), to_moment(now))
    return gone


def _needed(marks: Mapping[str, VersionMark], first: Collection[str]) -> set[str]:
    """Return these versions with all that they lead to."""
    needed: set[str] = set()
    waiting = list(first)
    while waiting:
        version = waiting.pop()
        if version in marks and version not in needed:
            needed.add(version)
            waiting += read_beside(marks[version].beside).values()
    return needed
