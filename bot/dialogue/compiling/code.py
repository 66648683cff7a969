"""The instructions of a program while it is written."""

from collections.abc import Callable, Iterable, Sequence

from bot.brand.leaves import Template
from bot.core.text import Text
from bot.dialogue.program import Instruction, Jump
from bot.dialogue.steps import Block, Step

Translate = Callable[[Template], Text]
CompileStep = Callable[["Code", Step, str], None]


class Code:
    """Instructions, one after the other; the number of one is its place, which others jump to.

    Args:
        translate: gives a text its translations.
        compile_step: adds the instructions of a step, which may hold blocks of others.
    """

    def __init__(self, translate: Translate, compile_step: CompileStep) -> None:
        self.translate = translate
        self._compile_step = compile_step
        self._instructions: list[Instruction] = []

    @property
    def end(self) -> int:
        """The number that the next instruction gets."""
        return len(self._instructions)

    @property
    def instructions(self) -> tuple[Instruction, ...]:
        """What is written up to now."""
        return tuple(self._instructions)

    def emit(self, instruction: Instruction) -> int:
        """Add an instruction, and return its number."""
        self._instructions.append(instruction)
        return self.end - 1

    def put(self, number: int, instruction: Instruction) -> None:
        """Write an instruction again, once it is known where it leads."""
        self._instructions[number] = instruction

    def leave(self) -> int:
        """Add a jump to a place that is not known yet, and return its number for `land`."""
        return self.emit(Jump(0))

    def land(self, jumps: Iterable[int]) -> None:
        """Let these jumps lead to here."""
        for number in jumps:
            self.put(number, Jump(self.end))

    def block(self, block: Block, path: str) -> None:
        """Add the instructions of steps, one after the other."""
        for number, step in enumerate(block.steps):
            self._compile_step(self, step, f"{path}.{number}")

    def aside(self, block: Block, path: str) -> int:
        """Add steps that the usual way passes by, and return the number of their first."""
        leave = self.leave()
        start = self.end
        self.block(block, path)
        self.land([leave])
        return start

    def variants(self, templates: Sequence[Template]) -> tuple[Text, ...]:
        """Return the texts that one of is said, with their translations."""
        return tuple(self.translate(template) for template in templates)
