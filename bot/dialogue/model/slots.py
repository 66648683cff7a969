"""Which slots a dialogue gives values to."""

from collections.abc import Iterator

from bot.brand.leaves import Words
from bot.dialogue.model.names import PERSON
from bot.dialogue.model.walk import steps_in
from bot.dialogue.steps import (
    AskStep,
    Block,
    DoStep,
    HttpStep,
    OfferStep,
    RunStep,
    SetStep,
    SplitStep,
    Step,
    WaitForStep,
)


def slots_given(block: Block) -> Iterator[Words]:
    """Yield the name of each slot that a step of these gives a value, in order."""
    for _, step in steps_in(block):
        yield from given_by(step)


def facts_given(block: Block) -> Iterator[str]:
    """Yield each `x` of a `person.x` that a step of these sets."""
    for _, step in steps_in(block):
        if isinstance(step, SetStep):
            for target in step.set:
                if target.text.startswith(PERSON):
                    yield target.text.removeprefix(PERSON)


def given_by(step: Step) -> Iterator[Words]:
    """Yield the name of each slot that this step itself gives a value, in order."""
    match step:
        case (
            AskStep(as_=slot)
            | RunStep(as_=slot)
            | OfferStep(as_=slot)
            | WaitForStep(as_=slot)
            | SplitStep(as_=slot)
            | DoStep(as_=slot)
        ) if slot is not None:
            yield slot
        case HttpStep(http=line) if line.as_ is not None:
            yield line.as_
        case SetStep(set=values):
            yield from (target for target in values if not target.text.startswith(PERSON))
        case _:
            return
