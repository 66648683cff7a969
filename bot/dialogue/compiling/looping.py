"""Going round."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import text_of
from bot.dialogue.program import Jump, Repeat
from bot.dialogue.steps import MOST_PASSES, RepeatStep


def compile_repeat(code: Code, step: RepeatStep, path: str) -> None:
    """Add the head of a loop, its steps behind it, and the way back to the head."""
    head = code.emit(Repeat(path, 0))
    code.block(step.repeat, f"{path}.repeat")
    code.emit(Jump(head))
    until, while_ = text_of(step.until), text_of(step.while_)
    times = None if step.times is None else step.times.value
    code.put(head, Repeat(path, code.end, until, while_, times, _most(step)))


def _most(step: RepeatStep) -> int | None:
    """Return the most passes; a number of `times` needs no other bound."""
    if step.at_most is not None:
        return step.at_most.whole
    is_bounded = step.times is not None and isinstance(step.times.value, int)
    return None if is_bounded else MOST_PASSES
