"""Files of ours that Telegram keeps already: each is uploaded once, and named by its id then."""

import asyncio
from hashlib import sha256

from msgspec import Struct

from adapters.telegram.files import FileKind
from bot.channels.latest import Latest
from bot.channels.uploading import Upload

MOST_KNOWN = 1_000
"""So many files; beyond these the one that was used longest ago is uploaded anew."""


class Key(Struct, frozen=True):
    """A file as it was shown: the same content under another name is another document."""

    kind: FileKind
    name: str
    digest: bytes


async def key_of(kind: FileKind, upload: Upload) -> Key:
    """Return by what a file is known; a thread reads it, for it may be large."""
    digest = await asyncio.to_thread(lambda: sha256(upload.content).digest())
    return Key(kind, upload.name, digest)


class KnownFiles:
    """The ids of files, in memory: after a start each is uploaded once more."""

    def __init__(self) -> None:
        self._ids: Latest[Key, str] = Latest(MOST_KNOWN)

    def id_of(self, key: Key) -> str | None:
        """Return Telegram's id of a file, None where it is to be uploaded."""
        return self._ids.get(key)

    def keep(self, key: Key, file_id: str | None) -> None:
        """Remember the id of a file that was uploaded."""
        if file_id is not None:
            self._ids.put(key, file_id)

    def forget(self, key: Key) -> None:
        """Upload a file anew: Telegram no longer takes its id."""
        self._ids.drop(key)
