"""What came in waits here, in order, until it is stored; only then does its turn begin."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from adapters.discord.delays import Delays
from adapters.discord.heard import Heard
from bot.channels.contract import ChannelSettings, Intake, Receipt

MOST_WAITING = 4_000
"""Waiting at once: beyond it, messages are fetched later and interactions are asked again."""

_BATCH = 100
_LOG = logging.getLogger(__name__)


def conversation_of(heard: Heard) -> str:
    """Return what tells the conversations of a channel apart: a space, or a person alone."""
    return conversation(heard.incoming.sender.id, heard.incoming.space)


def conversation(to: str, space: str | None) -> str:
    """Return the same for a person (`to`) in a space, None for the private one."""
    return space if space is not None else f"@{to}"


class Mark(Struct, frozen=True):
    """A place in the order of what came in: `reached` is awaited before anything after it."""

    reached: Callable[[], Awaitable[None]]


class Reception:
    """The way from the gateway to intake, in order and in batches.

    Args:
        settings: of the channel.
        intake: takes updates in durably.
        delays: between attempts to store.
        stored: is told what was taken in and whether it was new.
    """

    def __init__(
        self,
        settings: ChannelSettings,
        intake: Intake,
        delays: Delays,
        stored: Callable[[Heard, Receipt], None],
    ) -> None:
        self._settings = settings
        self._intake = intake
        self._delays = delays
        self._stored = stored
        self._waiting: deque[Heard | Mark] = deque()
        self._held: dict[str, list[Heard]] = {}
        self._something = asyncio.Event()

    def put(self, heard: Heard) -> bool:
        """Let something wait for its turn to be stored; False where there is no room for it."""
        kept_back = sum(map(len, self._held.values()))
        if len(self._waiting) + kept_back >= MOST_WAITING:
            return False
        self._add(heard)
        return True

    def mark(self, reached: Callable[[], Awaitable[None]]) -> None:
        """Have `reached` awaited once everything before is stored, before anything after it."""
        self._add(Mark(reached))

    def hold(self, conversations: Sequence[str]) -> None:
        """Keep back what comes in for these conversations until each is released."""
        for name in conversations:
            self._held.setdefault(name, [])

    def holds_anything_for(self, name: str) -> bool:
        """Say whether something was kept back for a conversation."""
        return bool(self._held.get(name))

    def release(self, name: str, earlier: Sequence[Heard]) -> None:
        """Let a conversation go on: first what was missed, then what was kept back for it."""
        # In front: whatever waits already for its turn to be kept back came in later.
        self._waiting.extendleft(reversed((*earlier, *self._held.pop(name, ()))))
        self._something.set()

    async def run(self) -> None:
        """Store what comes in, as long as the channel is open."""
        while True:
            await self._something.wait()
            batch = self._next_batch()
            if batch:
                await self._store(batch)
            elif not self._waiting:
                self._something.clear()
            elif isinstance(first := self._waiting[0], Mark):
                self._waiting.popleft()
                await first.reached()

    def _add(self, entry: Heard | Mark) -> None:
        self._waiting.append(entry)
        self._something.set()

    def _next_batch(self) -> list[Heard]:
        """Return what may be stored next, leaving it in its place, up to the next mark."""
        batch: list[Heard] = []
        while self._waiting and len(batch) < _BATCH:
            entry = self._waiting[0]
            if isinstance(entry, Mark):
                break
            self._waiting.popleft()
            kept_back = self._held.get(conversation_of(entry))
            (batch if kept_back is None else kept_back).append(entry)
        return batch

    async def _store(self, batch: list[Heard]) -> None:
        failures = 0
        while batch:
            left = await self._try(batch)
            failures = failures + 1 if len(left) == len(batch) else 0
            batch = left
            if batch:
                await asyncio.sleep(self._delays.store(max(failures, 1)))

    async def _try(self, batch: list[Heard]) -> list[Heard]:
        """Return what of it is still not stored."""
        try:
            receipts = await self._intake(self._settings, [heard.incoming for heard in batch])
            answered = list(zip(batch, receipts, strict=True))
        except Exception as error:  # noqa: BLE001 - whatever the store does, nothing is lost
            _LOG.info("what came in could not be stored error=%s", type(error).__name__)
            return batch
        left = []
        for heard, receipt in answered:
            if receipt.taken == "full":
                left.append(heard)
            else:
                self._stored(heard, receipt)
        return left
