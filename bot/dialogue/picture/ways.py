"""Where each step of a program leads, and when."""

from collections.abc import Iterator
from typing import assert_never

from bot.brand.durations import duration_text
from bot.dialogue.program import (
    Ask,
    Do,
    Emit,
    End,
    Go,
    Handoff,
    Http,
    Instruction,
    Jump,
    Match,
    Offer,
    Repeat,
    Restart,
    Run,
    Say,
    Set,
    Split,
    Subscribe,
    Tag,
    Test,
    Unsubscribe,
    Untag,
    Wait,
    WaitFor,
)

Lead = tuple[str, int]
"""When a way is taken, and the number of the instruction that it leads to."""


def ways_from(  # noqa: C901 - one case for each kind
    at: int, step: Instruction
) -> Iterator[Lead]:
    """Yield where an instruction leads, in the order of the file.

    Args:
        at: its number.
        step: the instruction itself.
    """
    match step:
        case Go() | End() | Restart():
            return
        case Jump(to=to):
            yield "", to
        case Test(otherwise=otherwise):
            yield from (("yes", at + 1), ("no", otherwise))
        case Match(cases=cases, otherwise=otherwise):
            yield from cases.items()
            yield "otherwise", otherwise
        case Split(arms=arms):
            yield from ((f"{arm.name}: {arm.share:g}", arm.to) for arm in arms)
        case Repeat(leave=leave):
            yield from (("once more", at + 1), ("then", leave))
        case Ask() | Offer() | WaitFor():
            yield "", at + 1
            yield from _late(at, step)
        case Do(failed=failed) | Http(failed=failed):
            yield "", at + 1
            if failed is not None:
                yield "failed", failed
        case (
            Say()
            | Subscribe()
            | Unsubscribe()
            | Set()
            | Tag()
            | Untag()
            | Run()
            | Wait()
            | Emit()
            | Handoff()
        ):
            yield "", at + 1
        case _:
            assert_never(step)


def _late(at: int, step: Ask | Offer | WaitFor) -> Iterator[Lead]:
    if step.within is not None:
        to = at + 1 if step.otherwise is None else step.otherwise
        yield f"after {duration_text(step.within)}", to
