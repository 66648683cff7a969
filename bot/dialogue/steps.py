"""Every kind of step, each defined once: this loads it, checks it, and prints the reference.

The first field of a step is its kind: the key that says what it does.
"""

from typing import Annotated, ClassVar, Self

from msgspec import Struct, field

from bot.brand.collected import Faults
from bot.brand.leaves import (
    Amount,
    Anything,
    Condition,
    Duration,
    Flag,
    Keyword,
    Name,
    Template,
    Words,
)
from bot.brand.nodes import Items, Node, Place, Scalar, Table, scalars_in
from bot.brand.shapes import LATER, Fields, OneOrMore, Required, fields_of
from bot.brand.suggestions import did_you_mean
from bot.brand.wording import quoted
from bot.dialogue.choices import Options
from bot.dialogue.names import EventName, SlotName, Target

Variants = Annotated[tuple[Template, ...], OneOrMore]

_WITHIN = "How long it waits; without otherwise the slot is then empty, and the dialogue goes on."
_OTHERWISE = "The steps when that time is over; without end it then goes on after this step."


class Block(Struct, frozen=True):
    """Steps, one after the other."""

    expected: ClassVar[str] = "a list of steps"

    place: Place
    steps: tuple["Step", ...]

    @classmethod
    def absent(cls) -> Self:
        """Return what stands for steps that are not there, after a fault: there are none."""
        return cls(Place("", 1, 1), ())

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the steps; one that cannot be loaded leaves a `Broken` one in its place."""
        if not isinstance(node, Items):
            hint = 'Begin each step on a line of its own with "- ".'
            faults.error(node.place, "Expected a list of steps.", hint)
            return None
        if not node.items:
            hint = "Write at least one, such as - end."
            faults.error(node.place, "There are no steps here.", hint)
        return cls(node.place, tuple(read_step(item, faults) for item in node.items))


class StepFields(Fields, frozen=True, kw_only=True):
    """What every kind of step has in common."""

    expected: ClassVar[str] = "a step"


class ButtonTarget(Fields, frozen=True, kw_only=True):
    """What a button under a text does: one of these."""

    called: ClassVar[str] = "a button"
    expected: ClassVar[str] = "what the button does, such as {run: survey},"

    run: Annotated[Name | None, "Calls this dialogue, and comes back."] = None
    go: Annotated[Name | None, "Goes to this dialogue, and does not come back."] = None
    url: Annotated[Words | None, "Opens this page."] = None
    say: Annotated[Template | None, "Answers with this text."] = None


class SayStep(StepFields, frozen=True, kw_only=True):
    """Says something: the text, or one of several; which one is stable for each person."""

    called: ClassVar[str] = 'a "say" step'
    later: ClassVar[tuple[str, ...]] = ("media", "card")

    say: Annotated[Variants, "What is said, with light Markdown and {expressions}."]
    buttons: Annotated[
        dict[Template, ButtonTarget] | None, "Buttons under the text, each with what it does."
    ] = None


class AskType(Keyword, frozen=True):
    """What kind of answer a question takes."""

    expected: ClassVar[str] = "text, choice, choices, yes_no, number or rating"
    known: ClassVar[tuple[str, ...]] = ("text", "choice", "choices", "yes_no", "number", "rating")
    later: ClassVar[tuple[str, ...]] = (
        *("date", "time", "email", "phone", "url", "location", "photo", "file", "contact"),
        "poll",
    )


class AskStep(StepFields, frozen=True, kw_only=True):
    """Asks, and waits for the answer."""

    called: ClassVar[str] = 'an "ask" step'

    ask: Annotated[Variants, "The question."]
    as_: Annotated[SlotName | None, "The slot that keeps the answer; without it, results do."] = (
        None
    )
    type: Annotated[AskType | None, "What counts as an answer; text, or choice with choices."] = (
        None
    )
    choices: Annotated[Options | None, "What may be chosen: labels, or values with labels."] = None
    min: Annotated[Amount | None, "The least number, or the fewest choices."] = None
    max: Annotated[Amount | None, "The greatest number, or the most choices."] = None
    again: Annotated[Variants | None, "What is said when an answer does not fit."] = None
    optional: Annotated[Flag | None, "Whether the question may be skipped."] = None
    interruptible: Annotated[Flag | None, "Whether something else may be started meanwhile."] = None
    within: Annotated[Duration | None, _WITHIN] = None
    otherwise: Annotated[Block | None, _OTHERWISE] = None


class Branch(Fields, frozen=True, kw_only=True):
    """One further condition with its steps."""

    called: ClassVar[str] = 'a line of "elif"'
    expected: ClassVar[str] = '"if" and "then"'

    if_: Annotated[Condition, "The condition."]
    then: Annotated[Block, Required, "The steps where it holds."] = Block.absent()


class IfStep(StepFields, frozen=True, kw_only=True):
    """Goes one way or another."""

    called: ClassVar[str] = 'an "if" step'

    if_: Annotated[Condition, "The condition."]
    then: Annotated[Block, Required, "The steps where it holds."] = Block.absent()
    elif_: Annotated[
        tuple[Branch, ...] | None, "Further conditions, each with its steps; the first that holds."
    ] = None
    else_: Annotated[Block | None, "The steps where none holds."] = None


class MatchStep(StepFields, frozen=True, kw_only=True):
    """Goes the way that a value names."""

    called: ClassVar[str] = 'a "match" step'

    match: Annotated[Condition, "The value."]
    cases: Annotated[dict[Words, Block], Required, "The steps for each value."] = field(
        default_factory=dict
    )
    else_: Annotated[Block | None, "The steps for any other value."] = None


class SetStep(StepFields, frozen=True, kw_only=True):
    """Gives slots, or facts about the person, new values."""

    called: ClassVar[str] = 'a "set" step'

    set: Annotated[
        dict[Target, Anything],
        "Slots, or person.x, with their values: texts with {expressions}, or values as they are.",
    ]


class RunStep(StepFields, frozen=True, kw_only=True):
    """Calls another dialogue, and goes on when that has ended."""

    called: ClassVar[str] = 'a "run" step'

    run: Annotated[Name, "The dialogue."]
    with_: Annotated[dict[SlotName, Anything] | None, "Slots that it begins with."] = None
    as_: Annotated[SlotName | None, "The slot that keeps all of its slots."] = None


class GoStep(StepFields, frozen=True, kw_only=True):
    """Goes to another dialogue, in place of this one."""

    called: ClassVar[str] = 'a "go" step'

    go: Annotated[Name, "The dialogue."]


class Nothing(Struct, frozen=True):
    """What stands after a word that needs nothing after it."""

    expected: ClassVar[str] = "nothing"

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Accept an empty value only."""
        if not (isinstance(node, Scalar) and node.value is None):
            faults.error(node.place, "Nothing can stand here.", "Write the word alone: - end.")
        return cls()


class EndStep(StepFields, frozen=True, kw_only=True):
    """Ends this dialogue."""

    called: ClassVar[str] = 'an "end" step'

    end: Annotated[Nothing, "Written alone: - end."] = Nothing()


class RestartStep(StepFields, frozen=True, kw_only=True):
    """Begins this dialogue again, with empty slots."""

    called: ClassVar[str] = 'a "restart" step'

    restart: Annotated[Nothing, "Written alone: - restart."] = Nothing()


class OfferStep(StepFields, frozen=True, kw_only=True):
    """Asks for the consent to a topic, with its wording; passes where it is given already."""

    called: ClassVar[str] = 'an "offer" step'

    offer: Annotated[Name, "The topic."]
    as_: Annotated[SlotName | None, "The slot that keeps the answer: true or false."] = None
    within: Annotated[Duration | None, _WITHIN] = None
    otherwise: Annotated[Block | None, _OTHERWISE] = None


class SubscribeStep(StepFields, frozen=True, kw_only=True):
    """Records the consent to a topic, right after a yes of the person's own."""

    called: ClassVar[str] = 'a "subscribe" step'

    subscribe: Annotated[Name, "The topic."]


class UnsubscribeStep(StepFields, frozen=True, kw_only=True):
    """Withdraws the consent to a topic."""

    called: ClassVar[str] = 'an "unsubscribe" step'

    unsubscribe: Annotated[Name, "The topic."]


class WaitStep(StepFields, frozen=True, kw_only=True):
    """Waits, and goes on when the time is over; whatever is said meanwhile is served."""

    called: ClassVar[str] = 'a "wait" step'

    wait: Annotated[Duration, "How long."]


class WaitForStep(StepFields, frozen=True, kw_only=True):
    """Waits for an event about this person; whatever is said meanwhile is served."""

    called: ClassVar[str] = 'a "wait_for" step'

    wait_for: Annotated[EventName, "The event."]
    where: Annotated[
        Condition | None, "Which of these events, such as event.data.code == code; without it, any."
    ] = None
    as_: Annotated[SlotName | None, "The slot that keeps the event's data."] = None
    within: Annotated[Duration | None, _WITHIN] = None
    otherwise: Annotated[Block | None, _OTHERWISE] = None


class EmitStep(StepFields, frozen=True, kw_only=True):
    """Tells the brand's own systems that something happened: see events_to in brand.yaml."""

    called: ClassVar[str] = 'an "emit" step'

    emit: Annotated[EventName, "The event."]
    with_: Annotated[
        dict[Words, Anything] | None,
        "What is told: texts with {expressions}, or values as they are.",
    ] = None


class Broken(Struct, frozen=True):
    """A step that could not be loaded: `words` are all the texts in it.

    What it would have given a value, or started, is not missed again elsewhere.
    """

    place: Place
    words: frozenset[str]


SimpleStep = (
    SayStep
    | AskStep
    | SetStep
    | RunStep
    | GoStep
    | EndStep
    | RestartStep
    | OfferStep
    | SubscribeStep
    | UnsubscribeStep
    | WaitStep
    | WaitForStep
    | EmitStep
)
"""Steps that are one instruction each; those that wait may hold others in `otherwise`."""

WaitingStep = AskStep | OfferStep | WaitForStep
"""Steps that may have a limit of time, and steps for when it is over."""

Step = SimpleStep | IfStep | MatchStep | Broken

STEP_KINDS: tuple[type[StepFields], ...] = (
    SayStep,
    AskStep,
    IfStep,
    MatchStep,
    SetStep,
    RunStep,
    GoStep,
    EndStep,
    RestartStep,
    OfferStep,
    SubscribeStep,
    UnsubscribeStep,
    WaitStep,
    WaitForStep,
    EmitStep,
)

LATER_KINDS = ("repeat", "do", "http", "tag", "untag", "handoff", "split")
"""Kinds that the language has and this version has not."""

BY_KIND = {next(iter(fields_of(kind))): kind for kind in STEP_KINDS}
_KINDS = frozenset({*BY_KIND, *LATER_KINDS})


def read_step(node: Node, faults: Faults) -> Step:
    """Return the step that one line of a list is, `Broken` after a fault."""
    return _step(node, faults) or _broken(node)


def _step(node: Node, faults: Faults) -> Step | None:
    match node:
        case Scalar(text="end"):
            return EndStep(place=node.place)
        case Scalar(text="restart"):
            return RestartStep(place=node.place)
        case Table():
            kind = _kind(node, faults)
            return None if kind is None else _loaded(kind, node, faults)
        case _:
            _refuse_shape(node, faults)
            return None


def _broken(node: Node) -> Broken:
    return Broken(node.place, frozenset(scalar.text for scalar in scalars_in(node)))


def _loaded(kind: type[StepFields], node: Table, faults: Faults) -> Step | None:
    step = kind.read(node, faults)
    assert step is None or isinstance(step, Step)
    return step


def _kind(node: Table, faults: Faults) -> type[StepFields] | None:
    keys = [entry.key for entry in node.entries if entry.key.text in _KINDS]
    if not keys:
        _refuse_unknown(node, faults)
        return None
    for extra in keys[1:]:
        message = f'There are two steps in one item: "{keys[0].text}" and "{extra.text}".'
        faults.error(extra.place, message, f'Begin a new line with "- {extra.text}".')
    if keys[0].text in LATER_KINDS:
        faults.error(keys[0].place, f'"{keys[0].text}" steps cannot be used.', LATER)
    return BY_KIND.get(keys[0].text) if len(keys) == 1 else None


def _refuse_unknown(node: Table, faults: Faults) -> None:
    kinds = (*BY_KIND, *LATER_KINDS)
    if not node.entries:
        faults.error(node.place, "This step is empty.")
        return
    for entry in node.entries:
        if hint := did_you_mean(entry.key.text, kinds):
            faults.error(entry.key.place, f"{quoted(entry.key.text)} is not a step.", hint)
            return
    key = node.entries[0].key
    faults.error(
        key.place, f"{quoted(key.text)} is not a step.", f"Steps are {', '.join(BY_KIND)}."
    )


def _refuse_shape(node: Node, faults: Faults) -> None:
    if isinstance(node, Scalar) and node.value is None:
        faults.error(node.place, "This step is empty.")
        return
    text = node.text if isinstance(node, Scalar) else ""
    if text in LATER_KINDS:
        faults.error(node.place, f'"{text}" steps cannot be used.', LATER)
        return
    hint = did_you_mean(text, ("end", "restart")) or 'Write it as "- say: …" or "- ask: …".'
    faults.error(node.place, "This is not a step.", hint)
