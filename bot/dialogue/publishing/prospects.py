"""What becomes of the dialogues under way in older versions: which move, which stay, and why."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from bot.dialogue.machine.state import Frame, State
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.moved_runs import Hindrance, moved_frames

Outcome = Literal["moves", "replays", "stays", "cannot"]
"""`moves` at its next turn, `replays` its changed code in Python, which may fit what was answered
or not, `stays` in its version until it ends, or `cannot` move though its dialogue says so, or go on
at all."""


class Prospect(Struct, frozen=True):
    """What is to come for dialogues that are under way in one version.

    `hindrance` is None where they move.
    """

    dialogue: str
    version: str
    outcome: Outcome
    hindrance: Hindrance | None = None


class Prospects:
    """Counts them, over one conversation after the other.

    Args:
        library: what is published, or would be, with the older versions that are kept.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._current = {program.version for program in library.published}
        self.counts: Counter[Prospect] = Counter()
        self.up_to_date = 0

    def add(self, state: State) -> None:
        """Count the dialogues under way in a conversation."""
        for frames in _under_way(state):
            if all(frame.version in self._current for frame in frames):
                self.up_to_date += 1
            else:
                self.counts[self._prospect(frames)] += 1

    def count(self, *outcomes: Outcome) -> int:
        """Return how many there are of these outcomes."""
        return sum(count for one, count in self.counts.items() if one.outcome in outcomes)

    def _prospect(self, frames: tuple[Frame, ...]) -> Prospect:
        moved = moved_frames(self._library, frames)
        if isinstance(moved, Hindrance):
            outcome: Outcome = "stays" if moved.reason in _STAYS else "cannot"
            return Prospect(moved.dialogue, moved.version, outcome, moved)
        older = [frame for frame in frames if frame.version not in self._current]
        played = (one for one in older if one.dialogue in self._library.python)
        if (first := next(played, None)) is not None:
            return Prospect(first.dialogue, first.version, "replays")
        return Prospect(older[0].dialogue, older[0].version, "moves")


_STAYS = frozenset({"not moves", "dialogue gone"})


def _under_way(state: State) -> Iterator[tuple[Frame, ...]]:
    yield from (thread.frames for thread in state.threads if thread.frames)
    yield from (resting.frames for resting in state.resting if resting.frames)
