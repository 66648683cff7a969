"""Plays the stories of a brand, one after the other, each in a world of its own."""

from collections.abc import Mapping

from msgspec import Struct

from bot.brand.nodes import Place
from bot.channels.capabilities import Capabilities
from bot.dialogue.machine.turn import Visit
from bot.dialogue.publishing.library import Library
from bot.stories.difference import Failure, StoryFailed
from bot.stories.performance import Performance
from bot.stories.reach import Way
from bot.stories.setting import setting_faults
from bot.stories.stage import stage_for
from bot.stories.story import Story
from bot.stories.venue import clock_of, venue_of


class Played(Struct, frozen=True):
    """How a story went: `failure` is None where it holds.

    `trail` are the steps that it reached, and `ways` from which it went to which. `incidents` are
    what went wrong in the brand's files on the way, in words: a story may hold all the same.
    """

    story: Story
    failure: Failure | None
    trail: frozenset[Visit]
    ways: frozenset[Way] = frozenset()
    incidents: tuple[str, ...] = ()


async def play(story: Story, library: Library, profiles: Mapping[str, Capabilities]) -> Played:
    """Play one story.

    Args:
        story: what happens, and what must be true.
        library: the brand's dialogues.
        profiles: what each installed adapter's platform can do, by the adapter's name.
    """
    if (misset := _misset(story, library, profiles)) is not None:
        return Played(story, misset, frozenset())
    venue = venue_of(story, library.brand, profiles)
    async with stage_for(library, story, venue, clock_of(story, library.brand)) as stage:
        failure = None
        try:
            await Performance(story, stage).play()
        except StoryFailed as failed:
            failure = failed.failure
        seen = stage.observed
        trail, ways = frozenset(seen.trail), frozenset(seen.ways)
        return Played(story, failure, trail, ways, tuple(seen.incidents))


def _misset(story: Story, library: Library, profiles: Mapping[str, Capabilities]) -> Failure | None:
    """Return the first name in the story that means nothing in this brand."""
    for fault in setting_faults([story], library, profiles):
        place = Place(fault.file, fault.line, fault.column)
        return Failure(place, f"{fault.message} {fault.hint}")
    return None
