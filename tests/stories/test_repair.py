"""The stories of a workshop where people change their mind: the rulings on repair, as they are."""

from pathlib import Path

import pytest

from bot.channels.registry import adapter_names
from bot.cli.rehearsal import profiles
from bot.dialogue.library import Library
from bot.dialogue.publish import read_brand
from bot.stories.play import play
from bot.stories.reading import read_stories
from bot.stories.story import Story

WORKSHOP = Path(__file__).parent / "repair"
STORIES = read_stories(WORKSHOP)


@pytest.fixture(scope="module")
def library() -> Library:
    reading = read_brand(WORKSHOP, {"TELEGRAM_TOKEN": "1:made-up"}, adapter_names())
    assert reading.library is not None, [str(fault) for fault in reading.faults]
    return reading.library


def test_every_file_of_stories_is_read() -> None:
    assert not STORIES.faults


@pytest.mark.parametrize("story", STORIES.stories, ids=lambda story: story.name)
async def test_every_story_holds(story: Story, library: Library) -> None:
    played = await play(story, library, profiles())
    assert played.failure is None, played.failure
