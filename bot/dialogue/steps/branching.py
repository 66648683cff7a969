"""Going one way or another."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Self

from msgspec import field

from bot.brand.collected import Faults
from bot.brand.leaves import Condition, Words
from bot.brand.nodes import Node, Scalar
from bot.brand.shapes import Fields, Required
from bot.dialogue.steps.block import Block, StepFields


class Branch(Fields, frozen=True, kw_only=True):
    """One further condition with its steps."""

    called: ClassVar[str] = 'a line of "elif"'
    expected: ClassVar[str] = '"if" and "then"'
    written: ClassVar[str] = 'Write "- if: …", and "then:" in line with it.'

    if_: Annotated[Condition, "The condition."]
    then: Annotated[Block, Required, "The steps where it holds."] = Block.absent()


class CaseKey(Words, frozen=True):
    """What a value is compared with: null too can be written."""

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the key, None after a fault."""
        if isinstance(node, Scalar) and node.value is None and node.text:
            return cls("null", node)
        if isinstance(node, Scalar) and isinstance(node.value, float) and node.value.is_integer():
            return cls(str(int(node.value)), node)
        return super().read(node, faults)


class IfStep(StepFields, frozen=True, kw_only=True):
    """Goes one way or another."""

    called: ClassVar[str] = 'an "if" step'
    example: ClassVar[str] = """\
- ask: How old is your shop, in years?
  as: years
  type: number
- if: years < 1
  then:
    - say: Welcome to the trade!
  elif:
    - if: years < 10
      then:
        - say: A good age.
  else:
    - say: That is a long time.
"""

    if_: Annotated[Condition, "The condition."]
    then: Annotated[Block, Required, "The steps where it holds."] = Block.absent()
    elif_: Annotated[
        tuple[Branch, ...] | None, "Further conditions, each with its steps; the first that holds."
    ] = None
    else_: Annotated[Block | None, "The steps where none holds."] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps of each condition, and those where none holds."""
        yield "then", self.then
        for number, branch in enumerate(self.elif_ or ()):
            yield f"elif.{number}.then", branch.then
        if self.else_ is not None:
            yield "else", self.else_


class MatchStep(StepFields, frozen=True, kw_only=True):
    """Goes the way that a value names."""

    called: ClassVar[str] = 'a "match" step'
    example: ClassVar[str] = """\
- ask: Which size?
  as: size
  choices: {s: Small, m: Medium, l: Large}
- match: size
  cases:
    s: [{say: Small ones go fast.}]
    m: [{say: Most people take that.}]
  else:
    - say: We have it here.
"""

    match: Annotated[Condition, "The value."]
    cases: Annotated[dict[CaseKey, Block], Required, "The steps for each value."] = field(
        default_factory=dict
    )
    else_: Annotated[Block | None, "The steps for any other value."] = None

    def blocks(self) -> Iterator[tuple[str, Block]]:
        """Yield the steps of each case, and those of any other value."""
        for key, block in self.cases.items():
            yield f"cases.{key.text}", block
        if self.else_ is not None:
            yield "else", self.else_
