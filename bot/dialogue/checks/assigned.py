"""Which slots may have a value where a step begins: what some way there has given one."""

from collections.abc import Iterable

from bot.dialogue.model.slots import given_by, slots_given
from bot.dialogue.model.walk import blocks_in, may_pass_by
from bot.dialogue.steps import (
    Block,
    BranchingStep,
    EndStep,
    GoStep,
    RepeatStep,
    RestartStep,
    SplitStep,
    Step,
)

Slots = frozenset[str]


def assigned_before(block: Block, at_first: Slots) -> dict[str, Slots]:
    """Return the slots that may have a value before each step, by its path.

    A step that nothing leads to is left out. A slot of a loop's own steps may have a value in the
    whole of the loop, and where it is decided whether to go round again.

    Args:
        block: the steps of a dialogue.
        at_first: what its callers may give a value.
    """
    found: dict[str, Slots] = {}
    _through(block, "steps", at_first, found)
    return found


def _through(block: Block, path: str, before: Slots, found: dict[str, Slots]) -> Slots | None:
    """Return what may have a value behind a block, None where no way leads there."""
    for number, step in enumerate(block.steps):
        here = f"{path}.{number}"
        if isinstance(step, RepeatStep):
            before |= {slot.text for slot in slots_given(step.repeat)}
        if isinstance(step, SplitStep):
            before |= {slot.text for slot in given_by(step)}
        found[here] = before
        after = _after(step, here, before, found)
        if after is None:
            return None
        before = after
    return before


def _after(step: Step, path: str, before: Slots, found: dict[str, Slots]) -> Slots | None:
    if isinstance(step, EndStep | GoStep | RestartStep):
        return None
    # Where its time is over, or it has failed, its own slot is empty, and may be asked about.
    after = before.union(slot.text for slot in given_by(step))
    ends = [_through(block, where, after, found) for where, block in blocks_in(step, path)]
    if not isinstance(step, BranchingStep) or may_pass_by(step):
        ends.append(after)
    return _any_of(end for end in ends if end is not None)


def _any_of(ends: Iterable[Slots]) -> Slots | None:
    reached = list(ends)
    return frozenset().union(*reached) if reached else None
