"""Keeping what is known."""

from bot.dialogue.compiling.code import Code
from bot.dialogue.compiling.leaves import values_of
from bot.dialogue.program import Set, Tag, Untag
from bot.dialogue.steps import SetStep, TagStep, UntagStep


def compile_set(code: Code, step: SetStep, path: str) -> None:
    """Add what gives slots and facts their values."""
    code.emit(Set(path, values_of(step.set)))


def compile_tag(code: Code, step: TagStep, path: str) -> None:
    """Add what gives tags."""
    code.emit(Tag(path, tuple(tag.text for tag in step.tag)))


def compile_untag(code: Code, step: UntagStep, path: str) -> None:
    """Add what takes tags."""
    code.emit(Untag(path, tuple(tag.text for tag in step.untag)))
