"""A disk for a server alone, small enough to be filled: where the system lets us mount one.

It is of memory, and only this process and those that it starts ever see it.
"""

import ctypes
import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTES = 512
"""Several times what a play of an hour writes, and little enough to be filled at once."""

_OWN_MOUNTS = 0x00020000
_OF_ALL, _PRIVATE, _LAZILY = 0x4000, 1 << 18, 2
"""Linux's flags: CLONE_NEWNS, MS_REC, MS_PRIVATE and MNT_DETACH."""

_STEPS = (64 << 20, 4 << 20, 256 << 10, 4 << 10)
"""Bytes by which a disk is filled, ever finer."""


@contextmanager
def small_disk(place: Path) -> Iterator[Path | None]:
    """Give a folder a disk of its own until the end; to be called before there are threads.

    Args:
        place: the folder, which is made.

    Yields:
        The folder; None where the system does not let us mount anything.
    """
    place.mkdir()
    system = ctypes.CDLL(None)
    where, of_all = str(place).encode(), ctypes.c_ulong(_OF_ALL | _PRIVATE)
    size = f"size={MEGABYTES}m".encode()
    is_there = (
        system.unshare(_OWN_MOUNTS) == 0
        and system.mount(b"none", b"/", None, of_all, None) == 0
        and system.mount(b"tmpfs", where, b"tmpfs", ctypes.c_ulong(0), size) == 0
    )
    try:
        yield place if is_there else None
    finally:
        if is_there:
            system.umount2(where, _LAZILY)


@contextmanager
def filled(disk: Path) -> Iterator[None]:
    """Let nothing on a disk grow any more."""
    filler = disk / "filler"
    with filler.open("wb") as file:
        for step in _STEPS:
            _fill(file.fileno(), step)
    try:
        yield
    finally:
        filler.unlink()


def _fill(file: int, step: int) -> None:
    """Let a file grow by steps until there is no room for another one."""
    while True:
        try:
            os.posix_fallocate(file, os.fstat(file).st_size, step)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return
