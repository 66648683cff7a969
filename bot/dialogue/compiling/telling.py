"""Telling the brand's own systems."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import values_of
from bot.dialogue.program import Emit
from bot.dialogue.steps import EmitStep


def compile_emit(code: Code, step: EmitStep, path: str) -> None:
    """Add what is told."""
    code.emit(Emit(path, step.emit.text, values_of(step.with_)))
