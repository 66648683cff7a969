"""Where a conversation stands between two turns: all that the machine remembers of it.

Every struct is an array when it is encoded: an ordinary dialogue takes well under 1 KB.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct, field

from bot.core.ids import PersonId, RunId
from bot.core.values import Value

MOST_CHECKPOINTS = 256
"""Answered questions that *back* can return to: more than anybody goes back over, or asks."""

MOST_LIVE = 8
"""Messages of ours, newest first, whose buttons still do something."""

MOST_RESTING = 16
"""Dialogues that may rest at one time; beyond that the oldest is ended."""

MOST_PAST = 8
"""Questions of a group that are remembered when they are over, the latest."""

MOST_HEARD = 8
"""Events that are remembered for a wait that has not begun yet, the latest."""

LARGEST_HEARD = 4_096
"""Bytes of an event's data, as JSON, that are remembered: an order has far fewer."""

HEARD_FOR = 3_600_000
"""Milliseconds that an event is remembered for a wait that has not begun yet: one hour."""

Kind = Literal["say", "language", "privacy", "erase", "which", "anew", "link"]


class Given(Struct, frozen=True, array_like=True):
    """What one call of a dialogue in Python gave, or, as the last one, the call that it waits for.

    `call` names the call, and the type of its answer. `seen` are the facts that the function read
    on its way there. `missed` says that nothing came: its time was over, or it failed.
    """

    call: str
    value: Value = None
    seen: dict[str, Value] | None = None
    missed: bool = False


class Frame(Struct, frozen=True, array_like=True):
    """One run in progress: `at` is the instruction that it stands at, a question or a call.

    `begun` is when it began, in milliseconds since 1970. `loops` counts the passes of each loop
    that it is in, by its path. Of a dialogue in Python `journal` holds what its calls gave and the
    call that it stands at, and `at` is the number of that call among them. `by` is who began it,
    where all in a group share it.
    """

    run: RunId
    dialogue: str
    version: str
    at: int
    slots: dict[str, Value] = field(default_factory=dict)
    begun: int = 0
    loops: dict[str, int] = field(default_factory=dict)
    journal: tuple[Given, ...] = ()
    by: PersonId | None = None


class Done(Struct, frozen=True, array_like=True):
    """Something outside that was done at a step, `dialogue/path`: *back* cannot undo it.

    `digest` stands for the values that it was done with, `result` is what came of it.
    """

    step: str
    digest: str
    result: Value = None


class Checkpoint(Struct, frozen=True, array_like=True):
    """How to return to an answered question: only what has changed since it was asked.

    `depth` frames from the bottom are still there; the innermost of them stood at `at`, with the
    values of `slots`. `above` are the frames that stood above them. `person` holds the facts as
    they were, `answer` what was answered, `loops` are those that it was in, and `done` what was
    done outside since then.
    """

    depth: int
    at: int
    slots: dict[str, Value]
    person: dict[str, Value]
    above: tuple[Frame, ...]
    answer: Value
    loops: dict[str, int] = field(default_factory=dict)
    done: tuple[Done, ...] = ()


class Kept(Struct, frozen=True, array_like=True):
    """An answer from before the person went back: to the question `dialogue/path`.

    `answer` is null where there is nothing to offer as the default: it was skipped, or a consent.
    """

    question: str
    answer: Value = None


class Waiting(Struct, frozen=True, array_like=True):
    """A question that waits: its buttons carry `reference`.

    `misses` counts what was no answer, `picked` holds the choices taken so far. `shown` is the
    exact text shown, kept where an answer may be a consent, in `language`. `consented` says of an
    offer that its topic was consented to when it was made: *back* led to it. `timer` is the timer
    of its limit, where it has one; `late` says that it ran out while something else was going on.
    `telling` is the reference of the message that said last what is picked. Where everyone in a
    group answers, `votes` holds what each has chosen, in the order in which they did.
    """

    reference: str
    misses: int = 0
    picked: tuple[int, ...] = ()
    shown: str | None = None
    language: str | None = None
    consented: bool = False
    timer: str | None = None
    late: bool = False
    telling: str | None = None
    votes: dict[PersonId, tuple[str, ...]] = field(default_factory=dict)


class Thread(Struct, frozen=True, array_like=True):
    """A dialogue under way with those that it called, the innermost last; it always waits.

    `history` lets *back* return. `kept` holds the answers that it led over, in the order of their
    questions, as defaults (a map is what an earlier version kept); `spared` what was done outside
    meanwhile, and is not done again. `topic` is what the brand opened it for, None where the person
    or an event about them did.
    """

    frames: tuple[Frame, ...]
    waiting: Waiting
    history: tuple[Checkpoint, ...] = ()
    kept: tuple[Kept, ...] | dict[str, Value] = ()
    topic: str | None = None
    spared: tuple[Done, ...] = ()


class Heard(Struct, frozen=True, array_like=True):
    """An event that came; `at` is when, in milliseconds since 1970."""

    name: str
    data: Value = None
    at: int = 0


class WayBack(Struct, frozen=True, array_like=True):
    """How a dialogue that rests returns to the question whose answer led there.

    `origin` are its frames before that answer, `person` the facts that it changed since, as they
    were, and `done` what it did outside since.
    """

    origin: tuple[Frame, ...]
    answer: Value = None
    person: dict[str, Value] = field(default_factory=dict)
    done: tuple[Done, ...] = ()


class Affirmed(Struct, frozen=True, array_like=True):
    """What the person has just said yes to in words or by a button: the ground of a consent."""

    wording: str
    language: str
    reference: str


class Calling(Struct, frozen=True, array_like=True):
    """A call to the outside that is under way: as long as it is, its turn goes on.

    `digest` stands for what is called with, `key` is its idempotency key. Nobody waits for it after
    `until` (milliseconds since 1970). `steps` and `jumps` are what the turn may still take; `said`,
    `cause` and `affirmed` are what the steps before the call saw, and those after it see too.
    """

    call: str
    digest: str
    key: str
    until: int
    steps: int
    jumps: int
    said: str = ""
    cause: Heard | None = None
    affirmed: Affirmed | None = None


class Resting(Struct, frozen=True, array_like=True):
    """A dialogue that waits for a clock or an event, and for nothing that the person says.

    `timer` ends its wait. `woken` says that its wait is over while another dialogue goes on, by
    `event` or, where there is none, by the time; one whose innermost run has yet to begin stands
    before its first instruction. `calling` is what it waits for instead, where that is a call.
    """

    frames: tuple[Frame, ...]
    timer: str | None = None
    woken: bool = False
    event: Heard | None = None
    history: tuple[Checkpoint, ...] = ()
    kept: tuple[Kept, ...] | dict[str, Value] = ()
    way_back: WayBack | None = None
    topic: str | None = None
    spared: tuple[Done, ...] = ()
    calling: Calling | None = None


class Live(Struct, frozen=True, array_like=True):
    """A message whose buttons still do something.

    `place` says what they are: dialogue, version, path and run of the step that spoke, else one
    name for each button. `used` has a bit for each button that was pressed: each acts once.
    `shown` is the exact text shown, kept where a press may lead to a consent, in `language`.
    `slots` are those that its buttons show, as they were.
    """

    reference: str
    kind: Kind
    place: tuple[str, ...]
    used: int = 0
    shown: str | None = None
    language: str | None = None
    slots: dict[str, Value] = field(default_factory=dict)


class Panel(Struct, frozen=True, array_like=True):
    """A question of the product's own that was asked last, among the live messages."""

    reference: str
    misses: int = 0


class Ended(Struct, frozen=True, array_like=True):
    """The dialogue that ended last, with the last values of its slots."""

    dialogue: str
    slots: dict[str, Value]


class HandedOver(Struct, frozen=True, array_like=True):
    """People have taken over, since `at` in milliseconds since 1970: the bot is silent."""

    at: int


class Past(Struct, frozen=True, array_like=True):
    """A question that is over, by its reference; `told` says that somebody who was late knows."""

    reference: str
    told: bool = False


class State(Struct, frozen=True, array_like=True):
    """One conversation: `threads` are interrupted by those after them, the last one waits.

    `resting` wait for a clock or an event, the one that rests longest first. `heard` are the latest
    events that nothing has used yet. `opened` is the topic that the brand spoke of last.
    `handed_over` says that people have taken over. `lost` counts the messages in a row that meant
    nothing while nothing was going on. `album` is the one of which a picture came last. Of the
    conversation that all in a group share, `language` is what is talked in while something goes on,
    and `past` are its last questions, the newest first.
    """

    threads: tuple[Thread, ...] = ()
    live: tuple[Live, ...] = ()
    panel: Panel | None = None
    last: Ended | None = None
    resting: tuple[Resting, ...] = ()
    heard: tuple[Heard, ...] = ()
    opened: str | None = None
    handed_over: HandedOver | None = None
    lost: int = 0
    album: str | None = None
    language: str | None = None
    past: tuple[Past, ...] = ()


EMPTY = State()
"""A conversation in which nothing has happened yet."""


def rests(state: State) -> bool:
    """Say whether no question waits for the person; a dialogue may still rest meanwhile."""
    return not state.threads


def calling_in(resting: Sequence[Resting]) -> Resting | None:
    """Return the dialogue whose call is under way; there is one at most."""
    for one in resting:
        if one.calling is not None:
            return one
    return None


def timers_of(state: State) -> tuple[str, ...]:
    """Return the timers that a conversation waits for."""
    timers = [thread.waiting.timer for thread in state.threads]
    timers += [one.timer for one in state.resting]
    return tuple(filter(None, timers))


def waiting_dialogue(state: State) -> str | None:
    """Return the innermost dialogue that waits: for the person, else for a clock or an event.

    None where nothing runs.
    """
    frames = _frames_under_way(state)
    return frames[-1].dialogue if frames else None


def innermost_slots(state: State) -> Mapping[str, Value]:
    """Return the slots of the innermost run, or of the dialogue that ended last."""
    frames = _frames_under_way(state)
    if frames:
        return frames[-1].slots
    return state.last.slots if state.last is not None else {}


def _frames_under_way(state: State) -> tuple[Frame, ...]:
    calling = calling_in(state.resting)
    if calling is not None:
        return calling.frames
    if state.threads:
        return state.threads[-1].frames
    return state.resting[-1].frames if state.resting else ()
