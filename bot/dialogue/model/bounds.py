"""The least and the most of a question as an author writes them: values, now, or expressions."""

from typing import ClassVar, Self

from bot.brand.collected import Faults
from bot.brand.leaves import Words
from bot.brand.nodes import Node, Scalar
from bot.dialogue.expressions.moments import clock_written, day_written
from bot.dialogue.expressions.templates import parsed_template

NOW = frozenset({"now", "today"})
"""What stands for the moment at which an answer comes."""


class Bound(Words, frozen=True):
    """The least or the most that an answer may be."""

    expected: ClassVar[str] = "a number, a date, a time, now, or an expression"

    number: int | float | None = None

    @classmethod
    def read(cls, node: Node, faults: Faults) -> Self | None:
        """Return the bound; what fits the type of its question is checked beside that type.

        An expression may stand in braces, as it does in texts.
        """
        words = super().read(node, faults)
        match node:
            case Scalar(value=int() | float() as number) if words is not None:
                return None if isinstance(number, bool) else cls(words.text, words.scalar, number)
            case _:
                return words if words is None else cls(_bared(words.text), words.scalar)


def _bared(text: str) -> str:
    """Return an expression without its braces, and each of its characters where it stood."""
    template = parsed_template(text)
    if len(template.holes) != 1 or any(template.literals):
        return text
    hole = template.holes[0]
    return f"{' ' * hole.offset}{hole.source}"


def value_written(kind: str, text: str) -> str | None:
    """Return the date, time or *now* that bounds a question of this type, None for no such value.

    Args:
        kind: the type of the question.
        text: what is written.
    """
    if kind not in {"date", "time"}:
        return None
    if text in NOW:
        return text
    return day_written(text) if kind == "date" else clock_written(text)


def is_computed(kind: str, text: str) -> bool:
    """Say whether a bound that is no number is an expression; a date that there is not is none."""
    dated = kind in {"date", "time"}
    return text not in NOW and not (dated and (text[:1].isdigit() or value_written(kind, text)))
