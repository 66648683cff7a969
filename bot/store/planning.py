"""From a topic's subscriptions to an occurrence's recipients, in steps that begin where one ended.

There are two ways to walk: by person, through who had subscribed when the occurrence began, and by
time, through who goes on subscribing. A step leaves the place where it stopped in the occurrence,
in the same transaction as its people; the key of `recipients` admits each conversation once.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Executable,
    Select,
    and_,
    bindparam,
    case,
    func,
    null,
    select,
    tuple_,
    update,
)
from sqlalchemy.types import BigInteger, Text

from bot.core.ids import BrandId, ChannelName, ConversationId, PersonId
from bot.store.connection import Connection
from bot.store.heard import person_columns
from bot.store.occurrences import OccurrenceRow
from bot.store.people import PersonRow
from bot.store.recipients import RecipientRow
from bot.store.schema import identities, occurrences, persons, recipients, subscriptions
from bot.store.statement import Parameter, Statement, always, among, fixed, inserting

REVIVED = ("no consent", "stopped", "blocked")
"""Grounds on which somebody was left out who may be planned anew: they have subscribed again."""


class Since(Struct, frozen=True):
    """A place in the order of subscribing: behind this person, who subscribed at this moment."""

    moment: int
    person: str = ""


class Step(Struct, frozen=True):
    """One step of an occurrence's planning: at most so many, who subscribed until a moment."""

    row: OccurrenceRow
    until: int
    most: int


class Times(Struct, frozen=True):
    """When whom one plans is due, and until when, in microseconds.

    A person is due at `base`, or so long after they subscribed where it `follows`. `worth` is how
    long after that it expires; None: with the occurrence. Whoever was due before `missed` is
    written down as left out.
    """

    base: int
    follows: bool = False
    worth: int | None = None
    missed: int = 0
    now: int = 0


class Subscriber(Struct, frozen=True):
    """One standing consent with whose it is; `own` is whom its account is by itself."""

    conversation: ConversationId
    channel: ChannelName
    recipient: str
    space: str | None
    since: int
    own: PersonId
    person: PersonRow


_BEHIND_ALL = "\U0010ffff"
"""Behind every id."""

_S, _R, _O = subscriptions.c, recipients.c, occurrences.c
_OF_TOPIC = (_S.brand == bindparam("brand"), _S.topic == bindparam("topic"))
_NAMES = RecipientRow.__struct_fields__


def _number(name: str) -> BindParameter[int]:
    return bindparam(name, type_=BigInteger())


def _planned() -> Select[Any]:
    """Select subscriptions as the recipients that they become."""
    due = _number("base") + _number("follows") * _S.since
    late = due < _number("missed")
    values: dict[str, ColumnElement[Any]] = {
        "brand": _S.brand,
        "occurrence": bindparam("occurrence", type_=Text()),
        "conversation": _S.conversation,
        # What is said in a space is said to nobody in particular; else the conversation is theirs.
        "person": case((_S.space.is_(None), _S.conversation), else_=null()),
        "topic": _S.topic,
        "channel": _S.channel,
        "recipient": _S.recipient,
        "space": _S.space,
        "status": case((late, fixed("skipped")), else_=fixed("planned")),
        "reason": case((late, fixed("expired")), else_=null()),
        "due_at": due,
        "expires_at": due + _number("worth"),
        "opened_at": null(),
        "ended_at": case((late, _number("now")), else_=null()),
    }
    return select(*(values[name] for name in _NAMES)).where(*_OF_TOPIC)


def _limited(statement: Select[Any]) -> Select[Any]:
    return statement.limit(bindparam("most")).offset(fixed(0))


_BY_PERSON = (_S.person > bindparam("person"), _S.since <= bindparam("until"))
_BY_TIME = (
    tuple_(_S.since, _S.person)
    > tuple_(bindparam("since", type_=BigInteger()), bindparam("person", type_=Text())),
    _S.since <= bindparam("until"),
)


def _new_or_revived(dialect: str, rows: Select[Any] | None = None) -> Executable:
    """Insert recipients; who was left out for want of a consent is planned anew."""
    insert = inserting(recipients, dialect)
    if rows is not None:
        insert = insert.from_select(list(_NAMES), rows)
    fresh = ("status", "reason", "due_at", "expires_at", "ended_at", "channel", "recipient")
    statement: Executable = insert.on_conflict_do_update(
        index_elements=[column.name for column in recipients.primary_key],
        set_={name: insert.excluded[name] for name in (*fresh, "space", "person")},
        where=and_(
            _R.status == fixed("skipped"),
            _R.reason.in_([fixed(reason) for reason in REVIVED]),
        ),
    )
    return statement


def _new(dialect: str, rows: Select[Any]) -> Executable:
    insert = inserting(recipients, dialect).from_select(list(_NAMES), rows)
    statement: Executable = insert.on_conflict_do_nothing()
    return statement


def _page(
    order: Sequence[ColumnElement[Any]], bounds: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """Select subscriptions with the persons whose they are."""
    place = (_S.conversation, _S.channel, _S.recipient, _S.space, _S.since, _S.person)
    # Where accounts are joined, it is about whoever they are together.
    together = select(identities.c.person).where(
        identities.c.brand == _S.brand,
        identities.c.channel == _S.channel,
        identities.c.external_id == _S.recipient,
    )
    of_account = func.coalesce(together.scalar_subquery(), _S.person)
    who = case((_S.space.is_(None), _S.conversation), else_=of_account)
    whose = and_(persons.c.brand == _S.brand, persons.c.id == who)
    found = select(*place, *person_columns()).select_from(subscriptions.join(persons, whose))
    return _limited(found.where(*_OF_TOPIC, *bounds).order_by(*order))


_IN_TIME = (_S.since, _S.person)
_PLAN_BY_PERSON = Statement(
    lambda dialect: _new(
        dialect,
        _planned().where(*_BY_PERSON, _S.person <= bindparam("last")).order_by(_S.person),
    ),
)
_PLAN_BY_TIME = Statement(
    lambda dialect: _new_or_revived(
        dialect, _limited(_planned().where(*_BY_TIME).order_by(*_IN_TIME))
    ),
)
_PLAN_ONLY = Statement(
    lambda dialect: _new(dialect, _planned().where(among(_S.person, "persons"))),
)
_END_BY_PERSON = always(
    lambda: (
        select(_S.person)
        .where(*_OF_TOPIC, _BY_PERSON[0])
        .order_by(_S.person)
        .limit(fixed(1))
        .offset(bindparam("most") - fixed(1))
    ),
)
_END_BY_TIME = always(
    lambda: (
        select(*_IN_TIME)
        .where(*_OF_TOPIC, *_BY_TIME)
        .order_by(*_IN_TIME)
        .limit(fixed(1))
        .offset(bindparam("most") - fixed(1))
    ),
)
_LAST_BY_TIME = always(
    lambda: (
        select(*_IN_TIME)
        .where(*_OF_TOPIC, *_BY_TIME)
        .order_by(_S.since.desc(), _S.person.desc())
        .limit(fixed(1))
        .offset(fixed(0))
    ),
)
_PAGE_BY_PERSON = always(lambda: _page([_S.person], _BY_PERSON))
_PAGE_BY_TIME = always(lambda: _page(_IN_TIME, _BY_TIME))
_NEXT_SUBSCRIBED = always(
    lambda: (
        select(_S.since)
        .where(*_OF_TOPIC, _BY_TIME[0])
        .order_by(*_IN_TIME)
        .limit(fixed(1))
        .offset(fixed(0))
    ),
)
_ADD = Statement(_new_or_revived)
_REACH = always(
    lambda: (
        update(occurrences)
        .where(_O.brand == bindparam("brand"), _O.id == bindparam("id"))
        .values(
            cursor=bindparam("cursor"), planned_at=bindparam("planned_at"), zones=bindparam("zones")
        )
    ),
)


def plan_by_person(connection: Connection, step: Step, after: str, times: Times) -> str | None:
    """Plan the next people of a topic by their ids, as one statement of the database.

    Args:
        connection: inside a transaction.
        step: of which occurrence, and how many.
        after: the last person of the step before, empty at the beginning.
        times: when they are due.

    Returns:
        The last person of this step, None where it was the last step.
    """
    bounds = _by_person(step, after)
    end = _END_BY_PERSON.read(connection, **bounds)
    last = end[0][0] if end else None
    _PLAN_BY_PERSON.change(
        connection, **bounds, **_of(step.row, times), last=_BEHIND_ALL if last is None else last
    )
    return last


def plan_by_time(connection: Connection, step: Step, after: Since, times: Times) -> Since | None:
    """Plan the next people of a topic by when they subscribed; who was left out may be again.

    Returns:
        Where this step ended, None where there was nobody.
    """
    bounds = _by_time(step, after)
    end = _END_BY_TIME.read(connection, **bounds) or _LAST_BY_TIME.read(connection, **bounds)
    if not end:
        return None
    _PLAN_BY_TIME.change(connection, **bounds, **_of(step.row, times))
    return Since(*end[0])


def plan_only(
    connection: Connection, row: OccurrenceRow, people: Sequence[str], times: Times
) -> int:
    """Plan only these people, as far as they have subscribed; return how many are new."""
    planned = _PLAN_ONLY.change(
        connection,
        brand=row.brand,
        topic=row.topic,
        persons=list(people),
        **_of(row, times),
    )
    return max(0, planned)


def subscribers_by_person(connection: Connection, step: Step, after: str) -> list[Subscriber]:
    """Return the next people of a topic by their ids."""
    return _subscribers(_PAGE_BY_PERSON.read(connection, **_by_person(step, after)))


def subscribers_by_time(connection: Connection, step: Step, after: Since) -> list[Subscriber]:
    """Return the next people of a topic by when they subscribed."""
    return _subscribers(_PAGE_BY_TIME.read(connection, **_by_time(step, after)))


def next_subscribed(connection: Connection, row: OccurrenceRow, after: Since) -> int | None:
    """Return when the next person behind a place subscribed, None where there is none yet."""
    found = _NEXT_SUBSCRIBED.read(
        connection, brand=row.brand, topic=row.topic, since=after.moment, person=after.person
    )
    return found[0][0] if found else None


def add_or_revive(connection: Connection, rows: Sequence[RecipientRow]) -> None:
    """Plan people; who was left out for want of a consent is planned anew, nobody else twice."""
    _ADD.put(connection, rows)


class Reached(Struct, frozen=True):
    """How far the planning of an occurrence has come."""

    brand: BrandId
    id: str
    cursor: str | None
    planned_at: int | None
    zones: str | None


def reach(connection: Connection, reached: Reached) -> None:
    """Write down how far the planning of an occurrence has come."""
    _REACH.put(connection, [reached])


def _by_person(step: Step, after: str) -> dict[str, Parameter]:
    return {**_bounds(step), "person": after}


def _by_time(step: Step, after: Since) -> dict[str, Parameter]:
    return {**_bounds(step), "since": after.moment, "person": after.person}


def _bounds(step: Step) -> dict[str, Parameter]:
    return {
        "brand": step.row.brand,
        "topic": step.row.topic,
        "until": step.until,
        "most": step.most,
    }


def _of(row: OccurrenceRow, times: Times) -> dict[str, Parameter]:
    return {
        "occurrence": row.id,
        "base": times.base,
        "follows": int(times.follows),
        "worth": times.worth,
        "missed": times.missed,
        "now": times.now,
    }


def _subscribers(rows: Sequence[tuple[Any, ...]]) -> list[Subscriber]:
    return [
        Subscriber(row[0], row[1], row[2], row[3], row[4], row[5], PersonRow(*row[6:]))
        for row in rows
    ]
