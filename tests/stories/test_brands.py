"""Brands whose stories say what the language means, played through the real engine."""

from collections.abc import Iterator

import pytest

from bot.cli.rehearsal import profiles
from bot.stories.play import play
from bot.stories.reading import read_stories
from bot.stories.story import Story
from tests.stories.brands import BRANDS, HERE, library_of

STORIES = {brand: read_stories(HERE / brand) for brand in BRANDS}


def every_story() -> Iterator[object]:
    for brand, stories in STORIES.items():
        for story in stories.stories:
            yield pytest.param(brand, story, id=f"{brand}: {story.name}")


@pytest.mark.parametrize("brand", BRANDS)
def test_every_file_of_stories_is_read(brand: str) -> None:
    assert STORIES[brand].stories
    assert not STORIES[brand].faults


@pytest.mark.parametrize(("brand", "story"), [*every_story()])
async def test_every_story_holds(brand: str, story: Story) -> None:
    failure = (await play(story, library_of(brand), profiles())).failure
    assert failure is None, f"{failure}"
