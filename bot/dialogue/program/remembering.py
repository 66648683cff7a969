"""Keeping what is known."""

from bot.core.values import Value
from bot.dialogue.program.part import Part


class Set(Part, frozen=True, tag="set"):
    """Give slots (`x`) or facts of the person (`person.x`) new values, in order.

    A text value is a template; one that is exactly one `{expression}` keeps its type.
    """

    path: str
    values: dict[str, Value]


class Tag(Part, frozen=True, tag="tag"):
    """Give the person tags: each a template, or one `{expression}` that gives a list of them."""

    path: str
    tags: tuple[str, ...]


class Untag(Part, frozen=True, tag="untag"):
    """Take tags from the person, written as those of `Tag`."""

    path: str
    tags: tuple[str, ...]
