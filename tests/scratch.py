"""Where a run of the tests writes: in memory where there is room, for nothing outlives the run.

A disk is flushed for each of many thousand commits, which would be half of what the tests wait for.
No test pulls the plug of the machine: what a killed process had written is there in memory too.
"""

import os
import shutil
import tempfile
from pathlib import Path

FOLDERS = "PYTEST_DEBUG_TEMPROOT"
"""Names the folder in which pytest makes those of the tests (`tmp_path`)."""

_MEMORY = Path("/dev/shm")
"""Linux's own file system in memory."""

_ROOM = 2 * 2**30
"""Bytes: several times what a run needs. Containers often have 64 MB there."""


def write_in_memory() -> None:
    """Let pytest make its folders in memory, unless somebody has said where or there is no room."""
    if not {FOLDERS, "TMPDIR"} & os.environ.keys() and _has_room():
        os.environ[FOLDERS] = str(_MEMORY)


def new_folder(prefix: str) -> Path:
    """Make a folder of a run's own beside those of its tests."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=os.environ.get(FOLDERS)))


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
