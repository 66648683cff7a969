"""What each person must read and what must be kept of them: their lines, played in memory."""

import itertools
import os
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.brand.nodes import Place
from bot.core.events import Happening
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.store.database import open_store
from bot.stories.performance import Performance
from bot.stories.platform import AS_WRITTEN
from bot.stories.stage import Stage
from bot.stories.story import ActionStub, Later, Presses, Says, Step, Story
from bot.stories.venue import clock_of, venue_of
from tests.faults.books import Books, read_books
from tests.faults.market import CUP
from tests.faults.people import Line
from tests.signing import new_secret

ADAPTERS = {"telegram", "discord", "webhook", "webchat"}
NOWHERE = Place("script", 1, 1)
BREWED = ActionStub(NOWHERE, "actions.brew", returns=CUP)

Message = tuple[str, tuple[str, ...]]
"""A message as it is read: its text, and the labels of its buttons."""


@dataclass(frozen=True)
class Foretold:
    """For each person the messages that answer each of their lines, and everybody's books."""

    answers: dict[str, list[list[Message]]]
    books: Books


class _Recorder(Stage):
    """Remembers where in what each person hears the answers to each of their lines begin."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self._begins: dict[str, list[int]] = defaultdict(list)

    async def act(self, who: str, happening: Happening) -> None:
        self._begins[who].append(len(self.messages.get(who, ())))
        await super().act(who, happening)

    def answers(self, who: str) -> list[list[Message]]:
        """Return what somebody heard, line by line."""
        heard = [
            (one.text, tuple(button.label for button in one.buttons)) for one in self.messages[who]
        ]
        begins = [*self._begins[who], len(heard)]
        return [heard[begin:end] for begin, end in itertools.pairwise(begins)]


async def foretell(brand: Path, scripts: dict[str, tuple[Line, ...]], home: Path) -> Foretold:
    """Play everybody's lines, one person after the other, without a network.

    Args:
        brand: its folder.
        scripts: the lines of each person.
        home: a folder for the database.
    """
    library = _library(brand)
    steps = [step for who, lines in scripts.items() for line in lines for step in _steps(who, line)]
    story = Story("what is foretold", NOWHERE, (BREWED, *steps), language="en")
    database = home / "foretold.db"
    store = await open_store(f"sqlite:///{database}")
    venue = venue_of(story, library.brand, {"terminal": AS_WRITTEN})
    stage = _Recorder(library, story, venue, clock_of(story, library.brand))
    engine = await stage.open(store)
    try:
        await Performance(story, stage).play()
    finally:
        await engine.stop(0)
        await store.close()
    return Foretold({who: stage.answers(who) for who in scripts}, read_books(database))


def _steps(who: str, line: Line) -> list[Step]:
    """Return what a line is in a story, and the time that it takes."""
    said: Step = (
        Says(NOWHERE, who, line.text or "")
        if line.press is None
        else Presses(NOWHERE, who, line.press)
    )
    return [said, Later(NOWHERE, line.seconds)] if line.seconds else [said]


def _library(brand: Path) -> Library:
    secrets = {"TELEGRAM_TOKEN": "1:a", "DISCORD_TOKEN": "a", "SITE_SECRET": new_secret("a")}
    reading = read_brand(brand, os.environ | secrets, ADAPTERS)
    assert reading.library is not None, reading.faults
    return reading.library
