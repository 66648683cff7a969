"""Keeping what is known."""

from typing import Annotated, ClassVar

from bot.brand.leaves import Anything, Words
from bot.brand.shapes import OneOrMore
from bot.dialogue.model.names import Target
from bot.dialogue.steps.block import StepFields

Tags = Annotated[tuple[Words, ...], OneOrMore]


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


class TagStep(StepFields, frozen=True, kw_only=True):
    """Gives the person tags, which stay until they are taken: `person.tags` holds them."""

    called: ClassVar[str] = 'a "tag" step'
    example: ClassVar[str] = """\
- ask: What do you bake?
  as: goods
  type: choices
  choices: [Bread, Cake, Pizza]
- tag: [baker, "bakes {goods}"]
- if: "'baker' in person.tags"
  then: [{say: We bakers have to stick together.}]
"""

    tag: Annotated[Tags, "The tag, or several; a text that is one {expression} may give a list."]


class UntagStep(StepFields, frozen=True, kw_only=True):
    """Takes tags from the person; those that they do not have are no matter."""

    called: ClassVar[str] = 'an "untag" step'
    example: ClassVar[str] = """\
- untag: [baker, trial]
- say: All right.
"""

    untag: Annotated[Tags, "The tag, or several; a text that is one {expression} may give a list."]
