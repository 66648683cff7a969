"""Walks: at random by a seed, or along moves that are known."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from random import Random

from bot.channels.capabilities import Capabilities
from bot.dialogue.publishing.library import Library
from bot.stories.difference import StoryFailed
from bot.stories.impulses import Impulses, Move
from bot.stories.sample_stubs import stubs_for
from bot.stories.stage import stage_for
from bot.stories.story import NOWHERE, SOMEBODY, Cast, Story, Stub
from bot.stories.venue import clock_of, venue_of
from bot.stories.walk import Finding, Opening, Walk
from bot.stories.walker import Walker

NIGHT = datetime(2030, 6, 4, 23)  # noqa: DTZ001 - the brand's own zone is added
"""A Tuesday, when most quiet hours have begun."""

_LATE = 3


async def walk(  # noqa: PLR0913 - most of it is said by name
    library: Library,
    profiles: Mapping[str, Capabilities],
    told: Sequence[Stub] = (),
    *,
    seed: int,
    number: int,
    steps: int,
) -> Walk:
    """Walk through a brand.

    Args:
        library: the brand's dialogues.
        profiles: what each installed adapter's platform can do, by the adapter's name.
        told: the stubs of its stories: what the outside may answer.
        seed: the same seed and number walk the same way.
        number: which of the walks of this seed.
        steps: how many things are done.
    """
    chance = Random(f"{seed}-{number}")  # noqa: S311 - it must be drawn again the same way
    story = _story(library, f"walk {number} of seed {seed}", number, chance)
    opening = Opening(story, stubs_for(library, told, chance))
    impulses = Impulses(library, chance)
    async with _walker(library, profiles, opening) as walker:
        for _ in range(steps):
            await walker.take(walker.drawn(impulses))
        return walker.walked(number)


async def follow(
    library: Library,
    profiles: Mapping[str, Capabilities],
    opening: Opening,
    moves: Sequence[Move],
    wanted: Finding,
) -> Walk | None:
    """Walk along known moves until something is found; None where it is not.

    Args:
        library: the brand's dialogues.
        profiles: what each installed adapter's platform can do, by the adapter's name.
        opening: how it begins.
        moves: what is done, as far as it can be done here.
        wanted: what is to be found.
    """
    async with _walker(library, profiles, opening) as walker:
        for move in moves:
            try:
                await walker.take(move)
            except StoryFailed:
                return None
            if wanted in walker.found:
                return walker.walked(0)
    return None


@asynccontextmanager
async def _walker(
    library: Library, profiles: Mapping[str, Capabilities], opening: Opening
) -> AsyncIterator[Walker]:
    story = opening.story
    venue = venue_of(story, library.brand, profiles)
    async with stage_for(library, story, venue, clock_of(story, library.brand)) as stage:
        for stub in opening.stubs:
            stage.stubs.add(stub)
        await stage.begin([SOMEBODY])
        yield Walker(library, stage, opening)


def _story(library: Library, name: str, number: int, chance: Random) -> Story:
    """Return who walks where: every second one has subscribed to everything, some have a name.

    The channels and languages of the brand take turns, and one walk in four begins at night.
    """
    brand = library.brand
    channels = (name for name in brand.channels if name != brand.named_desk)
    subscribed = tuple(brand.topics) if number % 2 else ()
    called = "Ada" if number % 3 else None
    return Story(
        name,
        NOWHERE,
        (),
        channel=chance.choice([None, *channels]),
        language=chance.choice([None, *brand.languages[1:]]),
        now=NIGHT if number % 4 == _LATE else None,
        cast=Cast(name=called, first_name=called, subscribed=subscribed),
    )
