"""What a person and the brand said to each other in private, in one common order."""

from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, bindparam, literal_column, or_, select

from bot.store.connection import Connection
from bot.store.happening_types import CAUSED, happening_is
from bot.store.people import Account
from bot.store.schema import deliveries, events
from bot.store.statement import Parameter, always, fixed


class TranscriptRow(Struct, frozen=True):
    """One line: an event of theirs (`content` is the happening) or a message of ours, as JSON."""

    seq: int
    position: int
    speaker: Literal["person", "bot"]
    id: str
    content: str
    at: int


_E, _D = events.c, deliveries.c
_MINUS_ONE: ColumnElement[int] = literal_column("-1")


def _events() -> Select[Any]:
    return select(
        _E.seq,
        _MINUS_ONE.label("position"),
        fixed("person").label("speaker"),
        _E.id,
        _E.happening.label("content"),
        _E.received_at.label("at"),
    ).where(
        _E.brand == bindparam("brand"),
        _E.channel == bindparam("channel"),
        _E.sender == bindparam("external_id"),
        _E.space.is_(None),
        _E.happening.is_not(None),
        # Coming and going are no lines, nor is what a clock or another system caused.
        ~happening_is("opened", "blocked", "unblocked", *CAUSED),
    )


def _deliveries() -> Select[Any]:
    return select(
        _D.seq,
        _D.position,
        fixed("bot").label("speaker"),
        _D.id,
        _D.content,
        _D.created_at.label("at"),
    ).where(
        _D.brand == bindparam("brand"),
        _D.channel == bindparam("channel"),
        _D.recipient == bindparam("external_id"),
        _D.space.is_(None),
        _D.content.is_not(None),
        _D.status != fixed("cancelled"),
    )


def _later(statement: Select[Any], seq: Any, position: Any) -> Select[Any]:
    return statement.where(
        or_(
            seq > bindparam("seq"),
            and_(seq == bindparam("seq"), position > bindparam("position")),
        )
    )


def _page(statement: Select[Any], *order: Any) -> Select[Any]:
    return statement.order_by(*order).limit(bindparam("most")).offset(fixed(0))


_EVENTS_AFTER = always(lambda: _page(_later(_events(), _E.seq, _MINUS_ONE), _E.seq))
_DELIVERIES_AFTER = always(
    lambda: _page(_later(_deliveries(), _D.seq, _D.position), _D.seq, _D.position)
)
_LAST_EVENTS = always(lambda: _page(_events(), _E.seq.desc()))
_LAST_DELIVERIES = always(lambda: _page(_deliveries(), _D.seq.desc(), _D.position.desc()))
_EVENT_PLACE = always(
    lambda: select(_E.seq, _MINUS_ONE).where(
        _E.brand == bindparam("brand"),
        _E.id == bindparam("id"),
        _E.sender == bindparam("external_id"),
    )
)
_DELIVERY_PLACE = always(
    lambda: select(_D.seq, _D.position).where(
        _D.brand == bindparam("brand"),
        _D.id == bindparam("id"),
        _D.recipient == bindparam("external_id"),
    )
)


def transcript_rows(
    connection: Connection, account: Account, after: str | None, most: int
) -> list[TranscriptRow]:
    """Return what follows the line with the id `after`; the last lines where it is unknown."""
    place = None if after is None else _place(connection, account, after)
    values: dict[str, Parameter] = {
        "brand": account.brand,
        "channel": account.channel,
        "external_id": account.external_id,
        "most": most,
    }
    if place is None:
        found = [
            *_LAST_EVENTS.read(connection, **values),
            *_LAST_DELIVERIES.read(connection, **values),
        ]
        return _in_order(found)[-most:]
    found = [
        *_EVENTS_AFTER.read(connection, **values, seq=place[0], position=place[1]),
        *_DELIVERIES_AFTER.read(connection, **values, seq=place[0], position=place[1]),
    ]
    return _in_order(found)[:most]


def _place(connection: Connection, account: Account, line: str) -> tuple[int, int] | None:
    for statement in (_DELIVERY_PLACE, _EVENT_PLACE):
        rows = statement.read(
            connection, brand=account.brand, id=line, external_id=account.external_id
        )
        if rows:
            return rows[0][0], rows[0][1]
    return None


def _in_order(rows: list[tuple[Any, ...]]) -> list[TranscriptRow]:
    return [TranscriptRow(*row) for row in sorted(rows, key=lambda row: (row[0], row[1]))]
