"""Walks through a brand for `convivio explore`, and writes one down."""

import asyncio
from pathlib import Path

from bot.cli.reading import library_of
from bot.cli.refusal import wrong_use
from bot.cli.rehearsal import profiles
from bot.dialogue.library import Library
from bot.stories.exploration import Exploration, explored
from bot.stories.play import play
from bot.stories.reading import stories_in
from bot.stories.sharing import shared_out
from bot.stories.walk import walk
from bot.stories.written_down import written_down


def wander(folder: Path, *, seed: int, walks: int, steps: int) -> tuple[Library, Exploration]:
    """Walk through a brand; leave with exit code 1 where its files do not allow it.

    Args:
        folder: the brand's.
        seed: the same seed walks the same way.
        walks: how many, one or more.
        steps: how many things are done on each at most.
    """
    library, known = library_of(folder), profiles()
    done = shared_out(
        lambda number: walk(library, known, seed=seed, number=number, steps=steps), range(walks)
    )
    return library, explored(done, library, seed)


def write_down(exploration: Exploration, library: Library, file: Path) -> None:
    """Write the walk that is worth most as a story, once it has been played and holds."""
    if file.exists():
        raise wrong_use(f"{file} is there already.")
    told = exploration.furthest
    name = f"walk {told.number} of seed {exploration.seed}"
    text = written_down(told, name)
    (story,) = stories_in(file.name, text.encode()).stories
    failure = asyncio.run(play(story, library, profiles())).failure
    if failure is not None:
        raise AssertionError(failure.message)
    file.write_text(text, encoding="utf-8")
