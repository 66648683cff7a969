"""Reads a brand with its stories and plays them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.brand.faults import Fault
from bot.brand.suggestions import did_you_mean
from bot.channels.capabilities import Capabilities
from bot.channels.registry import adapter_names, make_adapter
from bot.cli.reading import read_files
from bot.cli.refusal import wrong_use
from bot.dialogue.publishing.library import Library
from bot.engine.python_dialogues import imported
from bot.stories.play import Played
from bot.stories.reach import Reach, reach_of
from bot.stories.reading import Stories, read_stories
from bot.stories.report import Report
from bot.stories.sharing import play_shared
from bot.stories.story import Story

_NONE = Fault("tests", 1, 1, "There are no stories in tests/.", "warning")
"""What is said of a brand that nobody has written a story for."""


def rehearse(folder: Path, name: str | None, processes: int | None = None) -> Report:
    """Play the stories of a brand, or the one that is called `name`.

    Warnings about the brand's files are left to `convivio check`.

    Args:
        folder: the brand's.
        name: of a story or of its file, None for all.
        processes: how many play at once, None for as many as there is room for.
    """
    reading = imported(read_files(folder))
    stories = read_stories(folder)
    if reading.library is None:
        return Report((), faults=(*reading.faults, *stories.faults))
    chosen = _called(name, stories)
    played = play_shared(chosen, reading.library, profiles(), processes)
    reach = _reach(played, reading.library, name)
    faults = stories.faults if stories.stories or stories.faults else (_NONE,)
    return Report(played, reach, reading.places, faults)


def _reach(played: Sequence[Played], library: Library, name: str | None) -> Reach | None:
    """Return how far the stories go; one story alone need not go far."""
    if name is not None or not played:
        return None
    visits = {visit for one in played for visit in one.trail}
    return reach_of(library, visits, {way for one in played for way in one.ways})


def profiles() -> Mapping[str, Capabilities]:
    """Return what each installed adapter's platform can do, by the adapter's name."""
    return {name: make_adapter(name).capabilities for name in sorted(adapter_names())}


def _called(name: str | None, stories: Stories) -> Sequence[Story]:
    if name is None:
        return stories.stories
    found = [story for story in stories.stories if name in {story.name, story.place.file}]
    if not found and not stories.faults:
        hint = did_you_mean(name, [story.name for story in stories.stories]) or ""
        raise wrong_use(f'There is no story called "{name}". {hint}'.rstrip())
    return found
