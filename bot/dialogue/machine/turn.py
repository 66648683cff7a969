"""One turn: what `step` returns, and the memory it works in until then."""

from collections.abc import Callable, Mapping, Sequence
from typing import Self

import msgspec
from msgspec import Struct, field

from bot.core.content import Button, Message
from bot.core.effects import Effect, ReportIncident, Send, SetTimer
from bot.core.events import Event, Party, Said
from bot.core.ids import REFERENCE_LENGTH, RunId
from bot.core.markup import escaped
from bot.core.person import Person
from bot.core.values import Value
from bot.dialogue.expressions.expression import Budget, Operand
from bot.dialogue.expressions.templates import Rendered
from bot.dialogue.machine.failing import RunFailed
from bot.dialogue.machine.product_texts import ProductTexts, texts_in
from bot.dialogue.machine.state import (
    EMPTY,
    MOST_LIVE,
    Affirmed,
    Calling,
    Checkpoint,
    Done,
    Ended,
    Frame,
    HandedOver,
    Heard,
    Kept,
    Live,
    Panel,
    Past,
    Resting,
    State,
    Thread,
    Waiting,
    WayBack,
    calling_in,
)
from bot.dialogue.machine.understanding import Understanding
from bot.dialogue.program import End, Instruction, Jump, Program
from bot.dialogue.publishing.library import Library


class Visit(Struct, frozen=True, array_like=True):
    """A step that a turn passed through."""

    dialogue: str
    path: str


class Turn(Struct, frozen=True):
    """One event handled: where the conversation stands now, and what is to be done."""

    state: State
    effects: tuple[Effect, ...]
    trail: tuple[Visit, ...]


class Standing(Struct, frozen=True):
    """Where a run of a dialogue in Python stands: a call, and the instruction that it is.

    `sign` names the call in the journal. `values` are further names that its texts may use. `acts`
    says that it gives nothing, and is written down nowhere. `instead` is what it gives where
    nothing comes.
    """

    sign: str
    instruction: Instruction
    values: Mapping[str, Operand]
    acts: bool
    instead: object


class OpenRun:
    """A frame while its turn works on it.

    Args:
        frame: what is remembered of it.
        program: what it plays.
    """

    def __init__(self, frame: Frame, program: Program) -> None:
        self.run = frame.run
        self.program = program
        self.at = frame.at
        self.slots = dict(frame.slots)
        self.begun = frame.begun
        self.loops = dict(frame.loops)
        self.by = frame.by

    def frame(self) -> Frame:
        """Return what is remembered of it."""
        program = self.program
        return Frame(
            self.run,
            program.dialogue,
            program.version,
            self.at,
            dict(self.slots),
            self.begun,
            dict(self.loops),
            by=self.by,
        )

    @property
    def visible(self) -> Mapping[str, Operand]:
        """What expressions may use by name, beside what every one may use."""
        return self.slots

    def place_of(self, path: str) -> str:
        """Return what a step of it is called in its brand: `dialogue/path`."""
        return f"{self.program.dialogue}/{path}"

    def passes(self, path: str) -> Sequence[int]:
        """Return which passes these are of the loops that a step is in, the outermost first."""
        return [self.loops[loop] for loop in sorted(self.loops) if path.startswith(f"{loop}.")]

    def instruction(self) -> Instruction | None:
        """Return where it stands, None beyond the end of the program."""
        instructions = self.program.instructions
        return instructions[self.at] if 0 <= self.at < len(instructions) else None

    def is_at_its_end(self) -> bool:
        """Say whether nothing but the end of the program follows where it stands."""
        instructions = self.program.instructions
        step = instructions[self.at + 1]
        while isinstance(step, Jump):
            step = instructions[step.to]
        return isinstance(step, End)

    def expects_nothing(self, instead: int | None) -> bool:  # Python differs
        """Say whether the author says what to do where nothing comes: `instead` is where."""
        return instead is not None

    def go_on(self, given: Value = None, to: int | None = None, *, missed: bool = False) -> None:
        """Leave the instruction at which it stands.

        Args:
            given: what the instruction gave, such as an answer.
            to: the place to go to, None for the next one.
            missed: what it waited for has not come: there is nothing given.
        """
        del given, missed  # a program goes on by its place alone
        self.at = self.at + 1 if to is None else to


class Track(Struct):
    """A thread while its turn works on it: `origin` are its frames before the answer.

    It goes on until it waits for the person (`waiting`), or rests until `timer`, an event or the
    answer to a call (`calling`). `done` is what it did outside since the answer, `spared` what it
    does not do again.
    """

    runs: list[OpenRun]
    history: tuple[Checkpoint, ...] = ()
    kept: tuple[Kept, ...] = ()
    waiting: Waiting | None = None
    origin: tuple[Frame, ...] = ()
    answer: Value = None
    topic: str | None = None
    rests: bool = False
    timer: str | None = None
    done: tuple[Done, ...] = ()
    spared: tuple[Done, ...] = ()
    calling: Calling | None = None

    def thread(self, waiting: Waiting) -> Thread:
        """Return what is remembered of it while it waits."""
        return Thread(self.frames(), waiting, self.history, self.kept, self.topic, self.spared)

    def resting(self, person: dict[str, Value]) -> Resting:
        """Return what is remembered of it while it rests.

        Args:
            person: the facts that have changed since the answer that led here, as they were.
        """
        back = WayBack(self.origin, self.answer, person, self.done) if self.origin else None
        return Resting(
            self.frames(),
            self.timer,
            history=self.history,
            kept=self.kept,
            way_back=back,
            topic=self.topic,
            spared=self.spared,
            calling=self.calling,
        )

    def frames(self) -> tuple[Frame, ...]:
        """Return what is remembered of its runs, whatever they do next."""
        return tuple(run.frame() for run in self.runs)


class Beginning(Struct, frozen=True):
    """A dialogue that is to begin, with the words that came with its command."""

    dialogue: str
    said: str = ""


class InSpace(Struct, frozen=True):
    """Where in a group a turn is held: with one person there, or in what all share.

    `begins` is what the event begins, where that was found out in the other one of the two.
    """

    party: Party
    begins: Beginning | None = None


_NOTHING = Said("")


class Course(Struct):
    """Everything that one turn reads and writes; it lives no longer than the call of `step`.

    `topic` is what the dialogue was opened for that speaks now. `said` are the words of the person,
    `sent` their whole message; `refused` says that what they pressed did nothing. Of dialogues in
    Python `standing` is where those stood that the turn has looked at, `failures` says why some
    cannot go on, and `closers` leave their functions at the end. `party` is with whom the talk is
    held in a group, None in private; `language` and `past` are those of the state.
    """

    library: Library
    understanding: Understanding
    event: Event
    person: Person
    threads: list[Thread]
    live: list[Live]
    panel: Panel | None
    last: Ended | None
    resting: list[Resting] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    opened: str | None = None
    handed_over: HandedOver | None = None
    lost: int = 0
    album: str | None = None
    topic: str | None = None
    said: str = ""
    sent: Said = _NOTHING
    cause: Heard | None = None
    place: str = ""
    affirmed: Affirmed | None = None
    replaced_facts: dict[str, Value] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    trail: list[Visit] = field(default_factory=list)
    budget: Budget = field(default_factory=Budget)
    runs_begun: int = 0
    timers_set: int = 0
    standing: dict[tuple[RunId, int], Standing] = field(default_factory=dict)
    failures: dict[RunId, RunFailed] = field(default_factory=dict)
    closers: list[Callable[[], None]] = field(default_factory=list)
    refused: bool = False
    calls_made: int = 0
    erased: bool = False
    party: Party | None = None
    language: str | None = None
    past: list[Past] = field(default_factory=list)

    @classmethod
    def of(
        cls,
        library: Library,
        understanding: Understanding,
        state: State,
        event: Event,
        person: Person,
    ) -> Self:
        """Return the beginning of a turn, as `step` is called with it."""
        return cls(
            library,
            understanding,
            event,
            person,
            list(state.threads),
            list(state.live),
            state.panel,
            state.last,
            list(state.resting),
            list(state.heard),
            state.opened,
            state.handed_over,
            state.lost,
            state.album,
            language=state.language,
            past=list(state.past),
        )

    def enter(self, party: Party) -> None:
        """Let the turn be held in a group: all are talked to in the language in which it began."""
        self.party = party
        if self.is_shared:
            self.language = self.language or self.person.language
            self.change_person(language=self.language)

    @property
    def is_shared(self) -> bool:
        """Whether all in a group take part in what goes on here."""
        return self.party == "space"

    def is_elsewhere(self, program: Program) -> bool:
        """Say whether a dialogue is held with others than those who talk here."""
        return self.party is not None and program.party != self.party

    @property
    def texts(self) -> ProductTexts:
        """The product's own words, in the person's language."""
        return texts_in(self.person.language)

    @property
    def now(self) -> int:
        """When the event was taken in, in milliseconds since 1970."""
        return int(self.event.at.timestamp() * 1_000)

    def reference(self, position: int | None = None) -> str:
        """Return the reference of a message: the beginning of its delivery's id.

        Args:
            position: the place of its effect, None for the next one.
        """
        at = len(self.effects) if position is None else position
        return self.event.derive(at)[:REFERENCE_LENGTH]

    def show(self, message: Message, path: str | None = None) -> None:
        """Add a message to what this turn says."""
        self.effects.append(Send(message, path, self.topic))

    def send(
        self, content: Rendered, buttons: tuple[Button, ...] = (), path: str | None = None
    ) -> None:
        """Say a text of the author's."""
        self.show(Message(content.text, content.markdown, buttons), path)

    def tell(
        self, text: str, buttons: tuple[Button, ...] = (), replaces: str | None = None
    ) -> None:
        """Say something of the product's own, which holds no marks."""
        self.show(Message(text, escaped(text), buttons, replaces=replaces))

    def confide(self, text: str, buttons: tuple[Button, ...] = ()) -> None:
        """Say something of the product's own that concerns nobody else in a group."""
        self.show(self.confided(text, buttons))

    def confided(self, text: str, buttons: tuple[Button, ...] = ()) -> Message:
        """Return a text of the product's own that concerns nobody else in a group."""
        return Message(text, escaped(text), buttons, private=True, instead=self.instead)

    @property
    def instead(self) -> str | None:
        """What a group is told where somebody cannot be told alone; None in private."""
        return None if self.party is None else self.texts.only_in_private

    def refuse(self, text: str) -> None:
        """Tell somebody that what they pressed does nothing any more: it changes nothing."""
        self.refused = True
        self.tell(text)

    def report(self, reason: str) -> None:
        """Record what went wrong in the brand's files at the present step."""
        self.effects.append(ReportIncident(self.place, reason))

    def next_run(self) -> RunId:
        """Return an id for a run that begins now."""
        self.runs_begun += 1
        return RunId(self.event.derive("run", self.runs_begun))

    def set_timer(self, seconds: int, message: int | None = None) -> str:
        """Return a new timer; it runs from the message at that place of the effects, if any."""
        self.timers_set += 1
        timer = self.event.derive("timer", self.timers_set)
        self.effects.append(SetTimer(timer, seconds, message))
        return timer

    def next_call(self) -> str:
        """Return an id for a call that is made now."""
        self.calls_made += 1
        return self.event.derive("call", self.calls_made)

    @property
    def calling(self) -> Resting | None:
        """The dialogue whose call to the outside is under way: until it ends, nothing else is."""
        return calling_in(self.resting)

    def take_from_rest(self, resting: Resting) -> None:
        """Let a dialogue no longer rest: it goes on, or ends."""
        self.resting = [one for one in self.resting if one is not resting]

    def live_of(self, reference: str) -> Live | None:
        """Return the message of that reference, None where its buttons do nothing any more."""
        return next((one for one in self.live if one.reference == reference), None)

    def turn_to(self, cause: Heard | None, facts: dict[str, Value] | None = None) -> None:
        """Turn to a dialogue that the person did not speak to: what they said is not for it.

        Args:
            cause: the event that it goes on with, None where its time is over.
            facts: the facts of the person that it has changed since its last question.
        """
        self.said, self.cause, self.affirmed = "", cause, None
        self.replaced_facts = {} if facts is None else dict(facts)

    def remember_live(self, live: Live) -> None:
        """Keep the buttons of a message alive; the oldest ones are given up."""
        self.live = [live, *self.live][:MOST_LIVE]

    def change_person(self, **facts: object) -> None:
        """Let the rest of the turn see new facts of the person."""
        self.person = msgspec.structs.replace(self.person, **facts)

    def state(self) -> State:
        """Return where the conversation stands now."""
        if self.erased:
            return EMPTY
        runs = bool(self.threads or self.resting)
        return State(
            tuple(self.threads),
            tuple(self.live),
            self.panel,
            self.last,
            tuple(self.resting),
            tuple(self.heard) if runs else (),
            self.opened,
            self.handed_over,
            self.lost,
            self.album,
            self.language if runs else None,
            tuple(self.past),
        )
