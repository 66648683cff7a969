"""Calling other dialogues, and leaving this one."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import text_of, values_of
from bot.dialogue.program import End, Go, Restart, Run
from bot.dialogue.steps import GoStep, RunStep


def compile_run(code: Code, step: RunStep, path: str) -> None:
    """Add a call."""
    code.emit(Run(path, step.run.text, values_of(step.with_), text_of(step.as_)))


def compile_go(code: Code, step: GoStep, path: str) -> None:
    """Add the way to another dialogue."""
    code.emit(Go(path, step.go.text))


def compile_end(code: Code, path: str) -> None:
    """Add an end."""
    code.emit(End(path))


def compile_restart(code: Code, path: str) -> None:
    """Add a new beginning."""
    code.emit(Restart(path))
