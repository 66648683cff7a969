"""Handing a conversation over to people."""

from typing import Annotated, ClassVar, Self

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.leaves import Words
from bot.brand.nodes import Node, Scalar
from bot.dialogue.steps.block import StepFields


class Reason(Struct, frozen=True):
    """Why, in words for who takes over; nothing has to be written."""

    expected: ClassVar[str] = "a text, or nothing"

    words: Words | None = None

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the reason, an empty one where nothing is written."""
        if isinstance(node, Scalar) and node.value is None:
            return cls()
        words = Words.read(node, faults)
        return None if words is None else cls(words)


class HandoffStep(StepFields, frozen=True, kw_only=True):
    """Hands the conversation over to somebody at the desk that brand.yaml names.

    Until they hand it back the bot is silent; the steps that follow come then. Without a desk it is
    put on record, the person is told, and the dialogue goes on.
    """

    called: ClassVar[str] = 'a "handoff" step'
    example: ClassVar[str] = """\
- ask: What went wrong?
  as: trouble
- handoff: "A complaint: {trouble}"
- say: Thank you for your patience.
"""

    handoff: Annotated[Reason, "Why, for who takes over; or written alone: - handoff."] = Reason()
