"""The files of a brand's own folder `media`, as channels need them: content, or an address."""

from collections.abc import Callable, Mapping
from typing import Protocol

from bot.core.content import Media, Message
from bot.core.media_address import is_own


class Files(Protocol):
    """The folder `media` of one brand; `path` is always the address of a file: `media/…`."""

    def read(self, path: str) -> bytes | None:
        """Return the content of a file, None where there is no such file; it takes its time."""
        ...

    def address(self, path: str) -> str:
        """Return where anybody on the web finds a file."""
        ...


Contents = Mapping[str, bytes]
"""The content of files by their addresses; a file that is not there is missing."""


Locate = Callable[[str], str]
"""Says where others find a file of the brand's own, by its address."""


def locate_in(files: Files | None) -> Locate:
    """Return how the files of a folder are found; without one, addresses stay as they are."""
    return str if files is None else files.address


def files_in(message: Message) -> tuple[Media, ...]:
    """Return the files that a message shows, the picture of its card last."""
    picture = None if message.card is None else message.card.image
    return message.media if picture is None else (*message.media, picture)


def own_files(message: Message) -> frozenset[str]:
    """Return the addresses of the brand's own files that a message shows."""
    return frozenset(media.url for media in files_in(message) if is_own(media.url))


def contents_of(addresses: frozenset[str], files: Files | None) -> Contents:
    """Return the content of files; it takes its time.

    Args:
        addresses: of the brand's own files.
        files: the folder, None where the channel was given none.
    """
    if files is None:
        return {}
    read = ((address, files.read(address)) for address in sorted(addresses))
    return {address: content for address, content in read if content is not None}
