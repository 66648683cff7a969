"""Where a conversation stands between two turns: all that the machine remembers of it.

Every struct is an array when it is encoded: an ordinary dialogue takes well under 1 KB.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from bot.core.ids import RunId
from bot.core.values import Value

MOST_CHECKPOINTS = 32
"""Answered questions that *back* can return to."""

MOST_LIVE = 8
"""Messages of ours, newest first, whose buttons still do something."""

Kind = Literal["say", "language", "privacy", "erase", "which"]


class Frame(Struct, frozen=True, array_like=True):
    """One run in progress: `at` is the instruction that it stands at, a question or a call."""

    run: RunId
    dialogue: str
    version: str
    at: int
    slots: dict[str, Value] = field(default_factory=dict)


class Checkpoint(Struct, frozen=True, array_like=True):
    """How to return to an answered question: only what has changed since it was asked.

    `depth` frames from the bottom are still there; the innermost of them stood at `at`, with the
    values of `slots`. `above` are the frames that stood above them. `person` holds the facts as
    they were, `answer` what was answered.
    """

    depth: int
    at: int
    slots: dict[str, Value]
    person: dict[str, Value]
    above: tuple[Frame, ...]
    answer: Value


class Waiting(Struct, frozen=True, array_like=True):
    """A question that waits: its buttons carry `reference`.

    `misses` counts what was no answer, `picked` holds the choices taken so far. `shown` is the
    exact text shown, kept where an answer may be a consent, in `language`. `consented` says of an
    offer that its topic was consented to when it was made: *back* led to it.
    """

    reference: str
    misses: int = 0
    picked: tuple[int, ...] = ()
    shown: str | None = None
    language: str | None = None
    consented: bool = False


class Thread(Struct, frozen=True, array_like=True):
    """A dialogue under way with those that it called, the innermost last; it always waits.

    `history` lets *back* return. `kept` holds earlier answers, by `dialogue/path`, as defaults.
    """

    frames: tuple[Frame, ...]
    waiting: Waiting
    history: tuple[Checkpoint, ...] = ()
    kept: dict[str, Value] = field(default_factory=dict)


class Live(Struct, frozen=True, array_like=True):
    """A message whose buttons still do something.

    `place` says what they are: dialogue, version, path and run of the step that spoke, else one
    name for each button. `used` has a bit for each button that was pressed: each acts once.
    `shown` is the exact text shown, kept where a press may lead to a consent, in `language`.
    """

    reference: str
    kind: Kind
    place: tuple[str, ...]
    used: int = 0
    shown: str | None = None
    language: str | None = None


class Panel(Struct, frozen=True, array_like=True):
    """A question of the product's own that was asked last, among the live messages."""

    reference: str
    misses: int = 0


class Ended(Struct, frozen=True, array_like=True):
    """The dialogue that ended last, with the last values of its slots."""

    dialogue: str
    slots: dict[str, Value]


class State(Struct, frozen=True, array_like=True):
    """One conversation: `threads` are interrupted by those after them, the last one waits."""

    threads: tuple[Thread, ...] = ()
    live: tuple[Live, ...] = ()
    panel: Panel | None = None
    last: Ended | None = None


EMPTY = State()
"""A conversation in which nothing has happened yet."""


def waiting_dialogue(state: State) -> str | None:
    """Return the innermost dialogue that waits for the person, None where nothing runs."""
    return state.threads[-1].frames[-1].dialogue if state.threads else None


def innermost_slots(state: State) -> Mapping[str, Value]:
    """Return the slots of the innermost run, or of the dialogue that ended last."""
    if state.threads:
        return state.threads[-1].frames[-1].slots
    return state.last.slots if state.last is not None else {}
