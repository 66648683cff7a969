"""faq.yaml as its author wrote it: what people ask again and again, and what is said to it."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from msgspec import Struct
from msgspec.structs import replace

from bot.brand.collected import Faults
from bot.brand.leaves import Name
from bot.brand.nodes import Items, Node, Place
from bot.dialogue.model.script import Phrases, Script
from bot.dialogue.program import FAQ
from bot.dialogue.steps import Block, SayStep


class FaqEntry(SayStep, frozen=True, kw_only=True):
    """What people ask, and what is said to it: all that a `say` step can say."""

    called: ClassVar[str] = "an entry of faq.yaml"
    expected: ClassVar[str] = '"ask" and "say"'
    example: ClassVar[str] = """\
- ask: [When are you open?, What are your opening hours?, Quando siete aperti?]
  say: Tuesday to Saturday, nine to seven.
- ask: Do you mend umbrellas?
  say: ["We do, {person.first_name or 'friend'}.", Umbrellas too.]
  buttons:
    Bring it: {run: mending}
"""

    ask: Annotated[Phrases, "The question, or several ways to ask it, in any language."]


class FaqFile(Struct, frozen=True):
    """The entries of the file that could be read."""

    expected: ClassVar[str] = "a list of questions with their answers"

    place: Place
    entries: tuple[FaqEntry, ...]

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the entries; None, after a fault, where the file is no list of them."""
        if not isinstance(node, Items) or not node.items:
            hint = 'Begin each with "- ask: When are you open?", and write "say:" below it.'
            faults.error(node.place, f"Expected {cls.expected}.", hint)
            return None
        read = (FaqEntry.read(item, faults) for item in node.items)
        return cls(node.place, tuple(one for one in read if one is not None))

    def script(self) -> Script:
        """Return what is said, as the dialogue that nobody ever begins: one step an entry."""
        name = replace(Name.absent(), text=FAQ)
        return Script(place=self.place, dialogue=name, steps=Block(self.place, self.entries))

    def asked(self) -> Mapping[str, tuple[str, ...]]:
        """Return the ways to ask for each step of that dialogue, by its path."""
        return {
            f"steps.{number}": tuple(words.text for words in entry.ask)
            for number, entry in enumerate(self.entries)
        }
