"""What happens to the database: locked by others, read-only, cut off, restarted, crashed."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial

from tests.faults.theatre.database import Server
from tests.faults.theatre.fault import Fault
from tests.faults.theatre.stage import Stage

HELD = frozenset({"database"})


@asynccontextmanager
async def _held(hold: AbstractContextManager[None]) -> AsyncIterator[None]:
    """Hold something whose ways in and out may take their time."""
    await asyncio.to_thread(hold.__enter__)
    try:
        yield
    finally:
        await asyncio.to_thread(hold.__exit__, None, None, None)


@asynccontextmanager
async def _locked(stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    async with _held(stage.database.locked()):
        yield


@asynccontextmanager
async def _read_only(server: Server, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    async with _held(server.read_only()):
        yield


@asynccontextmanager
async def _terminated(server: Server, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    await asyncio.to_thread(server.terminate, dice.choice((0.3, 1.0)))
    yield


@asynccontextmanager
async def _restarted(
    how: signal.Signals, server: Server, stage: Stage, dice: random.Random
) -> AsyncIterator[None]:
    await asyncio.to_thread(server.stop, how)
    yield
    await asyncio.to_thread(server.start)


@asynccontextmanager
async def _full(server: Server, stage: Stage, dice: random.Random) -> AsyncIterator[None]:
    async with _held(server.full()):
        yield


def full_disks(server: Server) -> list[Fault]:
    """Return how the disk of a server may be full, where it has one that can be filled."""
    return (
        [] if server.disk is None else [Fault("disk full", HELD, (0.5, 6), partial(_full, server))]
    )


def locks(stage: Stage) -> list[Fault]:
    """Return who else may hold the database."""
    return [Fault("locked", HELD, (0.5, 7), _locked)]


def restarts(stage: Stage) -> list[Fault]:
    """Return what happens to a server: nothing of it can happen to a file."""
    server = stage.database
    if not isinstance(server, Server):
        return []
    return [
        Fault("read-only", HELD, (0.5, 5), partial(_read_only, server)),
        Fault("connections ended", HELD, (0, 1), partial(_terminated, server)),
        Fault("server restarted", HELD, (0, 2), partial(_restarted, signal.SIGINT, server)),
        Fault("server crashed", HELD, (0, 2), partial(_restarted, signal.SIGQUIT, server)),
    ]
