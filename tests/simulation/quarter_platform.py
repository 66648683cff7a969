"""A platform that refuses, loses and forgets at times; what it does to a message is its fate."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from typing import Literal

from bot.channels.contract import Group
from bot.core.content import Message
from bot.core.outcomes import (
    Accepted,
    Outcome,
    Rejected,
    Throttled,
    Unknown,
    Unreachable,
)
from tests.simulation.moved_product import Clock, Memory
from tests.simulation.quarter_judge import Judge, told_by

Fate = Literal["accepted", "throttled", "refused", "lost", "came"]

LEAVE = "No more of these"

KEPT = 8
"""Messages that people still see."""

FATES: tuple[tuple[float, Fate], ...] = (
    (0.020, "throttled"),
    (0.003, "refused"),
    (0.005, "lost"),
    (0.005, "came"),
)
"""Shares of messages that do not go through; `came` is one whose answer is lost."""

RACES = 0.02
"""Share of openings during which somebody else stops or leaves."""

_REASONS: dict[str, Outcome] = {
    "accepted": Accepted(),
    "throttled": Throttled("busy"),
    "refused": Rejected("malformed"),
    "lost": Unknown("timed out"),
    "came": Unknown("timed out"),
    "blocked": Unreachable("blocked"),
}
_TOLD = {"refused": "rejected", "lost": "unknown", "came": "unknown", "blocked": "unreachable"}

Race = Callable[[str, float], Awaitable[None]]
"""Let somebody change their mind now, chosen by a number, while an opening is under way."""


class Square(Memory):
    """Where everybody is."""

    def __init__(self, clock: Clock, judge: Judge, seed: int) -> None:
        super().__init__(clock)
        self.judge = judge
        self.blocked: set[str] = set()
        self.seen: dict[str, deque[Message]] = defaultdict(lambda: deque(maxlen=KEPT))
        self.leaving: dict[tuple[str, str], str] = {}
        self.race: Race | None = None
        self._seed = seed

    async def deliver(self, group: Group) -> Sequence[Outcome]:
        self.tries += 1
        who, now = group.to, self.clock()
        self.judge.addressed(who, [part.message.text for part in group.parts], now)
        await self._let_race(group)
        fate = "blocked" if who in self.blocked else self._fate(group)
        for part in group.parts:
            self._meet(who, part.message, fate)
        if fate in {"accepted", "came"}:
            self._show_way_out(group)
        return [_REASONS[fate]] * len(group.parts)

    def _meet(self, who: str, message: Message, fate: str) -> None:
        self.judge.note(who, self.clock(), f"{fate}: {message.text[:20]!r}")
        self.judge.ended(who, message.text, _TOLD.get(fate, fate))
        if fate in {"accepted", "came"}:
            self.seen[who].append(message)
            self.judge.received(who, message.text, self.clock())

    def _show_way_out(self, group: Group) -> None:
        """Remember the button under an opening: it works for ever."""
        topic = told_by(group.parts[0].message.text).topic
        for button in group.parts[-1].message.buttons:
            if topic is not None and button.label == LEAVE:
                self.leaving[group.to, topic] = button.id

    async def _let_race(self, group: Group) -> None:
        text = group.parts[0].message.text
        chance = self._chance("race", group.id)
        if self.race is not None and text.startswith("[open") and chance < RACES:
            await self.race(text, chance / RACES)
        await asyncio.sleep(0)

    def _fate(self, group: Group) -> Fate:
        chance = self._chance("fate", f"{group.id} {group.attempt}")
        for share, fate in FATES:
            if chance < share:
                return fate
            chance -= share
        return "accepted"

    def _chance(self, what: str, name: str) -> float:
        """Return a number that belongs to a name, whenever it is asked for."""
        digest = sha256(f"{self._seed} {what} {name}".encode()).digest()
        return int.from_bytes(digest[:8], "big") / 2**64

    def button(self, who: str, label: str, within: str = "") -> str | None:
        """Return the newest button with a label that somebody sees, where its text holds this."""
        for message in reversed(self.seen[who]):
            for one in message.buttons if within in message.text else ():
                if one.label == label:
                    return one.id
        return None
