"""Files of ours that Meta keeps already: each is uploaded once, and named by its id then."""

import asyncio
from hashlib import sha256
from typing import Final

from adapters.whatsapp.graph import Graph
from adapters.whatsapp.reply import Cut, Done, Reply, id_in
from bot.channels.latest import Latest
from bot.channels.uploading import Upload

MOST_KNOWN: Final = 1_000
"""So many files; beyond these the one that was used longest ago is uploaded anew."""

_Key = tuple[str, bytes]


class KnownFiles:
    """The ids of files, in memory: after a start each is uploaded once more.

    Args:
        graph: takes the files.
    """

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._ids: Latest[_Key, str] = Latest(MOST_KNOWN)
        self._under_way: dict[_Key, asyncio.Task[str | Reply]] = {}

    async def id_of(self, file: Upload) -> str | Reply:
        """Return Meta's id of a file, or why there is none.

        While it is on its way, whoever else wants it waits for the same upload.
        """
        key = await _key(file)
        known = self._ids.get(key)
        return await asyncio.shield(self._sent_up(key, file)) if known is None else known

    async def forget(self, file: Upload) -> bool:
        """Upload a file anew the next time; say whether it was known."""
        return self._ids.drop(await _key(file)) is not None

    def _sent_up(self, key: _Key, file: Upload) -> "asyncio.Task[str | Reply]":
        if key not in self._under_way:
            task = asyncio.create_task(self._upload(key, file))
            self._under_way[key] = task
            task.add_done_callback(lambda _: self._under_way.pop(key, None))
        return self._under_way[key]

    async def _upload(self, key: _Key, file: Upload) -> str | Reply:
        reply = await self._graph.upload(file)
        if not isinstance(reply, Done):
            return reply
        found = id_in(reply)
        if found is None:
            return Cut("no id of the file")
        self._ids.put(key, found)
        return found


async def _key(file: Upload) -> _Key:
    """Return by what a file is known; a thread reads it, for it may be large."""
    return file.media_type, await asyncio.to_thread(lambda: sha256(file.content).digest())
