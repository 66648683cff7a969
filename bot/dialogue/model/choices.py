"""The choices of a question, written as a list of labels or as a map of values to labels."""

from typing import ClassVar, Self

from msgspec import Struct

from bot.brand.collected import Faults
from bot.brand.leaves import Template, Words
from bot.brand.nodes import Items, Node, Place, Scalar, Table


class Option(Struct, frozen=True):
    """One choice: `value` goes into the slot, `label` is shown."""

    value: str | int
    label: Template


class Options(Struct, frozen=True):
    """All choices of a question, in the order of the file."""

    expected: ClassVar[str] = "a list of labels, or a map of values to labels"

    place: Place
    options: tuple[Option, ...]

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the choices; those with faults are left out."""
        match node:
            case Items(items=()) | Table(entries=()):
                faults.error(node.place, "There are no choices here.")
                return cls(node.place, ())
            case Items():
                found = [_listed(item, faults) for item in node.items]
            case Table():
                found = [_mapped(e.key, e.value, faults) for e in node.entries]
            case _:
                listed = isinstance(node, Scalar) and "," in node.text
                hint = f"Write [{node.text}]." if listed else "Begin each line with - ."
                faults.error(node.place, f"Expected {cls.expected}.", hint)
                return cls(node.place, ())
        options = tuple(option for option in found if option is not None)
        return cls(node.place, options)


def _listed(node: Node, faults: Faults) -> Option | None:
    if isinstance(node, Table):
        hint = "For values with labels leave the - out: red: A red one."
        faults.error(node.place, "Expected the label of a choice.", hint)
        return None
    label = Template.read(node, faults)
    return None if label is None else Option(_value_of(label), label)


def _mapped(key: Node, node: Node, faults: Faults) -> Option | None:
    value, label = Words.read(key, faults), Template.read(node, faults)
    if value is None or label is None:
        return None
    return Option(_value_of(value), label)


def _value_of(written: Words) -> str | int:
    """Return the value that a key or a label is: a bare whole number stays one, as in `set`."""
    match written.scalar.value:
        case int() as number if str(number) == written.text:
            return number
        case _:
            return written.text
