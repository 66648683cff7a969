"""The folder `media` of a brand: what it shows to people, each file under the address `media/…`."""

from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bot.core.ids import BrandId
from bot.core.media_address import OWN, own_file, served_at

_REMEMBERED = 4
"""Files whose content is remembered: a broadcast shows everybody the same picture."""

_LARGEST_REMEMBERED = 4 * 1024 * 1024
"""Bytes of such a file: more than pictures for telephones have."""


class MediaFolder:
    """The files of one brand; nothing outside of its folder is ever opened, nor what is hidden.

    Args:
        folder: the brand's, in which `media` is.
        brand: whose.
        base: where the web server is reached, without a slash at its end.
    """

    def __init__(self, folder: Path, brand: BrandId, base: str) -> None:
        self._folder = folder
        self._brand = brand
        self._base = base

    def find(self, path: str) -> Path | None:
        """Return where a file is on this machine, None where there is no such file."""
        return find_media(self._folder, path)

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, None where there is no such file; it takes its time."""
        found = self.find(path)
        try:
            return None if found is None else _content(found)
        except OSError:
            return None

    def address(self, path: str) -> str:
        """Return where anybody on the web finds a file."""
        return self._base + served_at(self._brand, path)


def find_media(folder: Path, path: str) -> Path | None:
    """Return where a file is, None where there is none, or where a link leads out of the folder.

    Args:
        folder: the brand's.
        path: the address of a file, `media/…`.
    """
    address = own_file(path) if path.startswith(OWN) else None
    if address is None:
        return None
    try:
        home, found = (folder / OWN).resolve(), (folder / address).resolve()
        return found if found.is_file() and found.is_relative_to(home) else None
    except (OSError, ValueError, RuntimeError):
        return None


def _content(file: Path) -> bytes:
    about = file.stat()
    if about.st_size > _LARGEST_REMEMBERED:
        return file.read_bytes()
    return _remembered(file, (about.st_ino, about.st_mtime_ns, about.st_size))


@lru_cache(_REMEMBERED)
def _remembered(file: Path, mark: tuple[int, ...]) -> bytes:
    """Return the content of a file; with it changes its mark."""
    del mark
    return file.read_bytes()


def sizes_in(folder: Path) -> dict[str, int]:
    """Return the size of every file that can be shown, in bytes, by its address."""
    return dict(_sizes(folder))


def _sizes(folder: Path) -> Iterator[tuple[str, int]]:
    for path in sorted((folder / OWN).rglob("*")):
        address = path.relative_to(folder).as_posix()
        found = find_media(folder, address)
        with suppress(OSError):  # somebody may be taking it away
            if found is not None:
                yield address, found.stat().st_size
