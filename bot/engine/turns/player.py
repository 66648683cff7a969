"""The turns of one brand: asked for when something came in, careful where a batch fails."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import msgspec

from bot.engine.coming_due import MORE_AT_ONCE, CameDue, glance, let_come_due
from bot.engine.report import TurnReport
from bot.engine.turns.batch import MOST_TURNS, Batch, fail_oldest, play_batch
from bot.engine.turns.bounds import PlayAlone
from bot.engine.turns.case import BrandTurns
from bot.engine.turns.scene import Scene
from bot.engine.turns.times import TurnTimes
from bot.store.bell import is_shared
from bot.store.beside import BESIDE
from bot.store.connection import Connection
from bot.store.database import Store
from bot.store.errors import RETRY_SECONDS, StoreUnavailable
from bot.store.events import backlog
from bot.store.moments import from_moment, to_moment

_LOG = logging.getLogger(__name__)

_BUSY_SECONDS = 0.02
"""Until we look again at events whose conversations another process has: a batch takes as long."""


class Player:
    """Plays what waits, in order, many turns a commit.

    Args:
        store: where events wait.
        turns: the brand's machine, outlets and clock.
        committed: told of every committed turn.
        due: told of the earliest moment for which a committed turn has set or held something.
    """

    def __init__(
        self,
        store: Store,
        turns: BrandTurns,
        committed: Callable[[TurnReport], None],
        due: Callable[[datetime], None],
    ) -> None:
        self.turns = turns
        self.waiting = 0
        self.done: Counter[tuple[str, str]] = Counter()
        self.times = TurnTimes()
        self._store = store
        self._committed = committed
        self._due = due
        self._under_way = 0
        self._careful: asyncio.Task[None] | None = None
        self._later: asyncio.TimerHandle | None = None
        self._idle = asyncio.Event()
        self._idle.set()
        self._stopping = False

    def request(self, *, alone: bool = False) -> None:
        """Play what waits; queued now, so that it shares a commit with what came just before.

        Args:
            alone: whether no other process may play meanwhile.
        """
        if self._stopping or self._careful is not None:
            return
        self._under_way += 1
        self._idle.clear()
        beside = None if alone else BESIDE
        self._store.submit(self._play, beside).add_done_callback(self._played)

    def receive(self) -> None:
        """One more event waits for its turn."""
        self.waiting += 1
        self.request()

    async def look(self) -> CameDue:
        """Let what is due wait for its turn, until nothing more is due now.

        Returns:
            How much it was, and when there is something to look at again.

        Raises:
            StoreUnavailable: when the store cannot be asked now.
        """
        if self._store.is_shared:
            seen = await self._glance()
            if not seen.more:
                return seen
        count = 0
        while True:
            came = await self._come()
            if came.waiting is not None:
                self.waiting = came.waiting
            count += came.count
            if not came.more or self._stopping:
                return msgspec.structs.replace(came, count=count)
            if self.waiting > MORE_AT_ONCE:
                await self._idle.wait()

    async def _glance(self) -> CameDue:
        """See whether anything is due, and help with what waits, whoever has taken it in."""
        seen = await self._store.run(lambda found: glance(found, self.turns), BESIDE)
        self.waiting = seen.waiting or 0
        if self.waiting:
            self.request()
        return seen

    async def _come(self) -> CameDue:
        """Let what is due have its turn in the same commit, or wait for it where that fails."""
        if self._careful is None and not self._stopping:
            try:
                return await self._come_and_play()
            except StoreUnavailable:
                raise
            except Exception as error:  # noqa: BLE001 - which turn it is will be found out
                _LOG.error("what is due is played by itself error=%s", type(error).__name__)
        came = await self._store.run(self._let_come_due)
        self.waiting += came.count
        self.request()
        return came

    async def _come_and_play(self) -> CameDue:
        self._under_way += 1
        self._idle.clear()
        try:
            came, batch = await self._store.run(self._let_come_due_and_play)
            self.waiting += came.count
            self._go_on(batch)
            return came
        finally:
            self._under_way -= 1
            self._settle()

    def _let_come_due(self, connection: Connection) -> CameDue:
        return let_come_due(connection, self.turns, Scene())

    def _let_come_due_and_play(self, connection: Connection) -> tuple[CameDue, Batch]:
        scene = Scene()
        came = let_come_due(connection, self.turns, scene)
        batch = play_batch(connection, self.turns, known=scene)
        if not is_shared(connection):
            return came, batch
        # Others take in and play too: what waits is known by counting alone.
        waiting, _ = backlog(connection, self.turns.brand.id)
        return msgspec.structs.replace(came, waiting=waiting), batch

    async def idle(self) -> None:
        """Wait until no turn is under way."""
        await self._idle.wait()

    async def stop(self) -> None:
        """Finish the turns that are under way and begin no more."""
        self._stopping = True
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if self._careful is not None:
            await self._careful
        self._settle()
        await self._idle.wait()

    def _play(self, connection: Connection) -> Batch:
        return play_batch(connection, self.turns)

    def _play_one(self, connection: Connection) -> Batch:
        return play_batch(connection, self.turns, most=1)

    def _fail_one(self, connection: Connection) -> Batch:
        return fail_oldest(connection, self.turns)

    def _played(self, future: asyncio.Future[Batch]) -> None:
        self._under_way -= 1
        error = future.exception()
        if error is None:
            self._go_on(future.result())
        elif isinstance(error, PlayAlone):
            self.request(alone=True)
        elif isinstance(error, StoreUnavailable):
            self._try_later(error)
        elif self._careful is None:
            _LOG.error("turns are played one by one error=%s", type(error).__name__)
            self._careful = asyncio.create_task(self._play_carefully())
        self._settle()

    def _go_on(self, batch: Batch) -> None:
        """Play what is left of what waited, a little later where others are at it."""
        if self._tell(batch):
            self.request(alone=batch.alone)
        elif batch.busy:
            self._look_again(_BUSY_SECONDS)

    def _tell(self, batch: Batch) -> bool:
        self.waiting -= batch.left
        self.times.committed(batch.times, to_moment(self.turns.clock()))
        if batch.due is not None:
            self._due(from_moment(batch.due))
        for report in batch.reports:
            self.done[report.account.channel, report.outcome] += 1
            self._committed(report)
        return batch.more

    def _settle(self) -> None:
        if not self._under_way and self._careful is None and self._later is None:
            self._idle.set()

    def _try_later(self, error: StoreUnavailable) -> None:
        _LOG.warning("turns wait for the store reason=%r", str(error))
        self._look_again(RETRY_SECONDS)

    def _look_again(self, seconds: float) -> None:
        if self._later is None and not self._stopping:
            self._later = asyncio.get_running_loop().call_later(seconds, self._try_now)

    def _try_now(self) -> None:
        self._later = None
        self.request()
        self._settle()

    async def _play_carefully(self) -> None:
        """Play a batch of events one at a time, so that the faulty one fails alone."""
        for _ in range(MOST_TURNS):
            batch = await self._carefully_one()
            if self._stopping or not batch.left:
                break
        self._careful = None
        self.request()
        self._settle()

    async def _carefully_one(self) -> Batch:
        unit = self._play_one
        while not self._stopping:
            try:
                batch = await self._store.run(unit)
            except StoreUnavailable as error:
                _LOG.warning("turns wait for the store reason=%r", str(error))
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - the rows of one turn cannot be written
                _LOG.error("a turn cannot be written error=%s", type(error).__name__)
                if unit == self._fail_one:
                    await asyncio.sleep(RETRY_SECONDS)
                unit = self._fail_one
            else:
                self._tell(batch)
                return batch
        return Batch((), more=False)
