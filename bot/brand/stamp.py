"""Which files of a brand there are, and whether one has changed: nothing is read for that."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct

PARTS = (
    "brand.yaml",
    "faq.yaml",
    "actions.py",
    "dialogues",
    "broadcasts",
    "locales",
    "media",
)
"""What a brand is made of, beside its stories: files of its folder, and folders of files."""


class _Mark(Struct, frozen=True):
    """What changes with a file: editors write it anew, or put another one in its place."""

    modified: int
    size: int
    inode: int


Stamp = Mapping[str, _Mark]
"""By path; two of them are equal where no file has changed between them."""


def stamp_of(folder: Path) -> Stamp:
    """Return how the files of a brand are now; one that cannot be looked at is left out."""
    return {path: mark for part in PARTS for path, mark in _marks(folder / part)}


def _marks(path: Path) -> Iterator[tuple[str, _Mark]]:
    try:
        if path.is_dir():
            yield from _within(path)
        else:
            yield str(path), _mark(path.stat())
    except OSError:
        return


def _within(folder: Path) -> Iterator[tuple[str, _Mark]]:
    """Yield what is in a folder; links to other folders are not followed, as in reading."""
    for entry in os.scandir(folder):
        if entry.name.startswith((".", "__pycache__")):
            continue
        if entry.is_file():
            yield entry.path, _mark(entry.stat())
        elif entry.is_dir(follow_symlinks=False):
            yield from _marks(Path(entry.path))


def _mark(found: os.stat_result) -> _Mark:
    return _Mark(found.st_mtime_ns, found.st_size, found.st_ino)
