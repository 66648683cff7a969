"""Who wants to know what happens: each change goes to everyone who watches."""

import asyncio
from typing import Literal

from msgspec import Struct

from sandbox.telegram.objects import Message

KEPT_CHANGES = 1000
"""How many changes wait for a watcher who does not read; what is older is dropped."""


class Change(Struct, frozen=True, omit_defaults=True):
    """Something changed in a chat.

    `message` is the message as it stands now; of an answered press `text` is what it was answered;
    an `action` is what the bot says that it is doing, such as `typing`.
    """

    type: Literal["message", "edited", "deleted", "answered", "action"]
    chat: int
    message_id: int
    message: Message | None = None
    text: str | None = None
    action: str | None = None


class Watchers:
    """Everyone who watches."""

    def __init__(self) -> None:
        self._queues: set[asyncio.Queue[Change]] = set()

    @property
    def are_there(self) -> bool:
        """Whether anybody watches."""
        return bool(self._queues)

    def join(self) -> asyncio.Queue[Change]:
        """Return a queue that holds every change from now on."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._queues.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[Change]) -> None:
        """Watch no longer."""
        self._queues.discard(queue)

    def tell(self, change: Change) -> None:
        """Tell everyone who watches."""
        for queue in self._queues:
            if queue.qsize() >= KEPT_CHANGES:
                queue.get_nowait()
            queue.put_nowait(change)
