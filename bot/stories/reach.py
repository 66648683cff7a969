"""Which authored steps no story reaches."""

from collections.abc import Collection, Iterable

from msgspec import Struct

from bot.dialogue.library import Library
from bot.dialogue.program import Instruction, Jump
from bot.dialogue.turn import Visit


class Unreached(Struct, frozen=True):
    """An authored step that no story came to; `step` is its kind."""

    dialogue: str
    path: str
    step: str


def unreached(library: Library, reached: Collection[Visit]) -> tuple[Unreached, ...]:
    """Return the authored steps that are not among those reached, in the order of the files."""
    return tuple(
        Unreached(name, path, step)
        for name, dialogue in sorted(library.dialogues.items())
        for path, step in _authored(dialogue.program.instructions).items()
        if Visit(name, path) not in reached
    )


def _authored(instructions: Iterable[Instruction]) -> dict[str, str]:
    """Return each step's kind by its path; what the compiler adds has no step of its own."""
    return {
        instruction.path: str(instruction.__struct_config__.tag)
        for instruction in instructions
        if not isinstance(instruction, Jump) and instruction.path
    }
