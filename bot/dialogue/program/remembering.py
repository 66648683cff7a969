"""Keeping what is known."""

from bot.core.values import Value
from bot.dialogue.program.part import Part


class Set(Part, frozen=True, tag="set"):
    """Give slots (`x`) or facts of the person (`person.x`) new values, in order.

    A text value is a template; one that is exactly one `{expression}` keeps its type.
    """

    path: str
    values: dict[str, Value]
