"""Ports of loopback for the processes of tests, none given twice on one machine at a time."""

import contextlib
import fcntl
import functools
import itertools
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

_FROM = 20_000
"""Ports below 32,768: no system gives those to a connection that goes out (RFC 6056, Linux)."""

_LOCKS = Path("/tmp")
"""The same for every run on a machine, wherever each of them writes."""

_NEIGHBOURS = 16
"""Ports that a product may take beside its own: a sandbox looks for the next free ones."""

_RANGES, _PLACES = 30, 25
"""A process of the tests has a range for itself; it gives its places one after the other."""


def free_port() -> int:
    """Return a port that nobody listens on now and that no other process of tests gives."""
    while True:
        port = next(_places())
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


@functools.cache
def _places() -> Iterator[int]:
    """Return the ports of this process, round and round."""
    number, _held = _a_range()
    first = _FROM + number * _PLACES * _NEIGHBOURS
    return itertools.cycle(range(first, first + _PLACES * _NEIGHBOURS, _NEIGHBOURS))


@functools.cache
def _a_range() -> tuple[int, IO[str]]:
    """Return a range that no other process holds, and the lock that keeps it to the end."""
    while True:
        for number in range(_RANGES):
            with contextlib.suppress(OSError):
                return number, _locked(_LOCKS / f"convivio-ports-{number}")
        time.sleep(0.1)


def _locked(path: Path) -> IO[str]:
    lock = path.open("a", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        raise
    return lock
