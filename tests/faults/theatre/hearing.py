"""All that people hear from the brand, on whichever channel, and the wait for it."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.faults.foretold import Message


@dataclass(frozen=True)
class Heard:
    """One message: the id that it has on its channel, and its buttons by label."""

    id: str
    message: Message
    buttons: Mapping[str, str] = field(default_factory=dict)


def as_heard(told: Mapping[str, Any]) -> Heard:
    """Return a message as the chat page and webhooks tell it."""
    buttons = {button["label"]: str(button["id"]) for button in told["buttons"]}
    return Heard(told["id"], (told["text"], tuple(buttons)), buttons)


class Hearing:
    """What everybody has heard, each message of one id once, in the order in which it came."""

    def __init__(self) -> None:
        self.heard: dict[str, list[Heard]] = defaultdict(list)
        self._ids: dict[str, set[str]] = defaultdict(set)
        self._news: dict[str, asyncio.Event] = defaultdict(asyncio.Event)

    def hear(self, where: str, heard: Heard) -> None:
        """Let whoever listens there hear this, unless they have heard it before."""
        if heard.id in self._ids[where]:
            return
        self._ids[where].add(heard.id)
        self.heard[where].append(heard)
        self._news.pop(where, asyncio.Event()).set()

    async def reaches(
        self, where: str, since: int, wanted: Sequence[Message], seconds: float
    ) -> bool:
        """Wait until all of this was heard in this order; what comes between does not matter.

        Args:
            where: who listens.
            since: how many messages they had heard before.
            wanted: what they wait for.
            seconds: for how long.

        Returns:
            Whether it came.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._has(where, since, wanted):
                    await self._news[where].wait()
        return self._has(where, since, wanted)

    def _has(self, where: str, since: int, wanted: Sequence[Message]) -> bool:
        place = 0
        for heard in self.heard[where][since:]:
            if place < len(wanted) and heard.message == wanted[place]:
                place += 1
        return place == len(wanted)

    def newest_with(self, where: str, label: str) -> Heard:
        """Return the newest message with this button."""
        return next(one for one in reversed(self.heard[where]) if label in one.message[1])
