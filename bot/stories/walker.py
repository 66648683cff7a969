"""Somebody who walks through a brand, and what is judged of each thing that they do."""

from bot.core.content import Message
from bot.dialogue.machine.state import EMPTY
from bot.dialogue.program import Wait
from bot.dialogue.publishing.library import Library
from bot.stories.impulses import Impulses, Move
from bot.stories.performance import Performance
from bot.stories.stage import Stage
from bot.stories.standing import Standing, standing_in
from bot.stories.story import SOMEBODY, Arrives, Presses, Says
from bot.stories.walk import Finding, Kind, Opening, Stride, Walk

BORED = 4
"""Answers that a question should take, and does not, after which it is a dead end."""

BREATH = 60
"""Seconds that a brand may wait before it answers, without being silent."""


class Walker:
    """Somebody on the stage, who does one thing after the other.

    Args:
        library: the brand's dialogues.
        stage: where they talk.
        opening: how it begins.
    """

    def __init__(self, library: Library, stage: Stage, opening: Opening) -> None:
        self._library = library
        self._stage = stage
        self._opening = opening
        self._performance = Performance(opening.story, stage)
        self._strides: list[Stride] = []
        self._found: dict[Finding, tuple[str, ...]] = {}
        self._refused: dict[str, int] = {}

    @property
    def found(self) -> dict[Finding, tuple[str, ...]]:
        """What was found so far."""
        return self._found

    def drawn(self, impulses: Impulses) -> Move:
        """Return something to do where they stand."""
        messages = self._stage.messages.get(SOMEBODY, [])
        return impulses.next(self._standing(), messages, self._stage.clock().date())

    async def take(self, move: Move) -> None:
        """Do something, and judge what comes of it.

        Raises:
            StoryFailed: it cannot be done here.
        """
        standing, observed = self._standing(), self._stage.observed
        incidents, failed = len(observed.incidents), observed.failed
        await self._performance.take(move.step)
        heard = tuple(self._performance.heard(SOMEBODY))
        self._strides.append(Stride(move, heard))
        if observed.failed > failed:
            self._find("crash", "the product", "It could not play this at all.")
        for incident in observed.incidents[incidents:]:
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
            frozenset(self._stage.observed.trail),
            frozenset(self._stage.observed.ways),
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
        state = self._stage.observed.states.get(SOMEBODY, EMPTY)
        return standing_in(self._library, state)


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
