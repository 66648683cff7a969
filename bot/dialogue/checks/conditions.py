"""Conditions that decide nothing: what stands under them is always taken, or never."""

from collections.abc import Iterator

from bot.brand.leaves import Words
from bot.dialogue.expressions.expression import constant_in
from bot.dialogue.steps import Block, IfStep, RepeatStep, Step


def dead_blocks(step: Step) -> Iterator[tuple[Block, str]]:
    """Yield the blocks of a step that are never taken, each with why not, in words."""
    match step:
        case IfStep():
            yield from _dead_arms(step)
        case RepeatStep(while_=condition, repeat=block) if condition is not None:
            if _never(condition):
                yield block, "the condition of its loop never holds"
        case _:
            return


def _dead_arms(step: IfStep) -> Iterator[tuple[Block, str]]:
    seen: set[str] = set()
    decided = False
    for condition, block in _arms(step):
        text = " ".join(condition.text.split())
        if decided:
            yield block, "a condition above it always holds"
        elif _never(condition):
            yield block, "its condition never holds"
        elif text in seen:
            yield block, "the same condition stands above it"
        seen.add(text)
        decided = decided or _always(condition)
    if decided and step.else_ is not None:
        yield step.else_, "a condition above it always holds"


def is_decided(step: IfStep) -> bool:
    """Say whether one of the conditions always holds, so that no way leads past the step."""
    return any(_always(condition) for condition, _ in _arms(step))


def _arms(step: IfStep) -> Iterator[tuple[Words, Block]]:
    yield step.if_, step.then
    yield from ((branch.if_, branch.then) for branch in step.elif_ or ())


def _always(condition: Words) -> bool:
    return bool(constant_in(condition.text))


def _never(condition: Words) -> bool:
    constant = constant_in(condition.text)
    return constant is not None and not constant
