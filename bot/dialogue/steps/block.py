"""What every step is, and a list of them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Self

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.nodes import Items, Node, Place, Scalar, Table
from bot.brand.shapes import Fields

if TYPE_CHECKING:
    from bot.dialogue.steps.kinds import Step


class StepFields(Fields, frozen=True, kw_only=True):
    """What every kind of step has in common.

    `example` are steps that show it, complete enough to be put into a dialogue.
    """

    expected: ClassVar[str] = "a step"
    example: ClassVar[str]

    def blocks(self) -> Iterator[tuple[str, "Block"]]:
        """Yield the blocks that it holds, each with its name in the paths of their steps."""
        yield from ()


class Broken(Struct, frozen=True):
    """A step that could not be loaded: `words` are all the texts in it.

    What it would have given a value, or started, is not missed again elsewhere.
    """

    place: Place
    words: frozenset[str]


class Block(Struct, frozen=True):
    """Steps, one after the other."""

    expected: ClassVar[str] = "a list of steps"

    place: Place
    steps: tuple["Step", ...]

    @classmethod
    def absent(cls) -> Self:
        """Return what stands for steps that are not there, after a fault: there are none."""
        return cls(Place("", 1, 1), ())

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the steps; one that cannot be loaded leaves a `Broken` one in its place."""
        if not isinstance(node, Items):
            faults.error(node.place, *_refusal(node))
            return None
        if not node.items:
            hint = "Write at least one, such as - end."
            faults.error(node.place, "There are no steps here.", hint)
        from bot.dialogue.steps.reading import read_step  # noqa: PLC0415  # steps hold blocks

        return cls(node.place, tuple(read_step(item, faults) for item in node.items))


def _refusal(node: Scalar | Table) -> tuple[str, str]:
    """Return what is wrong with what is no list of steps, and what to write."""
    match node:
        case Scalar(value=None):
            hint = 'Write them below it, each further in and with "- " before it.'
            return "There are no steps here.", hint
        case Table(entries=(first, *_)) if first.key.text.startswith("-"):
            word = first.key.text.lstrip("-").strip()
            return "Expected a list of steps.", f'Put a space after the -: "- {word}: …".'
        case _:
            hint = 'Begin each step on a line of its own with "- ".'
            return "Expected a list of steps.", hint
