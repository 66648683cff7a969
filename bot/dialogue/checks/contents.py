"""What a step holds that people read or that is computed: texts, expressions, values."""

from collections.abc import Iterator

from bot.brand.environment import without_variables
from bot.brand.leaves import Template, Words
from bot.brand.nodes import Node, Scalar
from bot.dialogue.checks.showing import addresses_in, texts_in
from bot.dialogue.compiling import ask_type
from bot.dialogue.model.bounds import is_computed
from bot.dialogue.steps import (
    AskStep,
    DoStep,
    EmitStep,
    HandoffStep,
    HttpStep,
    IfStep,
    MatchStep,
    RepeatStep,
    RunStep,
    SayStep,
    SetStep,
    Step,
    TagStep,
    UntagStep,
    WaitForStep,
)

_COMPUTED = ("number", "date", "time")
"""Types of question whose bounds may be expressions."""


def templates_of(step: Step) -> Iterator[Template]:
    """Yield the texts of a step that people read."""
    match step:
        case SayStep(say=variants, buttons=buttons):
            yield from variants
            for label, target in (buttons or {}).items():
                yield label
                if target.say is not None:
                    yield target.say
            yield from texts_in(step)
        case AskStep(ask=variants, again=again, choices=choices):
            yield from variants
            yield from again or ()
            yield from (one.label for one in (choices.options if choices is not None else ()))
            yield from texts_in(step)
        case _:
            return


def conditions_of(step: Step) -> Iterator[Words]:
    """Yield the expressions of a step."""
    match step:
        case IfStep(if_=condition, elif_=branches):
            yield condition
            yield from (branch.if_ for branch in branches or ())
        case MatchStep(match=subject):
            yield subject
        case RepeatStep(until=until, while_=while_):
            yield from (condition for condition in (until, while_) if condition is not None)
        case WaitForStep(where=condition) if condition is not None:
            yield condition
        case AskStep():
            yield from _conditions_of_question(step)
        case _:
            return


def _conditions_of_question(step: AskStep) -> Iterator[Words]:
    kind = ask_type(step)
    for bound in (step.min, step.max):
        measured = kind in _COMPUTED and bound is not None and bound.number is None
        if bound is not None and measured and is_computed(kind, bound.text):
            yield bound
    if step.where is not None:
        yield step.where


def values_of(step: Step) -> Iterator[Node]:
    """Yield the values of a step, whose texts may hold expressions."""
    match step:
        case SayStep() | AskStep():
            yield from (address.scalar for address in addresses_in(step))
        case RepeatStep(times=times) if times is not None:
            yield times.node
        case HandoffStep(handoff=reason) if reason.words is not None:
            yield reason.words.scalar
        case TagStep(tag=tags) | UntagStep(untag=tags):
            yield from (tag.scalar for tag in tags)
        case SetStep(set=values):
            yield from (value.node for value in values.values())
        case RunStep(with_=arguments) | EmitStep(with_=arguments) | DoStep(with_=arguments):
            yield from (value.node for value in (arguments or {}).values())
        case HttpStep(http=line) if line.json is not None:
            yield line.json.node
        case _:
            return


def sent_of(step: Step) -> Iterator[tuple[Scalar, str]]:
    """Yield the address and headers of a step, without the variables in them, where they stand."""
    if isinstance(step, HttpStep):
        for address in step.http.addresses.values():
            yield address.scalar, without_variables(address.text)
        for value in (step.http.headers or {}).values():
            yield value.scalar, without_variables(value.text)
