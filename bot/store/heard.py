"""When a person was last heard.

Whoever talks in private is heard in the row of that conversation, which is written anyway: among
millions of people, a row in a table is a page of the file. Whoever talks in a group, or over
several accounts, is heard in their own row. The later of the two counts.
"""

from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from bot.store.schema import conversations, persons
from bot.store.statement import fixed


def later_heard(heard_at: ColumnElement[int | None]) -> ColumnElement[int | None]:
    """Return when a person was last heard.

    Args:
        heard_at: when that was in private, of a conversation that is joined to `persons`.
    """
    said = persons.c.last_said
    is_later = heard_at > func.coalesce(said, fixed(0))
    return case((is_later, heard_at), else_=said).label(said.name)


def last_heard() -> ColumnElement[int | None]:
    """Return when a person was last heard, where their conversation is not joined."""
    private = conversations.alias("private")
    said = persons.c.last_said
    later = (
        select(private.c.heard_at)
        .where(
            private.c.brand == persons.c.brand,
            private.c.id == persons.c.id,
            private.c.heard_at > func.coalesce(said, fixed(0)),
        )
        .correlate(persons)
        .scalar_subquery()
    )
    return func.coalesce(later, said).label(said.name)


def person_columns(heard: ColumnElement[int | None] | None = None) -> list[ColumnElement[Any]]:
    """Return all columns of `persons`, of which `last_said` says when they were last heard.

    Args:
        heard: how that is found; None: by `last_heard`.
    """
    heard = last_heard() if heard is None else heard
    return [heard if one is persons.c.last_said else one for one in persons.c]
