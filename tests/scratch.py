"""Where a run of the tests writes: in memory where there is room, for nothing outlives the run.

A disk is flushed for each of many thousand commits, which would be half of what the tests wait for.
No test pulls the plug of the machine: what a killed process had written is there in memory too.
"""

import os
import shutil
import tempfile
from pathlib import Path

FOLDERS = "TMPDIR"
"""Names the folder for what is temporary, pytest's folders of tests and what programs write too."""

_MEMORY = Path("/dev/shm")
"""Linux's own file system in memory."""

_ROOM = 2 * 2**30
"""Bytes: several times what a run needs. Containers often have 64 MB there."""


def write_in_memory() -> None:
    """Let this process and those it starts write in memory, unless somebody has said where."""
    if FOLDERS not in os.environ and _has_room():
        os.environ[FOLDERS] = str(_MEMORY)
        tempfile.tempdir = None  # it is asked for again


def _has_room() -> bool:
    try:
        return os.access(_MEMORY, os.W_OK) and min(_free(), _unused_memory()) > _ROOM
    except (OSError, ValueError):
        return False


def _free() -> int:
    return shutil.disk_usage(_MEMORY).free


def _unused_memory() -> int:
    """Return how many bytes of memory programs may still take (Linux: proc, MemAvailable)."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    line = next((line for line in lines if line.startswith("MemAvailable:")), "MemAvailable: 0 kB")
    return int(line.split()[1]) * 1024
