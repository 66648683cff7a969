"""Of which type a happening is: that stands in clear before it, also where it is encrypted."""

from sqlalchemy import ColumnElement, Text, cast, func, or_

from bot.store.schema import events
from bot.store.statement import fixed

CAUSED = ("answered", "began", "due", "happened")
"""What a clock or another system has caused."""


def happening_is(*types: str) -> ColumnElement[bool]:
    """Return the condition that what happened is of one of these types."""
    return or_(*(_begins(f'{{"type":"{one}"') for one in types))


def _begins(label: str) -> ColumnElement[bool]:
    # Said to be a text: what is encrypted may stand as bytes, and SQLite would compare as such.
    beginning = func.substr(events.c.happening, fixed(1), fixed(len(label)))
    return cast(beginning, Text) == fixed(label)
