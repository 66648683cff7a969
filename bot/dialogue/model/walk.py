"""Walking over the steps of a dialogue as written, with their paths."""

from collections.abc import Iterator
from typing import assert_never

from bot.dialogue.steps import (
    Block,
    BranchingStep,
    Broken,
    IfStep,
    MatchStep,
    RepeatStep,
    SplitStep,
    Step,
)


def blocks_in(step: Step, path: str) -> Iterator[tuple[str, Block]]:
    """Yield the blocks that a step holds, with their paths."""
    if not isinstance(step, Broken):
        for name, block in step.blocks():
            yield f"{path}.{name}", block


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
        case SplitStep(split=arms):
            return not arms
        case _:
            assert_never(step)
