"""Keeping what is known."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import values_of
from bot.dialogue.program import Set
from bot.dialogue.steps import SetStep


def compile_set(code: Code, step: SetStep, path: str) -> None:
    """Add what gives slots and facts their values."""
    code.emit(Set(path, values_of(step.set)))
