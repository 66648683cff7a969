"""Letting chance decide."""

from collections.abc import Iterable

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import text_of
from bot.dialogue.program import Arm, Split
from bot.dialogue.steps import SplitStep

WHOLE = 100
"""What the shares of all arms are, where some say nothing of theirs."""


def compile_split(code: Code, step: SplitStep, path: str) -> None:
    """Add the choice of an arm, the steps of each behind it."""
    start = code.emit(Split(path, path, ()))
    rest = rest_of(arm.share.number for arm in step.split.values() if arm.share is not None)
    unsaid = sum(arm.share is None for arm in step.split.values())
    arms: list[Arm] = []
    ends: list[int] = []
    for name, arm in step.split.items():
        share = rest / unsaid if arm.share is None else arm.share.number
        arms.append(Arm(name.text, share, code.end))
        code.block(arm.steps, f"{path}.split.{name.text}")
        ends.append(code.leave())
    slot = text_of(step.as_)
    code.put(start, Split(path, slot or path, tuple(arms), slot))
    code.land(ends)


def rest_of(shares: Iterable[float]) -> float:
    """Return what is left for the arms that say nothing, 0 where it is nothing."""
    return max(0, WHOLE - sum(shares))
