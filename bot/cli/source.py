"""Where what a brand says comes from: its folder, read whole or not at all."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from bot.brand.stamp import Stamp, stamp_of
from bot.cli.reading import playable, read_files
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import Reading
from bot.engine.python_dialogues import imported


class Source(Struct, frozen=True):
    """One brand's folder: `library` is what its files said when they were as `stamp` tells."""

    folder: Path
    environ: Mapping[str, str]
    stamp: Stamp
    library: Library

    def read(self) -> Reading:
        """Read the files as they are now; those in Python are imported."""
        return imported(read_files(self.folder, self.environ))


def source_of(folder: Path, environ: Mapping[str, str]) -> Source:
    """Read a brand for the first time; leave with exit code 1 where its files do not allow it.

    Args:
        folder: the brand's.
        environ: where `${NAME}` in brand.yaml is looked up.
    """
    stamp = stamp_of(folder)  # before it is read: what changes meanwhile is read once more
    return Source(folder, environ, stamp, playable(folder, environ))
