"""The rulings on the language as stories, played through the real engine."""

from pathlib import Path

import pytest

from bot.channels.capabilities import Capabilities
from bot.dialogue.library import Library
from bot.dialogue.publish import read_brand
from bot.stories.play import play
from bot.stories.reading import read_stories
from bot.stories.story import Story

FOLDER = Path(__file__).parent / "language"
PROFILES = {"webchat": Capabilities(buttons=20)}
STORIES = read_stories(FOLDER)


@pytest.fixture(scope="module")
def library() -> Library:
    library = read_brand(FOLDER, {}, PROFILES).library
    assert library is not None
    return library


def test_every_story_can_be_read() -> None:
    assert not STORIES.faults


@pytest.mark.parametrize("story", STORIES.stories, ids=lambda story: story.name)
async def test_the_story_holds(story: Story, library: Library) -> None:
    failure = (await play(story, library, PROFILES)).failure
    assert failure is None, f"{failure}"
