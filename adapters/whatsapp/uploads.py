"""Files of ours that Meta keeps already: each is uploaded once, and named by its id then."""

import asyncio
from hashlib import sha256
from typing import Final

from adapters.whatsapp.graph import Graph
from adapters.whatsapp.reply import Cut, Done, Reply, id_in
from bot.channels.uploading import Upload

MOST_KNOWN: Final = 1_000
"""So many files; beyond these the one that was used longest ago is uploaded anew."""

_Key = tuple[str, bytes]


class Uploads:
    """The ids of files, in memory: after a start each is uploaded once more.

    Args:
        graph: takes the files.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ids: dict[_Key, str] = {}

    async def id_of(self, file: Upload) -> str | Reply:
        """Return Meta's id of a file, or why there is none."""
        key = await _key(file)
        known = self._ids.pop(key, None)
        if known is None:
            reply = await self._graph.upload(file)
            known = id_in(reply) if isinstance(reply, Done) else None
            if known is None:
                return Cut("no id of the file") if isinstance(reply, Done) else reply
        self._ids[key] = known
        while len(self._ids) > MOST_KNOWN:
            del self._ids[next(iter(self._ids))]
        return known

    async def forget(self, file: Upload) -> bool:
        """Upload a file anew the next time; say whether it was known."""
        return self._ids.pop(await _key(file), None) is not None


async def _key(file: Upload) -> _Key:
    """Return by what a file is known; a thread reads it, for it may be large."""
    return file.media_type, await asyncio.to_thread(lambda: sha256(file.content).digest())
