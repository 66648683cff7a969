"""The questions that fill each slot of a dialogue, found once for each program."""

from collections.abc import Mapping
from functools import lru_cache

from bot.dialogue.program import Ask, Program, Question

_REMEMBERED = 1_024
"""Programs whose questions are kept: several brands of hundreds of dialogues."""


def questions_of(program: Program) -> Mapping[str, tuple[Question, ...]]:
    """Return the questions of a program by the slot that they fill, in the order of the file."""
    return _questions(_Same(program))


class _Same:
    """A program as a key: it is the same as itself alone, for to compare two takes long."""

    __slots__ = ("program",)

    def __init__(self, program: Program) -> None:
        self.program = program

    def __hash__(self) -> int:
        return id(self.program)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.program is self.program


@lru_cache(maxsize=_REMEMBERED)
def _questions(same: _Same) -> Mapping[str, tuple[Question, ...]]:
    found: dict[str, tuple[Question, ...]] = {}
    for step in same.program.instructions:
        if isinstance(step, Ask) and (slot := step.question.slot) is not None:
            found[slot] = (*found.get(slot, ()), step.question)
    return found
