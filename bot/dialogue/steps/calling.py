"""Calling other dialogues, and leaving this one."""

from typing import Annotated, ClassVar, Self

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.leaves import Anything, Name
from bot.brand.nodes import Node, Scalar
from bot.dialogue.model.names import SlotName
from bot.dialogue.steps.block import StepFields


class RunStep(StepFields, frozen=True, kw_only=True):
    """Calls another dialogue, and goes on when that has ended."""

    called: ClassVar[str] = 'a "run" step'
    example: ClassVar[str] = """\
- run: address
  with: {country: Italy}
  as: there
- say: So we send it to {there.city}.
"""

    run: Annotated[Name, "The dialogue."]
    with_: Annotated[dict[SlotName, Anything] | None, "Slots that it begins with."] = None
    as_: Annotated[SlotName | None, "The slot that keeps all of its slots."] = None


class GoStep(StepFields, frozen=True, kw_only=True):
    """Goes to another dialogue, in place of this one."""

    called: ClassVar[str] = 'a "go" step'
    example: ClassVar[str] = """\
- say: Let us begin with some questions.
- go: survey
"""

    go: Annotated[Name, "The dialogue."]


class Nothing(Struct, frozen=True):
    """What stands after a word that needs nothing after it."""

    expected: ClassVar[str] = "nothing"

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Accept an empty value only."""
        if not (isinstance(node, Scalar) and node.value is None):
            faults.error(node.place, "Nothing can stand here.", "Write the word alone: - end.")
        return cls()


class EndStep(StepFields, frozen=True, kw_only=True):
    """Ends this dialogue."""

    called: ClassVar[str] = 'an "end" step'
    example: ClassVar[str] = """\
- ask: Shall we go on?
  as: on
  type: yes_no
- if: not on
  then: [{say: Another day then.}, end]
- say: Good.
"""

    end: Annotated[Nothing, "Written alone: - end."] = Nothing()


class RestartStep(StepFields, frozen=True, kw_only=True):
    """Begins this dialogue again, with empty slots."""

    called: ClassVar[str] = 'a "restart" step'
    example: ClassVar[str] = """\
- ask: Where to?
  as: place
- ask: To {place}, is that right?
  as: right
  type: yes_no
- if: not right
  then: [restart]
- say: On the way.
"""

    restart: Annotated[Nothing, "Written alone: - restart."] = Nothing()
