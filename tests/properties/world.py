"""A conversation that anything may happen to, and what must hold whatever does."""

from collections.abc import Iterable
from datetime import timedelta

import msgspec

from bot.core.content import Contact, Media
from bot.core.effects import (
    BeginRun,
    Call,
    EmitEvent,
    EndRun,
    ErasePerson,
    ForgetAnswer,
    RecordAnswer,
    RecordArm,
    Send,
    TellDesk,
)
from bot.core.events import (
    Answered,
    Blocked,
    Due,
    Happening,
    Opened,
    Pressed,
    Reacted,
    Said,
    Unblocked,
    Voted,
)
from bot.core.ids import RunId
from bot.core.text import Text
from bot.core.values import Value
from bot.dialogue.machine.state import EMPTY, Frame, State, timers_of
from bot.dialogue.machine.step import Turn, step
from bot.dialogue.program import Ask, Question
from bot.dialogue.publishing.library import Library
from bot.understanding import words
from tests.dialogue.talking import Talk

Happens = tuple[str, object]
"""What happens, as `tests.properties.generated` makes it."""

TYPED = {
    "text": ("Ada", "red", "x"),
    "yes_no": ("yes", "no"),
    "number": ("3", "0"),
    "rating": ("4", "1"),
    "date": ("tomorrow", "5 December 2030"),
    "time": ("12:30",),
    "email": ("ada@example.org",),
    "phone": ("+39 06 5550100",),
    "url": ("example.org",),
}
"""Answers to questions of a type, in words."""

SENT: dict[str, Happening] = {
    "photo": Said("", (Media("image", "media/a.jpg"),)),
    "file": Said("", (Media("file", "media/a.pdf"),)),
    "location": Said("", (Media("location", "geo:45.4,9.2"),)),
    "contact": Said("", contact=Contact("+39065550100", "Ada")),
    "poll": Said("", poll=("Red",)),
}
"""Answers that are sent."""

YEAR_2001 = 1_000_000_000_000
"""In milliseconds: a number so large is when a run began."""

OLD_CALL = "a call of long ago"
OLD_TIMER = "a timer of long ago"


class World(Talk):
    """A talk in which each turn is held against what must always be true of turns."""

    def __init__(self, library: Library) -> None:
        super().__init__(library)
        self.said: list[Happening] = []

    def happens(  # noqa: C901, PLR0911, PLR0912  # one case for each kind
        self, what: Happens
    ) -> list[str]:
        """Let one generated thing happen; what makes no sense now happens as something near it."""
        kind, value = what
        match kind:
            case "say":
                return self.say(str(value))
            case "answer":
                return self.handle(answer_to(self, int(str(value))))
            case "reply":
                return self.reply(value)
            case "press":
                ids = [button.id for message in self.sent for button in message.buttons]
                return self.handle(_pressed(ids, int(str(value))))
            case "vote":
                return self.handle(voted(self, int(str(value))))
            case "react":
                return self.handle(Reacted("👍" if value else None, "m-1"))
            case "open":
                return self.handle(Opened(None if value is None else str(value)))
            case "happen":
                return self.happen(str(value), {"code": "red", "text": "I am Grace."})
            case "ring":
                timers = list(self.timers)
                return self.handle(
                    Due(timers[int(str(value)) % len(timers)] if timers else OLD_TIMER)
                )
            case "begin":
                return self.begin(str(value))
            case "send":
                return self.handle(SENT[str(value)])
            case "later":
                self.lapse += timedelta(seconds=int(str(value)))
                return []
            case _:
                shut = self.handle(Blocked())
                return [*shut, *self.handle(Unblocked())]

    def reply(self, value: Value = None) -> list[str]:
        """Answer the call that is under way; where none is, one of long ago is answered."""
        resting = next((one for one in self.state.resting if one.calling is not None), None)
        call = OLD_CALL if resting is None or resting.calling is None else resting.calling.call
        failure = "it failed" if value == "failed" else None
        return self.handle(Answered("said", call, None if failure else value, failure))

    def handle(self, happening: Happening) -> list[str]:
        """Handle one event, and hold the turn against what must be true of every turn."""
        event, before, person = self.event(happening), self.state, self.person
        self.said.append(happening)
        texts = super().handle(happening)
        turn = self.turns[-1]
        assert turn == step(self.library, words, before, event, person), "not deterministic"
        if any(isinstance(effect, ErasePerson) for effect in turn.effects):
            assert turn.state == EMPTY
            fresh = {"subscribed": (), "values": {}, "tags": (), "arms": {}, "language": "en"}
            self.person = msgspec.structs.replace(self.person, **fresh)
        assert_nothing_follows_an_end(before, turn)
        return texts


def answer_to(world: World, number: int) -> Happening:
    """Return an answer to the question that waits, one of several; a command where none does."""
    question = question_in(world.library, world.state)
    if question is None:
        return Said(f"/d{number % 3}")
    if question.choices:
        return Said(question.choices[number % len(question.choices)].label.original)
    if question.type in SENT:
        return SENT[question.type]
    answers = TYPED[question.type]
    return Said(answers[number % len(answers)])


def question_in(library: Library, state: State) -> Question | None:
    """Return the question that waits for the person, None where none does."""
    if not state.threads or state.handed_over is not None:
        return None
    frame = state.threads[-1].frames[-1]
    program = library.program(frame.dialogue, frame.version)
    assert program is not None
    asked = program.instructions[frame.at]
    if isinstance(asked, Ask):
        return asked.question
    return Question((Text("Offer?"),), "yes_no")


def voted(world: World, number: int) -> Voted:
    """Return a vote for one, two or none of the options, in the question that waits if any does."""
    threads = world.state.threads
    reference = threads[-1].waiting.reference if threads and number % 5 else "0123456789ab"
    return Voted(reference, tuple(range(number % 3, number % 3 + number % 4 - 1)))


def _pressed(ids: list[str], number: int) -> Pressed:
    return Pressed(ids[-1 - number % len(ids)] if ids else "nothing.0")


def assert_nothing_follows_an_end(before: State, turn: Turn) -> None:
    """Nothing is recorded of a run that is over, unless *back* led into it again."""
    known = {frame.run for state in (before, turn.state) for frame in frames_of(state)}
    ended: set[RunId] = set()
    for effect in turn.effects:
        match effect:
            case BeginRun(run):
                assert run not in known | ended or run in runs_of(turn.state), "begun twice"
                known.add(run)
            case EndRun(run):
                assert run in known, "an end of what never began"
                assert run not in ended, "ended twice"
                ended.add(run)
            case RecordAnswer(run) | RecordArm(run):
                assert run in known, "an answer to what never began"
                assert run not in ended, "an answer to what is over"
            case ForgetAnswer(run):
                assert run in known
            case _:
                pass
    assert not ended & runs_of(turn.state), "what is over goes on"


def runs_of(state: State) -> set[RunId]:
    """Return the runs under way or at rest."""
    return {frame.run for one in (*state.threads, *state.resting) for frame in one.frames}


def frames_of(state: State) -> Iterable[Frame]:
    """Yield the frames of a state, also those to which *back* may lead."""
    for thread in state.threads:
        yield from thread.frames
        for checkpoint in thread.history:
            yield from checkpoint.above
    for resting in state.resting:
        yield from resting.frames
        for checkpoint in resting.history:
            yield from checkpoint.above
        if resting.way_back is not None:
            yield from resting.way_back.origin


def spoken(world: World) -> bool:
    """Say whether the last turn answered: the person, the desk that took over, or a call will."""
    return any(isinstance(one, Send | TellDesk | ErasePerson | Call) for one in world.effects)


def stops_at_once(world: World) -> None:
    """*stop* waits for nothing, be there a question, a wait, a call, or a desk that took over."""
    stopped = step(world.library, words, world.state, world.event(Said("stop")), world.person)
    assert not stopped.state.threads
    assert not stopped.state.resting


def settles(world: World) -> None:
    """Let every call be answered: until then a turn goes on, and what is said waits for it."""
    while any(one.calling is not None for one in world.state.resting):
        world.reply("failed")


def answers_always(world: World) -> None:
    """Whatever has happened: a command has an answer, and *stop* ends everything."""
    stops_at_once(world)
    settles(world)
    world.say("/hello")
    assert spoken(world), "a command without an answer"
    settles(world)
    world.say("help")
    assert spoken(world), "help without an answer"
    world.say("stop")
    state = world.state
    assert spoken(world), "stop without an answer"
    assert not state.threads
    assert not state.resting
    assert state.handed_over is None
    assert not world.person.subscribed
    assert not world.timers
    assert world.say("/hello") == ["Hello."], "after stop it begins anew"


def place_of(world: World) -> object:
    """Return where a conversation stands, with ids called by the order in which they are met.

    What is only about the words since the last question is left out: which buttons still work, how
    often it was not understood, what was picked before it was done.
    """
    *below, last = world.state.threads
    asked = msgspec.structs.replace(last.waiting, misses=0, picked=())
    threads = (*below, msgspec.structs.replace(last, waiting=asked))
    state = msgspec.structs.replace(
        world.state, threads=threads, live=(), panel=None, heard=(), lost=0
    )
    names: dict[str, str] = {}
    begun = {frame.begun for frame in frames_of(state)}
    return _renamed(msgspec.to_builtins(state), ids_in(state) | begun, names)


def ids_in(state: State) -> set[object]:
    """Return every id in a state: of runs, of messages and of timers."""
    threads = [thread.waiting for thread in state.threads]
    return {
        *map(str, (frame.run for frame in frames_of(state))),
        *(waiting.reference for waiting in threads),
        *timers_of(state),
    }


def _renamed(value: object, ids: set[object], names: dict[str, str]) -> object:
    match value:
        case str() if value in ids:
            return names.setdefault(value, f"id {len(names)}")
        case int() if value in ids and value > YEAR_2001:
            return "some time"
        case list() | tuple():
            return [_renamed(item, ids, names) for item in value]
        case dict():
            return {key: _renamed(item, ids, names) for key, item in value.items()}
        case _:
            return value


def has_just_answered(world: World) -> bool:
    """Say whether the last turn led from an answer right to the next question."""
    if question_in(world.library, world.state) is None:
        return False
    thread = world.state.threads[-1]
    above = thread.history[-1].above if thread.history else ()
    runs = {frame.run for frame in (*thread.frames, *above)}
    answered = {effect.run for effect in world.effects if isinstance(effect, RecordAnswer)}
    return bool(thread.history) and bool(answered & runs)


def goes_back_and_forward(world: World) -> None:
    """*back*, then the same answer again, leads to where one was; nothing is done twice outside."""
    place, person = place_of(world), world.person
    answer = world.state.threads[-1].history[-1].answer
    world.say("back")
    assert question_in(world.library, world.state) is not None, "back leads to a question"
    world.handle(_same_answer(world, answer))
    assert place_of(world) == place
    assert world.person == person
    assert not any(isinstance(effect, EmitEvent) for effect in world.effects)


def _same_answer(world: World, answer: Value) -> Happening:
    """Return what gives the answer again that was given to the question that waits."""
    waiting = world.state.threads[-1].waiting
    question = question_in(world.library, world.state)
    assert question is not None
    if question.type == "yes_no":
        return Said("yes" if answer is True else "no" if answer is False else "skip")
    return Said("skip") if answer is None else Pressed(f"{waiting.reference}.keep")
