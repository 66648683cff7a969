"""Going round."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.leaves import Condition, Count
from bot.brand.nodes import Node, Scalar
from bot.dialogue.expressions.templates import parsed_template
from bot.dialogue.steps.block import Block, StepFields

MOST_PASSES = 100
"""Passes of a loop that asks something and says nothing of how many."""


class Times(Struct, frozen=True):
    """How many passes: a whole number, or a text that is exactly one `{expression}`."""

    expected: ClassVar[str] = "a whole number, or an {expression}"

    value: int | str
    node: Node

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self:
        """Return the number or the expression; 1 after a fault, so that it is not missed."""
        if isinstance(node, Scalar) and isinstance(node.value, str):
            template = parsed_template(node.text)
            if len(template.holes) == 1 and not any(template.literals):
                return cls(node.text, node)
        return cls(Count.read(node, faults).whole, node)


class RepeatStep(StepFields, frozen=True, kw_only=True):
    """Takes its steps again and again, until it is told to go on."""

    called: ClassVar[str] = 'a "repeat" step'
    example: ClassVar[str] = """\
- repeat:
    - ask: Which cheese would you like?
      as: cheese
    - ask: Is that all?
      as: all
      type: yes_no
  until: all
  at_most: 5
- say: The last one was {cheese}.
"""

    repeat: Annotated[Block, "The steps of each pass."]
    until: Annotated[Condition | None, "Goes on once this holds after a pass."] = None
    while_: Annotated[Condition | None, "Goes on unless this holds before a pass."] = None
    times: Annotated[Times | None, "Goes on after so many passes."] = None
    at_most: Annotated[
        Count | None,
        f"Goes on after so many passes at the latest, which is put on record; {MOST_PASSES} where"
        " something is asked in each pass. Where nothing is asked, this or times is needed.",
    ] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps of each pass."""
        yield "repeat", self.repeat
