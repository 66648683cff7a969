"""The writer thread: it owns the one connection and commits what has gathered, all at once.

While one group is being committed the next one gathers: the more people talk, the more turns share
a flush. A savepoint a unit keeps a failing unit from harming its neighbours.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

from bot.store.backend import Backend
from bot.store.beside import Beside, together
from bot.store.commits import Commits
from bot.store.errors import StoreUnavailable, in_one_line
from bot.store.sealing.keyring import forget_unit
from bot.store.statement import plainly
from bot.store.wire import wire_of

T = TypeVar("T")
Unit = Callable[[Connection], T]
"""A unit of work: a plain function over a connection, inside a transaction that it does not end."""

_MOST_UNITS = 256
"""Units that share one commit at most, so that nobody waits for an endless group."""


class _Job(Generic[T]):
    """One unit with the future of its caller."""

    __slots__ = ("beside", "error", "future", "loop", "result", "unit")

    def __init__(
        self, unit: Unit[T], loop: asyncio.AbstractEventLoop, beside: Beside | None = None
    ) -> None:
        self.unit = unit
        self.beside = beside
        self.loop = loop
        self.future: asyncio.Future[T] = loop.create_future()
        self.result: T | None = None
        self.error: BaseException | None = None

    def resolve(self) -> None:
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)  # type: ignore[arg-type]


class Writer:
    """Runs units in the order in which they came, many to a commit.

    Args:
        backend: where the one connection comes from; it is opened in the thread.
        prepare: run once on that connection before the first unit (migrations).
    """

    def __init__(self, backend: Backend, prepare: Callable[[Connection], None]) -> None:
        self._backend = backend
        self._prepare = prepare
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._thread = Thread(target=self._work, name="store-writer", daemon=True)
        self._closed = False
        self.flushes = 0
        self.commits = Commits()

    async def start(self) -> None:
        """Open the database and prepare it.

        Raises:
            StoreUnavailable: when it cannot be opened.
        """
        ready = _Job[None](lambda _: None, asyncio.get_running_loop())
        self._ready = ready
        self._thread.start()
        await ready.future

    def submit(self, unit: Unit[T], beside: Beside | None = None) -> asyncio.Future[T]:
        """Queue a unit now; units queued together share a commit, and run alone if one has to.

        Returns:
            A future of its result, or of what it failed with.
        """
        job = _Job(unit, asyncio.get_running_loop(), beside)
        if self._closed:
            job.error = StoreUnavailable("the store is closed")
            job.resolve()
        else:
            self._queue.put(job)
        return job.future

    async def close(self) -> None:
        """Finish what is queued and let go of the database."""
        if self._closed:
            return
        self._closed = True
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    def _work(self) -> None:
        try:
            connection = self._backend.engine.connect()
            self._prepare(connection)
        except Exception as error:  # noqa: BLE001 - whatever it is, the opener must hear of it
            self._ready.error = _told(error, self._backend)
            _resolve([self._ready])
            self._backend.engine.dispose()
            return
        _resolve([self._ready])
        while (group := self._next_group()) is not None:
            self.commits.begin()
            connection = self._commit(connection, group)
            self.commits.end(len(group), refused=_was_refused(group))
            self.flushes += 1
            _resolve(group)
        self._let_go(connection)
        self._backend.engine.dispose()

    def _commit(self, connection: Connection, group: Sequence[_Job[Any]]) -> Connection:
        """Run a group and return the connection for the next: another one where it was lost."""
        backend, played = self._backend, False
        try:
            if backend.is_lost(connection):
                self._let_go(connection)
                connection = backend.engine.connect()
            backend.begin_beside(connection, together(job.beside for job in group))
            with suppress(_UnitFailed), connection.begin():
                for number, job in enumerate(group):
                    if len(group) > 1:
                        _mark(connection, again=number > 0)
                    _run_one(connection, job, backend, alone=len(group) == 1)
                played = True
            backend.after_commit(connection)
        except Exception as error:  # noqa: BLE001 - every caller hears of it
            if not (played and backend.is_lost(connection) and backend.was_kept()):
                _fail(group, _told(error, backend))
        return connection

    def _let_go(self, connection: Connection) -> None:
        """Close a connection; with a lost one there is nobody to roll back what was begun."""
        if self._backend.is_lost(connection) and not connection.closed:
            connection.invalidate()
        connection.close()

    def _next_group(self) -> Sequence[_Job[Any]] | None:
        job = self._queue.get()
        if job is None:
            return None
        group = [job]
        while len(group) < _MOST_UNITS:
            try:
                more = self._queue.get_nowait()
            except Empty:
                break
            if more is None:
                self._queue.put(None)
                break
            group.append(more)
        return group


def _told(error: BaseException, backend: Backend) -> BaseException:
    """Return the error in the store's own words where the database is to blame.

    The driver's is let go of: it knows the group, which would know it, in a circle of garbage.
    """
    if backend.says_unavailable(error):
        return StoreUnavailable(in_one_line(error))
    return error


def _was_refused(group: Sequence[_Job[Any]]) -> bool:
    """Say whether the database did not take a group; then none of it was taken."""
    return isinstance(group[0].error, StoreUnavailable)


def _fail(group: Sequence[_Job[Any]], error: BaseException) -> None:
    """Let a whole group fail: nothing of it was kept."""
    for job in group:
        job.error, job.result = error, None


class _UnitFailed(Exception):  # noqa: N818 - only leaves the transaction, nobody sees it
    """The one unit of a group failed: its transaction is rolled back."""


def _mark(connection: Connection, *, again: bool) -> None:
    """Mark where a unit begins, instead of where the last one did; the commit drops the mark."""
    if again:
        plainly(connection, "RELEASE unit")
    plainly(connection, "SAVEPOINT unit")


def _run_one(connection: Connection, job: _Job[Any], backend: Backend, *, alone: bool) -> None:
    forget_unit(connection)
    try:
        job.result = job.unit(connection)
        backend.after_unit(connection)
    except Exception as error:
        if backend.says_unavailable(error):
            raise
        job.error = error
        if alone:
            raise _UnitFailed from error
        wire_of(connection).drop()
        plainly(connection, "ROLLBACK TO unit")


def _resolve(group: Sequence[_Job[Any]]) -> None:
    """Wake the callers, one call into each event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[_Job[Any]]] = {}
    for job in group:
        loops.setdefault(job.loop, []).append(job)
    for loop, jobs in loops.items():
        try:
            loop.call_soon_threadsafe(_resolve_all, jobs)
        except RuntimeError:
            # The loop is closed: its callers are gone, what they asked for is done all the same.
            continue


def _resolve_all(jobs: Sequence[_Job[Any]]) -> None:
    for job in jobs:
        job.resolve()
