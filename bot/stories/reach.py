"""Which authored steps no story reaches."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from bot.dialogue.library import Library
from bot.dialogue.program import Ask, Instruction, Jump, Say, Test
from bot.dialogue.turn import Visit

AUTHORED = "steps."
"""How the paths of authored steps begin; the compiler's own end of a program has another."""


class Unreached(Struct, frozen=True):
    """An authored step that no story came to: its kind, and its text where it has one."""

    dialogue: str
    path: str
    step: str
    text: str | None = None


def unreached(library: Library, reached: Collection[Visit]) -> tuple[Unreached, ...]:
    """Return the authored steps that are not among those reached, in the order of the files."""
    return tuple(
        Unreached(name, path, _kind(instruction), _text(instruction))
        for name, dialogue in sorted(library.dialogues.items())
        for path, instruction in _authored(dialogue.program.instructions).items()
        if Visit(name, path) not in reached
    )


def _authored(instructions: Iterable[Instruction]) -> dict[str, Instruction]:
    """Return the instruction of each authored step by its path."""
    return {
        instruction.path: instruction
        for instruction in instructions
        if not isinstance(instruction, Jump) and instruction.path.startswith(AUTHORED)
    }


def _kind(instruction: Instruction) -> str:
    """Return the step's kind as its author wrote it."""
    return "if" if isinstance(instruction, Test) else str(instruction.__struct_config__.tag)


def _text(instruction: Instruction) -> str | None:
    match instruction:
        case Say():
            return instruction.variants[0].original
        case Ask():
            return instruction.question.text[0].original
        case _:
            return None
