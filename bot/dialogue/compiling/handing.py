"""Handing a conversation over to people."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import text_of
from bot.dialogue.program import Handoff
from bot.dialogue.steps import HandoffStep


def compile_handoff(code: Code, step: HandoffStep, path: str) -> None:
    """Add what hands the conversation over."""
    code.emit(Handoff(path, text_of(step.handoff.words)))
