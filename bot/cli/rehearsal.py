"""Reads a brand with its stories and plays them."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.brand.suggestions import did_you_mean
from bot.channels.capabilities import Capabilities
from bot.channels.registry import adapter_names, make_adapter
from bot.cli.refusal import wrong_use
from bot.dialogue.publish import read_brand
from bot.stories.play import play_all
from bot.stories.reach import unreached
from bot.stories.reading import Stories, read_stories
from bot.stories.report import Report
from bot.stories.story import Story


def rehearse(folder: Path, name: str | None) -> Report:
    """Play the stories of a brand, or the one that is called `name`.

    Warnings about the brand's files are left to `convivio check`.
    """
    reading = read_brand(folder, os.environ, adapter_names())
    stories = read_stories(folder)
    if reading.library is None:
        return Report((), faults=(*reading.faults, *stories.faults))
    chosen = _called(name, stories)
    played = tuple(asyncio.run(play_all(chosen, reading.library, profiles())))
    reached = {visit for one in played for visit in one.trail}
    missed = unreached(reading.library, reached) if name is None and played else ()
    return Report(played, missed, stories.faults)


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
