"""An outside that does as it is told, and dialogues that call it."""

import asyncio
from pathlib import Path

from acting import Theatre

from bot.core.calls import Action, Target
from bot.core.ids import BrandId
from bot.engine.calls.attempt import Answer, Attempt, Failure
from tests.dialogue.talking import written

FAILED = Failure("HTTP 500")

DIALOGUES = """
dialogue: lead
starts: [{command: lead}]
steps:
  - say: One moment.
  - do: actions.remember
    with: {who: "{person.first_name}"}
    as: lead
    failed: [{say: It did not work.}]
  - say: "Got {lead}."
  - ask: "And now?"
    as: then
  - say: "Then {then}."
---
dialogue: two
starts: [{command: two}]
steps:
  - do: actions.first
    as: first
    retries: 0
  - do: actions.second
    with: {first: "{first}"}
    as: second
  - say: "{first} {second}"
---
dialogue: other
starts: [{command: other}]
steps: [{say: Other.}]
---
dialogue: order
starts: [{event: order.paid}, {event: alarm, urgent: true}]
steps:
  - do: actions.find
    as: found
  - say: "{event.name} {found}"
---
dialogue: news
steps:
  - do: actions.todays
    as: offer
  - if: offer
    then: [{say: "Today {offer}."}, {ask: "Like it?", as: liked}]
---
dialogue: later
starts: [{command: later}]
steps:
  - wait: 1h
  - do: actions.find
    as: found
  - say: "Later {found}"
"""


class Outside:
    """Answers what it is told, in order, then "ok"; while `gate` is closed nothing comes back."""

    is_real = True

    def __init__(self) -> None:
        self.made: list[tuple[str, str]] = []
        self.answers: list[Attempt | Exception] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()
        self.under_way = 0
        self.most = 0
        self.arguments: list[dict[str, object]] = []

    async def attempt(self, brand: BrandId, target: Target, key: str) -> Attempt:
        assert isinstance(target, Action)
        self.made.append((target.name, key))
        self.arguments.append(dict(target.arguments))
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.begun.set()
        try:
            await self.gate.wait()
        finally:
            self.under_way -= 1
        answer = self.answers.pop(0) if self.answers else Answer("ok")
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def close(self) -> None: ...

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.made]

    @property
    def keys(self) -> set[str]:
        return {key for _, key in self.made}


def calling(folder: Path | None = None) -> tuple[Theatre, Outside]:
    """Return a theatre that plays dialogues which call an outside; it is not started."""
    theatre, outside = Theatre(folder), Outside()
    theatre.dialogues = dict(written(DIALOGUES).dialogues)
    theatre.plays = True
    theatre.outside = outside
    return theatre, outside


async def begin_call(theatre: Theatre, outside: Outside, text: str, **how: str) -> None:
    """Say something that leads to a call, which is under way until the gate is opened."""
    outside.gate.clear()
    await theatre.hear(text, **how)
    async with asyncio.timeout(5):
        await outside.begun.wait()
    outside.begun.clear()
    for player in theatre.engine._players.values():
        await player.idle()
