"""Letting chance decide, once for each person."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.leaves import Share, Words
from bot.brand.nodes import Node, Scalar, Table
from bot.brand.shapes import Fields, Required
from bot.dialogue.model.names import SlotName
from bot.dialogue.steps.block import Block, StepFields


class WeightedArm(Fields, frozen=True, kw_only=True):
    """An arm that says how large its share is."""

    called: ClassVar[str] = "an arm"
    expected: ClassVar[str] = '"share" and "steps"'

    share: Annotated[
        Share | None,
        "How large a part of the people it gets, beside the shares of the others. Arms that say"
        " nothing have alike parts of what is left to 100.",
    ] = None
    steps: Annotated[Block, Required, "The steps of those who get it."] = Block.absent()


class Arm(Struct, frozen=True):
    """One way of a split: a list of steps, or a share with its steps."""

    expected: ClassVar[str] = "a list of steps"

    share: Share | None
    steps: Block

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the arm, None after a fault."""
        if isinstance(node, Scalar) and node.value is not None:
            hint = "Write it as {share: 30, steps: […]}, or as a list of steps alone."
            faults.error(node.place, "There are no steps on this way.", hint)
            return None
        if not isinstance(node, Table):
            steps = Block.read(node, faults)
            return None if steps is None else cls(None, steps)
        weighted = WeightedArm.read(node, faults)
        return None if weighted is None else cls(weighted.share, weighted.steps)


class SplitStep(StepFields, frozen=True, kw_only=True):
    """Goes one of several ways: which one is drawn once for each person, and never changes."""

    called: ClassVar[str] = 'a "split" step'
    example: ClassVar[str] = """\
- split:
    short:
      - say: One question only.
    warm:
      share: 30
      steps:
        - say: It is good that you are here. One question only.
  as: opening
- ask: How did you hear of us?
  as: source
"""

    split: Annotated[dict[Words, Arm], "The steps of each arm, or a share with its steps."]
    as_: Annotated[
        SlotName | None,
        "The slot that keeps the arm, and the name under which it is remembered when the step moves"
        " to another place.",
    ] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps of each arm."""
        for name, arm in self.split.items():
            yield f"split.{name.text}", arm.steps
