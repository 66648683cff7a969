"""Walks through a brand for `convivio explore`, and writes one down."""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path

from msgspec.structs import replace

from bot.cli.reading import playable_reading
from bot.cli.refusal import wrong_use
from bot.cli.rehearsal import profiles
from bot.dialogue.publishing.library import Library
from bot.stories.exploration import Exploration, explored
from bot.stories.play import play
from bot.stories.reading import read_stories, stories_in
from bot.stories.sharing import shared_out
from bot.stories.shrinking import shrunk
from bot.stories.story import Stub
from bot.stories.walk import Walk
from bot.stories.walking import walk
from bot.stories.written_down import written_down


def explore(folder: Path, *, seed: int, walks: int, steps: int) -> tuple[Library, Exploration]:
    """Walk through a brand; leave with exit code 1 where its files do not allow it.

    Args:
        folder: the brand's.
        seed: the same seed walks the same way.
        walks: how many, one or more.
        steps: how many things are done on each at most.
    """
    reading, known = playable_reading(folder), profiles()
    library = reading.library
    assert library is not None
    stories = read_stories(folder).stories
    told = [step for story in stories for step in story.steps if isinstance(step, Stub)]

    def one(number: int) -> Coroutine[None, None, Walk]:
        return walk(library, known, told, seed=seed, number=number, steps=steps)

    done = shared_out(one, range(walks))
    return library, replace(explored(done, library, seed), places=reading.places)


def refuse_unwritable(file: Path) -> None:
    """Refuse a file that cannot be begun, before anybody walks: exit code 2."""
    if file.exists():
        raise wrong_use(f"{file} is there already.")
    if not file.parent.is_dir():
        raise wrong_use(f"There is no folder {file.parent}: make it first.")
    if not os.access(file.parent, os.W_OK):
        raise wrong_use(f"Nothing can be written in {file.parent}.")


def write_down(exploration: Exploration, library: Library, file: Path) -> None:
    """Write the walk that is worth most as a story, once it has been played and holds.

    Of one that found something, only what it takes to find it is written.
    """
    told = exploration.furthest
    name = f"walk {told.number} of seed {exploration.seed}"
    known = profiles()
    finding = next(iter(told.found), None)
    if finding is not None:
        name = f"{finding.kind} at {finding.place}, {name}"
        told = asyncio.run(shrunk(told, finding, library, known))
    text = written_down(told, name)
    (story,) = stories_in(file.name, text.encode()).stories
    failure = asyncio.run(play(story, library, known)).failure
    if failure is not None:
        raise AssertionError(failure.message)
    file.write_text(text, encoding="utf-8")
