"""One walk: somebody who does this and that for a while, and what comes of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from bot.channels.capabilities import Capabilities
from bot.core.content import Message
from bot.dialogue.library import Library
from bot.dialogue.program import Wait
from bot.dialogue.turn import Visit
from bot.stories.impulses import Impulses, Move
from bot.stories.performance import Performance
from bot.stories.reach import Way
from bot.stories.sample_answers import NOWHERE
from bot.stories.sample_stubs import stubs_for
from bot.stories.stage import Stage, stage_for
from bot.stories.standing import Standing, standing_in
from bot.stories.story import SOMEBODY, Arrives, Cast, Presses, Says, Step, Story, Stub
from bot.stories.venue import clock_of, venue_of

Kind = Literal["crash", "incident", "silence", "refusal"]

BORED = 4
"""Answers that a question should take, and does not, after which it is a dead end."""


NIGHT = datetime(2030, 6, 4, 23)  # noqa: DTZ001 - the brand's own zone is added
"""A Tuesday, when most quiet hours have begun."""

_LATE = 3
BREATH = 60
"""Seconds that a brand may wait before it answers, without being silent."""


class Finding(Struct, frozen=True):
    """Something that a brand should know: `kind`, where, and in words what.

    A `crash` is the product's own, an `incident` something in the brand's files; `silence` is a
    message that nothing answers, `refusal` a question that takes none of its own answers.
    """

    kind: Kind
    place: str
    words: str


class Stride(Struct, frozen=True):
    """One step of a walk, with everything that was said then."""

    step: Step
    heard: tuple[Message, ...]


class Walk(Struct, frozen=True):
    """What somebody did and heard, and what was found, each with the conversation until then.

    `opening` is the story as it was before the first step: who, where, when, and in which language.

    `stubs` are what the outside answered.
    """

    number: int
    opening: Story
    strides: tuple[Stride, ...]
    found: dict[Finding, tuple[str, ...]]
    trail: frozenset[Visit]
    ways: frozenset[Way]
    stubs: tuple[Stub, ...] = ()


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
    story = _opening(library, f"walk {number} of seed {seed}", number, chance)
    venue = venue_of(story, library.brand, profiles)
    async with stage_for(library, story, venue, clock_of(story, library.brand)) as stage:
        stubs = stubs_for(library, told, chance)
        for stub in stubs:
            stage.stubs.add(stub)
        walker = _Walker(library, stage, story, chance)
        await stage.begin([SOMEBODY])
        for _ in range(steps):
            await walker.go_on()
        return replace(walker.walked(number), stubs=stubs)


def _opening(library: Library, name: str, number: int, chance: Random) -> Story:
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


class _Walker:
    def __init__(self, library: Library, stage: Stage, story: Story, chance: Random) -> None:
        self._library = library
        self._stage = stage
        self._opening = story
        self._performance = Performance(story, stage)
        self._impulses = Impulses(library, chance)
        self._strides: list[Stride] = []
        self._found: dict[Finding, tuple[str, ...]] = {}
        self._refused: dict[str, int] = {}

    async def go_on(self) -> None:
        """Do something, and judge what comes of it."""
        standing = self._standing()
        messages = self._stage.messages.get(SOMEBODY, [])
        move = self._impulses.next(standing, messages, self._stage.clock().date())
        incidents, failed = len(self._stage.incidents), self._stage.failed
        await self._performance.take(move.step)
        heard = tuple(self._performance.heard(SOMEBODY))
        self._strides.append(Stride(move.step, heard))
        if self._stage.failed > failed:
            self._find("crash", "the product", "It could not play this at all.")
        for incident in self._stage.incidents[incidents:]:
            place, _, words = incident.partition(": ")
            self._find("incident", place, words)
        self._judge(move, standing, heard)

    def walked(self, number: int) -> Walk:
        """Return the walk as far as it went."""
        return Walk(
            number,
            self._opening,
            tuple(self._strides),
            self._found,
            frozenset(self._stage.trail),
            frozenset(self._stage.ways),
        )

    def _judge(self, move: Move, standing: Standing, heard: tuple[Message, ...]) -> None:
        place = _place_of(standing)
        after = self._standing()
        if not heard and isinstance(move.step, Says | Presses | Arrives) and not _pauses(after):
            self._find("silence", place, "Nothing is said.")
        unmoved = after.reference == standing.reference and not standing.handed_over
        if move.answers and unmoved and after.misses:
            self._refused[place] = self._refused.get(place, 0) + 1
            if self._refused[place] >= BORED:
                self._find("refusal", place, "It takes none of the answers that it asks for.")
        else:
            self._refused.pop(place, None)

    def _find(self, kind: Kind, place: str, words: str) -> None:
        self._found.setdefault(Finding(kind, place, words), self._performance.conversation)

    def _standing(self) -> Standing:
        return standing_in(self._library, self._stage.state(SOMEBODY))


def _pauses(standing: Standing) -> bool:
    """Say whether the brand only takes a breath before it goes on, or people have taken over."""
    if standing.handed_over:
        return True
    waits = (step for step, _ in standing.awaited if isinstance(step, Wait))
    return any(step.seconds <= BREATH for step in waits)


def _place_of(standing: Standing) -> str:
    """Return where somebody stands, in words."""
    if standing.asked is None:
        return "where nothing is asked"
    return f"{standing.dialogue}/{standing.asked.path}"
