"""Encrypting what was said before its brand encrypted, and wrapping keys with a new master key.

Both are done once (`bot.engine.upkeep.rounds`); a process that ends in the middle goes through
everything again, and finds most of it done.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.core.ids import BrandId
from bot.dialogue.machine.looping import step_of_answer
from bot.dialogue.program import CODED, Ask, Offer, Program, Split
from bot.dialogue.publishing.library import Library
from bot.engine.upkeep.rounds import Rounds, in_steps
from bot.store.connection import Connection
from bot.store.data_keys import OWN, complete, keys_of
from bot.store.database import Store
from bot.store.keyset import Place
from bot.store.moments import to_moment
from bot.store.sealing.vault import Vault
from bot.store.sealing_up import TABLES, first_of, seal_next, wrap_next

_LOG = logging.getLogger(__name__)

FIRST = timedelta(seconds=30)
"""After the start: whatever else a start has to do comes before."""

EVERY = timedelta(minutes=10)
"""Between two looks whether there is something to do."""

REST_SECONDS = 0.02
"""Between two steps: others have four fifths of the writer's time."""


class Encrypting:
    """Brings what a brand holds to where its settings say that it should be.

    Args:
        store: where it is.
        libraries: by brand, those whose data this process looks after.
        vault: encrypts; the brands that it does so for.
        clock: tells the present time in UTC.
        rest: awaited between two steps, with how many seconds it should take.
    """

    def __init__(
        self,
        store: Store,
        libraries: Mapping[BrandId, Library],
        vault: Vault,
        clock: Callable[[], datetime],
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._libraries = libraries
        self._vault = vault
        self._clock = clock
        self._rest = partial(rest, REST_SECONDS)
        self._rounds = Rounds(clock, FIRST, EVERY)

    async def look(self) -> datetime:
        """Encrypt what is in clear, and wrap what an old master key has wrapped.

        Returns:
            When it is worth to look again.

        Raises:
            StoreUnavailable: the database could not take it; the next look begins anew.
        """
        return await self._rounds.look(self._go_round)

    async def _go_round(self) -> None:
        for brand, library in list(self._libraries.items()):
            await self._wrap(brand)
            if brand in self._vault.brands:
                await self._seal(brand, library)

    async def _wrap(self, brand: BrandId) -> None:
        masters, count = self._vault.masters, 0
        if masters is None:
            return
        while wrapped := await self._store.run(lambda found: wrap_next(found, brand, masters)):
            count += wrapped
            await self._rest()
        if count:
            _LOG.info(
                "keys are wrapped by the first of CONVIVIO_KEY brand=%s keys=%s", brand, count
            )

    async def _seal(self, brand: BrandId, library: Library) -> None:
        own = await self._store.run(lambda found: keys_of(found, brand, [OWN]))
        if not own or own[0].complete_at is not None:
            return
        coded, count = _Coded(library), 0
        for table in TABLES:
            count += await self._table(brand, table, coded)
        at = to_moment(self._clock())
        await self._store.run(lambda found: complete(found, brand, at))
        if count:
            _LOG.info("what was in clear is encrypted brand=%s rows=%s", brand, count)

    async def _table(self, brand: BrandId, table: int, coded: "_Coded") -> int:
        def step(connection: Connection, after: Place) -> tuple[int, Place | None]:
            return seal_next(connection, brand, table, after, coded)

        steps = in_steps(self._store, first_of(table), step, self._rest)
        return sum([rows async for rows in steps])


class _Coded:
    """Knows which questions foresee their answers, as the dialogues stand now."""

    def __init__(self, library: Library) -> None:
        self._paths = {
            name: frozenset(_coded_in(one.program)) for name, one in library.dialogues.items()
        }

    def __call__(self, dialogue: str, path: str) -> bool:
        """Say whether the answer at a path of a dialogue is a code; nobody knows of an old one."""
        return step_of_answer(path) in self._paths.get(dialogue, frozenset())


def _coded_in(program: Program) -> list[str]:
    found: list[str] = []
    for one in program.instructions:
        match one:
            case Ask(path=path, question=question) if question.type in CODED:
                found.append(path)
            case Offer(path=path) | Split(path=path):
                found.append(path)
            case _:
                pass
    return found
