"""People who have said nothing for long, and of whom nothing is needed any more."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, and_, bindparam, exists, func, or_, select

from bot.core.ids import BrandId, PersonId
from bot.store.calls import HAS_NOT_ENDED
from bot.store.connection import Connection
from bot.store.deliveries import IS_UNDER_WAY
from bot.store.heard import last_heard
from bot.store.schema import (
    calls,
    deliveries,
    events,
    handoffs,
    identities,
    persons,
    subscriptions,
)
from bot.store.statement import always, fixed


class Silent(NamedTuple):
    """Some of those people, and the last person that was looked at (None: there are no more)."""

    people: list[PersonId]
    reached: str | None


_P, _I, _E, _D = persons.c, identities.c, events.c, deliveries.c


def _is_subscribed() -> ColumnElement[bool]:
    mine = and_(subscriptions.c.brand == _P.brand, subscriptions.c.person == _P.id)
    # What accounts that are joined with theirs have consented to is said in their conversation.
    ours = and_(subscriptions.c.brand == _P.brand, subscriptions.c.conversation == _P.id)
    return or_(exists().where(mine), exists().where(ours))


def _has_any(table: Table, under_way: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that something is under way for a person, on whichever account."""
    columns = table.c
    of_guests = select(fixed(1)).select_from(
        identities.join(table, (columns.brand == _I.brand) & (columns.person == _I.own))
    )
    return or_(
        exists().where(columns.brand == _P.brand, columns.person == _P.id, under_way),
        of_guests.where(_I.brand == _P.brand, _I.person == _P.id, under_way).exists(),
    )


def _something_comes() -> ColumnElement[bool]:
    """Return the condition that an account has an event or a message that is still to come."""
    return or_(
        exists().where(
            _E.brand == _I.brand,
            _E.channel == _I.channel,
            _E.sender == _I.external_id,
            _E.done_at.is_(None),
        ),
        exists().where(
            _D.brand == _I.brand,
            _D.channel == _I.channel,
            _D.recipient == _I.external_id,
            IS_UNDER_WAY,
        ),
    )


def _may_go() -> ColumnElement[bool]:
    of_person = (_I.brand == _P.brand, _I.person == _P.id)
    return and_(
        func.coalesce(last_heard(), _P.since) < bindparam("before"),
        ~_is_subscribed(),
        # Whoever has no account is part of somebody else meanwhile, who decides for both.
        exists().where(*of_person),
        ~_has_any(handoffs, handoffs.c.ended_at.is_(None)),
        ~_has_any(calls, HAS_NOT_ENDED),
        ~exists().where(*of_person, _something_comes()),
    )


_PAGE = always(
    lambda: (
        select(_P.id, _may_go())
        .where(_P.brand == bindparam("brand"), _P.id > bindparam("after"))
        .order_by(_P.id)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)


def silent_people(
    connection: Connection, brand: BrandId, after: str, before: int, most: int
) -> Silent:
    """Return who among the next people may be erased: nothing of theirs stands or is to come.

    They have said nothing since a moment, have subscribed to nothing, have no timer and no message
    on its way, and nobody of the team or of another system is busy with them.

    Args:
        connection: inside a transaction.
        brand: whose.
        after: the last person that was looked at, "" at first.
        before: the moment, in microseconds since 1970.
        most: people to look at.
    """
    rows = _PAGE.read(connection, brand=brand, after=after, before=before, most=most)
    silent = [PersonId(person) for person, may_go in rows if may_go]
    return Silent(silent, rows[-1][0] if len(rows) == most else None)
