"""Walking over the steps of a dialogue as written, with their paths."""

from collections.abc import Iterator
from typing import assert_never

from bot.dialogue.steps import (
    AskStep,
    Block,
    BranchingStep,
    IfStep,
    MatchStep,
    OfferStep,
    RepeatStep,
    Step,
    WaitForStep,
)


def blocks_in(step: Step, path: str) -> Iterator[tuple[str, Block]]:
    """Yield the blocks that a step holds, with their paths."""
    match step:
        case IfStep():
            yield f"{path}.then", step.then
            for number, branch in enumerate(step.elif_ or ()):
                yield f"{path}.elif.{number}.then", branch.then
            if step.else_ is not None:
                yield f"{path}.else", step.else_
        case MatchStep():
            for key, block in step.cases.items():
                yield f"{path}.cases.{key.text}", block
            if step.else_ is not None:
                yield f"{path}.else", step.else_
        case RepeatStep():
            yield f"{path}.repeat", step.repeat
        case AskStep(otherwise=late) | OfferStep(otherwise=late) | WaitForStep(otherwise=late):
            if late is not None:
                yield f"{path}.otherwise", late
        case _:
            return


def steps_in(block: Block, path: str = "steps") -> Iterator[tuple[str, Step]]:
    """Yield every step of a block and of the blocks in it, in the order of the file."""
    for number, step in enumerate(block.steps):
        here = f"{path}.{number}"
        yield here, step
        for where, inner in blocks_in(step, here):
            yield from steps_in(inner, where)


def may_pass_by(step: BranchingStep) -> bool:
    """Say whether a step may lead past all of its blocks."""
    match step:
        case IfStep(else_=otherwise) | MatchStep(else_=otherwise):
            return otherwise is None
        case RepeatStep(while_=condition, times=times):
            return condition is not None or (times is not None and isinstance(times.value, str))
        case _:
            assert_never(step)
