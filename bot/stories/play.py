"""Plays the stories of a brand, one after the other, each in a world of its own."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from bot.channels.capabilities import Capabilities
from bot.dialogue.library import Library
from bot.dialogue.turn import Visit
from bot.stories.difference import Failure, StoryFailed
from bot.stories.performance import Performance
from bot.stories.stage import stage_for
from bot.stories.story import Story
from bot.stories.venue import clock_of, venue_of


class Played(Struct, frozen=True):
    """How a story went: `failure` is None where it holds; `trail` are the steps it reached."""

    story: Story
    failure: Failure | None
    trail: frozenset[Visit]


async def play(story: Story, library: Library, profiles: Mapping[str, Capabilities]) -> Played:
    """Play one story.

    Args:
        story: what happens, and what must be true.
        library: the brand's dialogues.
        profiles: what each installed adapter's platform can do, by the adapter's name.
    """
    try:
        _check_topics(story, library)
        venue = venue_of(story, library.brand, profiles)
    except StoryFailed as failed:
        return Played(story, failed.failure, frozenset())
    async with stage_for(library, story, venue, clock_of(story, library.brand)) as stage:
        failure = None
        try:
            await Performance(story, stage).play()
        except StoryFailed as failed:
            failure = failed.failure
        return Played(story, failure, frozenset(stage.trail))


async def play_all(
    stories: Iterable[Story], library: Library, profiles: Mapping[str, Capabilities]
) -> list[Played]:
    """Play stories in order."""
    return [await play(story, library, profiles) for story in stories]


def _check_topics(story: Story, library: Library) -> None:
    for topic in story.cast.subscribed:
        if topic not in library.brand.topics:
            place = story.places.get("with", story.place)
            raise StoryFailed(Failure(place, f'The brand has no topic "{topic}".'))
