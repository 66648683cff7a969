"""One conversation in neutral words, whatever the door: who does what, and what they then read."""

import asyncio
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.channels.support import Block

PATIENCE = 15.0
"""Seconds until an answer that has not come is missing: the paced platforms are the slowest."""


@dataclass(frozen=True)
class Say:
    """Something typed."""

    text: str


@dataclass(frozen=True)
class Press:
    """A button pressed, by its label: the newest one, or that of the message that holds `of`."""

    label: str
    of: str | None = None


Act = Say | Press


@dataclass(frozen=True)
class Heard:
    """One message of the brand as a person reads it: plain text, and the labels below it.

    `framed` is what stands in a frame of its own, where the platform has one for cards; `pictures`
    is how many there are. `blocks` are what else there is in the platform's own form.
    """

    text: str
    labels: tuple[str, ...] = ()
    framed: str = ""
    pictures: int = 0
    blocks: frozenset[Block] = frozenset()


SURVEY: Sequence[Act] = (
    Say("survey"),
    Press("A conversation"),
    Say("The baker *next door* {7*6} <b>&"),
    Say("eleven"),
    Say("8"),
    Press("Yes"),
)
"""Through the example's survey by its longest way, with one wrong answer on it."""

Line = tuple[str, str]
"""A line of text ("text", …) or a button ("button", label)."""


class Talker(Protocol):
    """One person at one door; `account` is their id on its channel."""

    account: str

    async def do(self, act: Act) -> None:
        """Say or press something; returns once the platform or the product has it."""
        ...

    async def heard(self) -> list[Heard]:
        """Return all that the brand has said to them so far."""
        ...


async def listen(talker: Talker, count: int, every: float = 0.05, latest: str = "") -> list[Heard]:
    """Return all that a person heard, once it is `count` messages.

    Args:
        talker: the person.
        count: how many messages it must be at least.
        every: seconds between two looks.
        latest: what the last of them holds, for one that is there may become another.

    Raises:
        TimeoutError: they did not come, with those that did.
    """
    end = asyncio.get_running_loop().time() + PATIENCE
    while len(heard := await talker.heard()) < count or not _holds(heard[count - 1], latest):
        if asyncio.get_running_loop().time() > end:
            raise TimeoutError(f"message {count} did not come after {heard}")
        await asyncio.sleep(every)
    return heard


def _holds(heard: Heard, words: str) -> bool:
    return words in plain(f"{heard.text}\n{heard.framed}")


def plain(text: str) -> str:
    """Return a text as stories compare it."""
    return unicodedata.normalize("NFC", text).strip()


def lines_of(text: str, labels: Sequence[str]) -> list[Line]:
    """Return one message as neutral lines."""
    return [("text", line.strip()) for line in text.splitlines() if line.strip()] + [
        ("button", label) for label in labels
    ]
