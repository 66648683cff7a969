"""Waiting for a time or an event."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import seconds_of, text_of
from bot.dialogue.compiling.overtime import compile_overtime
from bot.dialogue.program import Wait, WaitFor
from bot.dialogue.steps import WaitForStep, WaitStep


def compile_wait(code: Code, step: WaitStep, path: str) -> None:
    """Add a rest for a time."""
    code.emit(Wait(path, step.wait.seconds))


def compile_wait_for(code: Code, step: WaitForStep, path: str) -> None:
    """Add a rest until an event."""
    slot, where = text_of(step.as_), text_of(step.where)
    awaiting = WaitFor(path, step.wait_for.text, slot, where, seconds_of(step.within))
    compile_overtime(code, awaiting, step.otherwise)
