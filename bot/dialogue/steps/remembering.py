"""Keeping what is known."""

from typing import Annotated, ClassVar

from bot.brand.leaves import Anything
from bot.dialogue.names import Target
from bot.dialogue.steps.block import StepFields


class SetStep(StepFields, frozen=True, kw_only=True):
    """Gives slots, or facts about the person, new values."""

    called: ClassVar[str] = 'a "set" step'
    example: ClassVar[str] = """\
- ask: How many loaves?
  as: loaves
  type: number
- set:
    price: "{loaves * 3}"
    person.baker: true
- say: That is {number(price, 2)} euro.
"""

    set: Annotated[
        dict[Target, Anything],
        "Slots, or person.x, with their values: texts with {expressions}, or values as they are.",
    ]
