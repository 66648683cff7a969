"""Many walks through a brand, and what they found."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from bot.brand.wording import counted
from bot.core.values import Value
from bot.dialogue.machine.turn import Visit
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.places import StepPlaces
from bot.stories.reach import Reach, reach_of
from bot.stories.reach_report import reach_as_json, reach_lines
from bot.stories.walk import Finding, Walk

_LAST = 12
"""Lines of a conversation that show how it came to a finding."""


class Found(Struct, frozen=True):
    """A finding, with the first walk that came to it and how its conversation went."""

    finding: Finding
    walk: int
    conversation: tuple[str, ...]


class Exploration(Struct, frozen=True):
    """Everything that came of walking through a brand; `furthest` saw the most of it."""

    seed: int
    walks: int
    strides: int
    found: tuple[Found, ...]
    reach: Reach
    furthest: Walk
    places: StepPlaces = field(default_factory=dict)

    def place_of(self, finding: Finding) -> str:
        """Return where something was found: in a file, else in words."""
        dialogue, _, path = finding.place.partition("/")
        place = self.places.get(Visit(dialogue, path))
        return finding.place if place is None else str(place)


def explored(walks: Sequence[Walk], library: Library, seed: int) -> Exploration:
    """Return what walks found, each finding once.

    Args:
        walks: at least one, in order.
        library: the brand's dialogues.
        seed: that of the walks.
    """
    first: dict[Finding, Found] = {}
    for walk in walks:
        for finding, conversation in walk.found.items():
            first.setdefault(finding, Found(finding, walk.number, conversation))
    visits = {visit for walk in walks for visit in walk.trail}
    ways = {way for walk in walks for way in walk.ways}
    return Exploration(
        seed,
        len(walks),
        sum(len(walk.strides) for walk in walks),
        tuple(first.values()),
        reach_of(library, visits, ways),
        max(walks, key=lambda walk: (len(walk.found), len(walk.trail))),
    )


def exploration_as_json(exploration: Exploration) -> dict[str, Value]:
    """Return the document of `convivio explore --json`."""
    return {
        "seed": exploration.seed,
        "walks": exploration.walks,
        "steps": exploration.strides,
        "findings": [
            {
                "kind": one.finding.kind,
                "place": exploration.place_of(one.finding),
                "message": one.finding.words,
                "walk": one.walk,
                "conversation": list(one.conversation),
            }
            for one in exploration.found
        ],
        **reach_as_json(exploration.reach, exploration.places),
    }


def exploration_as_text(exploration: Exploration) -> str:
    """Return what a person reads: each finding with its conversation, then what no walk reached."""
    return "\n".join(_lines(exploration))


def _lines(exploration: Exploration) -> Iterator[str]:
    for one in exploration.found:
        place = exploration.place_of(one.finding)
        yield f"{one.finding.kind.upper():8} {place}: {one.finding.words}"
        yield f"        walk {one.walk} of seed {exploration.seed}:"
        lines = [part for line in one.conversation[-_LAST:] for part in line.split("\n")]
        yield from (f"          {line}" for line in lines)
        yield ""
    yield f"{exploration.walks} walks of seed {exploration.seed}, {exploration.strides} steps."
    found = len(exploration.found)
    yield f"{counted(found, 'finding')}." if found else "Nothing is wrong."
    yield from reach_lines(exploration.reach, "walk", exploration.places)
