"""What is done when the time of a step that waits is over."""

from msgspec.structs import replace

from bot.dialogue.compiling.code import Code
from bot.dialogue.program import Ask, Offer, WaitFor
from bot.dialogue.steps import Block


def compile_overtime(code: Code, waiting: Ask | Offer | WaitFor, otherwise: Block | None) -> None:
    """Add a step that waits, and behind it what is done when its time is over."""
    start = code.emit(waiting)
    if otherwise is not None:
        first = code.aside(otherwise, f"{waiting.path}.otherwise")
        code.put(start, replace(waiting, otherwise=first))
