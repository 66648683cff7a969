"""Where a step of one version stands in another: at the same path, or wherever it went.

A path counts the steps before it, so that a step more above moves all that follow. What a step is
about stays: the slot of a question, the topic of an offer, the event of a wait. The only step of
both versions that is about the same is the same step.
"""

from collections.abc import Iterator

from bot.dialogue.program import (
    Ask,
    Instruction,
    Jump,
    Offer,
    Program,
    Repeat,
    Run,
    Wait,
    WaitFor,
)
from bot.dialogue.publishing.differences import texts_of, written_of


def counterpart(old: Program, step: Instruction, new: Program, *, loops: bool) -> int | None:
    """Return where a step of one version stands in another, None where it does not.

    Args:
        old: the version that it is of.
        step: no jump.
        new: the other version.
        loops: whether the run that stands there is in a loop: then it stands nowhere else.
    """
    here = _at(new, step)
    if here is not None and _is_about_the_same(step, new.instructions[here]):
        return here
    twins = [at for at, one in _steps(new) if _is_about_the_same(step, one)]
    is_only = sum(_is_about_the_same(step, one) for _, one in _steps(old)) == 1
    if len(twins) == 1 and is_only and not loops and not _is_in_loop(new, twins[0]):
        return twins[0]
    return here


def _at(program: Program, step: Instruction) -> int | None:
    """Return where the step of the same kind and path stands."""
    path = path_of(step)
    return next(
        (at for at, one in _steps(program) if type(one) is type(step) and path_of(one) == path),
        None,
    )


def path_of(step: Instruction) -> str:
    """Return the path of a step; a jump has none."""
    return "" if isinstance(step, Jump) else step.path


def _steps(program: Program) -> Iterator[tuple[int, Instruction]]:
    for at, step in enumerate(program.instructions):
        if not isinstance(step, Jump):
            yield at, step


def _is_about_the_same(one: Instruction, other: Instruction) -> bool:
    return type(one) is type(other) and _subject(one) == _subject(other)


def _subject(step: Instruction) -> object:
    """Return what a step is about, by which it is known wherever it stands."""
    match step:
        case Ask(question=question):
            return texts_of(question) if question.slot is None else question.slot
        case Offer(topic=topic):
            return topic
        case Wait(seconds=seconds):
            return seconds
        case WaitFor(event=event, slot=slot):
            return (event, slot)
        case Run(dialogue=dialogue, slot=slot):
            return (dialogue, slot)
        case _:
            return written_of(step)


def _is_in_loop(program: Program, at: int) -> bool:
    path = path_of(program.instructions[at])
    return any(
        isinstance(step, Repeat) and path.startswith(f"{step.path}.") for _, step in _steps(program)
    )
