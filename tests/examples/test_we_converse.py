import os
from pathlib import Path

import pytest

from bot.channels.registry import adapter_names
from bot.cli.rehearsal import profiles
from bot.dialogue.library import Library
from bot.dialogue.publish import read_brand
from bot.stories.play import play, play_all
from bot.stories.reach import unreached
from bot.stories.reading import read_stories
from bot.stories.story import Story

EXAMPLE = Path(__file__).parents[2] / "examples" / "we-converse"
STORIES = read_stories(EXAMPLE)


@pytest.fixture(scope="module")
def library() -> Library:
    library = read_brand(EXAMPLE, os.environ, adapter_names()).library
    assert library is not None
    return library


SECRETS = {
    "TELEGRAM_TOKEN": "1:made-up",
    "DISCORD_TOKEN": "made.up.too",
    "SITE_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "WE_CONVERSE_FEED": "https://we-converse.example/feed.xml",
}


def test_it_checks_clean_but_for_its_secrets() -> None:
    faults = read_brand(EXAMPLE, {}, adapter_names()).faults
    assert {fault.severity for fault in faults} == {"warning"}
    assert [fault.message.split()[0] for fault in faults] == list(SECRETS)


def test_with_its_secrets_nothing_is_left() -> None:
    assert read_brand(EXAMPLE, SECRETS, adapter_names()).faults == ()


def test_there_are_stories_enough() -> None:
    assert not STORIES.faults
    assert len(STORIES.stories) >= 20


@pytest.mark.parametrize("story", STORIES.stories, ids=lambda story: story.name)
async def test_every_story_holds(story: Story, library: Library) -> None:
    played = await play(story, library, profiles())
    assert played.failure is None, played.failure


async def test_every_step_is_reached(library: Library) -> None:
    played = await play_all(STORIES.stories, library, profiles())
    assert unreached(library, {visit for one in played for visit in one.trail}) == ()
