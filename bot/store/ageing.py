"""What is too old to be kept: deleted or blanked in steps that hold nobody up.

A step reads its rows by their key, in order, whatever their age, and says where it has come to.
What is still needed is left whatever its age: what waits, what is under way, and consents.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Executable,
    Table,
    and_,
    bindparam,
    delete,
    exists,
    func,
    null,
    or_,
    select,
    update,
)

from bot.brand.brand import KeptKind
from bot.core.ids import BrandId
from bot.store.connection import Connection
from bot.store.deliveries import IS_UNDER_WAY
from bot.store.keyset import (
    Place,
    Step,
    at,
    before_all,
    behind_all,
    is_behind,
    is_up_to,
    key_columns,
)
from bot.store.schema import (
    answers,
    calls,
    deliveries,
    emissions,
    events,
    handoffs,
    runs,
    upload_parts,
    uploads,
)
from bot.store.statement import Statement, always, fixed

MOST_ROWS = 500
"""Rows that one step looks at: some five milliseconds of the one writer's time."""


class _Aged(NamedTuple):
    """The statements of one table: the key of the last row of a step, and what is done up to it."""

    kind: KeptKind
    table: Table
    last: Statement
    let_go: Statement


_BEFORE: BindParameter[int] = bindparam("before", type_=BigInteger())


def _aged(
    table: Table, kind: KeptKind, too_old: Callable[[], ColumnElement[bool]], *blank: str
) -> _Aged:
    """Return how the rows of a table go: blanked in these columns, or deleted where there are none.

    Args:
        table: which.
        kind: of what kind they are.
        too_old: says which of them, by the parameter `before` (microseconds).
        blank: the columns that are set to nothing.
    """

    def last() -> Executable:
        key = key_columns(table)
        page = select(*key).where(*_begin(table)).order_by(*key)
        return page.limit(fixed(1)).offset(bindparam("most") - fixed(1))

    def let_go() -> Executable:
        where = (*_begin(table), is_up_to(table), too_old())
        if blank:
            return update(table).where(*where).values(dict.fromkeys(blank, null()))
        return delete(table).where(*where)

    return _Aged(kind, table, always(last), always(let_go))


def _begin(table: Table) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.brand == bindparam("brand"), is_behind(table)


def _settled_delivery() -> ColumnElement[bool]:
    at = func.coalesce(deliveries.c.settled_at, deliveries.c.created_at)
    return and_(~IS_UNDER_WAY, at < _BEFORE)


def _answer_of_a_run_that_is_over() -> ColumnElement[bool]:
    is_over = exists().where(
        runs.c.brand == answers.c.brand, runs.c.id == answers.c.run, runs.c.ended_at.is_not(None)
    )
    return and_(answers.c.at < _BEFORE, is_over)


def _told_emission() -> ColumnElement[bool]:
    return or_(
        emissions.c.settled_at < _BEFORE,
        and_(emissions.c.status == fixed("recorded"), emissions.c.at < _BEFORE),
    )


_AGED: tuple[_Aged, ...] = (
    _aged(events, "messages", lambda: events.c.done_at < _BEFORE),
    _aged(deliveries, "messages", _settled_delivery),
    _aged(
        handoffs,
        "messages",
        lambda: and_(handoffs.c.ended_at < _BEFORE, handoffs.c.reason.is_not(None)),
        "reason",
    ),
    _aged(uploads, "messages", lambda: uploads.c.at < _BEFORE),
    _aged(upload_parts, "messages", lambda: upload_parts.c.at < _BEFORE),
    _aged(answers, "answers", _answer_of_a_run_that_is_over),
    _aged(
        runs,
        "answers",
        lambda: and_(runs.c.ended_at < _BEFORE, runs.c.slots.is_not(None)),
        "slots",
    ),
    _aged(calls, "systems", lambda: calls.c.settled_at < _BEFORE),
    _aged(emissions, "systems", _told_emission),
)

TABLES = range(len(_AGED))
"""The tables that are gone through, one after the other."""


def kind_of(table: int) -> KeptKind:
    """Return of which kind the rows of a table are."""
    return _AGED[table].kind


def first_of(table: int) -> Place:
    """Return the place before the first row of a table."""
    return before_all(_AGED[table].table)


def let_go(connection: Connection, brand: BrandId, table: int, after: Place, before: int) -> Step:
    """Let go of what is too old among the next rows of a table.

    Args:
        connection: inside a transaction.
        brand: whose.
        table: one of `TABLES`.
        after: where the step before has come to.
        before: what is older than this moment is too old (microseconds).
    """
    aged = _AGED[table]
    begin = at("after", after)
    found = aged.last.read(connection, brand=brand, most=MOST_ROWS, **begin)
    reached: Place | None = tuple(found[0]) if found else None
    end = at("up_to", reached or behind_all(aged.table))
    gone = aged.let_go.change(connection, brand=brand, before=before, **begin, **end)
    return Step(gone, reached)
