"""Occurrences: each time that the brand speaks first to many, and how far that is."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, bindparam, case, exists, null, select, update

from bot.core.ids import BrandId, derive
from bot.store.connection import Connection
from bot.store.schema import occurrences, recipients
from bot.store.statement import always, among, fixed, insert_new
from bot.store.values import to_json

OccurrenceKind = Literal["broadcast", "feed", "event", "test"]
OccurrenceStatus = Literal["waiting", "running", "paused", "cancelled", "ended", "missed"]

PRIORITIES = {"high": 1, "normal": 0, "low": -1}
"""What goes first where two occurrences want the same place."""


class Terms(Struct, frozen=True, omit_defaults=True):
    """What an occurrence keeps of its file: it goes on as it began, whatever is edited later.

    `filter` is the expression that people have to fit, None for every subscriber. `zones` says
    whose clock its slot is read from. `expires` and `late` are seconds; `after` is set where each
    person's time is so many seconds after they subscribed. `only` names the persons of a test.
    """

    filter: str | None = None
    audience: Literal["frozen", "living"] = "frozen"
    zones: Literal["brand", "person"] = "brand"
    passed: Literal["next day", "now", "skip"] = "skip"
    unknown: Literal["leave", "send again", "ask"] = "leave"
    expires: int | None = None
    late: int = 0
    after: int | None = None
    only: tuple[str, ...] = ()


class ZoneNotes(Struct, frozen=True, omit_defaults=True):
    """By which zone database people's times were worked out, and how many had no zone to go by.

    `unknown` have told none, `invalid` one that there is not: both go by the brand's.
    """

    version: str
    unknown: int = 0
    invalid: int = 0


class OccurrenceRow(Struct, frozen=True, kw_only=True):
    """One row of `occurrences`; `data` and `definition` are JSON, the latter of `Terms`.

    `source` is the broadcast, feed or event that it is one of, `slot` its time on the wall.
    `cursor` says how far planning has come, `planned_at` when it came to its end.
    """

    brand: BrandId
    id: str
    kind: OccurrenceKind
    source: str
    topic: str
    dialogue: str
    slot: str | None = None
    name: str
    data: str | None = None
    definition: str = "{}"
    status: OccurrenceStatus = "running"
    reason: str | None = None
    priority: int = 0
    cursor: str | None = None
    zones: str | None = None
    created_at: int
    starts_at: int
    planned_at: int | None = None
    expires_at: int | None = None
    ended_at: int | None = None


class _Key(Struct, frozen=True):
    brand: BrandId
    id: str


_O = occurrences.c
_COLUMNS = tuple(_O[name] for name in OccurrenceRow.__struct_fields__)
_ONE = (_O.brand == bindparam("brand"), _O.id == bindparam("id"))
_IS_LIVE = _O.ended_at.is_(None)
_IN_ORDER = (_O.priority.desc(), _O.starts_at, _O.id)

_ADD = insert_new(occurrences)
_FIND = always(lambda: select(*_COLUMNS).where(*_ONE))
_LIVE = always(
    lambda: select(*_COLUMNS).where(_O.brand == bindparam("brand"), _IS_LIVE).order_by(*_IN_ORDER),
)
_OF_SOURCE = always(
    lambda: (
        select(*_COLUMNS)
        .where(_O.brand == bindparam("brand"), _O.source == bindparam("source"))
        .order_by(_O.created_at.desc(), _O.id)
        .limit(bindparam("most"))
        .offset(fixed(0))
    ),
)
_BEGIN = always(
    lambda: (
        update(occurrences)
        .where(*_ONE, _IS_LIVE, _O.status == fixed("waiting"))
        .values(status=fixed("running"))
    ),
)
_PAUSE = always(
    lambda: (
        update(occurrences)
        .where(*_ONE, _IS_LIVE, among(_O.status, "from_"))
        .values(status=fixed("paused"), reason=bindparam("reason"))
    ),
)
_RESUME = always(
    lambda: (
        update(occurrences)
        .where(*_ONE, _IS_LIVE, _O.status == fixed("paused"))
        .values(status=fixed("running"), reason=null())
    ),
)
_CANCEL = always(
    lambda: (
        update(occurrences)
        .where(*_ONE, _IS_LIVE, _O.status != fixed("cancelled"))
        .values(status=fixed("cancelled"), reason=null(), planned_at=bindparam("at"))
    ),
)
_KEEP_TO_FILE = always(
    lambda: (
        update(occurrences)
        .where(*_ONE, _O.status != fixed("cancelled"))
        .values(
            topic=bindparam("topic"),
            dialogue=bindparam("dialogue"),
            definition=bindparam("definition"),
            priority=bindparam("priority"),
            starts_at=bindparam("starts_at"),
            cursor=bindparam("cursor"),
            # A pause is not ended by a new file.
            status=case((_O.ended_at.is_(None), _O.status), else_=fixed("running")),
            planned_at=null(),
            ended_at=null(),
        )
    ),
)


def _has(status: str) -> ColumnElement[bool]:
    """Say that an occurrence has recipients who stand so; one look into their index."""
    return exists().where(
        recipients.c.brand == _O.brand,
        recipients.c.occurrence == _O.id,
        recipients.c.status == fixed(status),
    )


_END = always(
    lambda: (
        update(occurrences)
        .where(
            _O.brand == bindparam("brand"),
            _IS_LIVE,
            _O.planned_at.is_not(None),
            among(_O.status, "from_"),
            ~_has("planned"),
            ~_has("opened"),
        )
        .values(
            ended_at=bindparam("at"),
            status=bindparam("status"),
        )
    ),
)


def occurrence_id(kind: OccurrenceKind, source: str, key: str) -> str:
    """Return the id of an occurrence: the same slot, post or event is never a second one."""
    return derive("occurrence", kind, source, key)


def definition_of(terms: Terms) -> str:
    """Return terms as their row holds them."""
    return to_json(terms)


@lru_cache(maxsize=256)
def _terms(definition: str) -> Terms:
    return msgspec.json.decode(definition, type=Terms)


def terms_of(row: OccurrenceRow) -> Terms:
    """Return what an occurrence keeps of its file."""
    return _terms(row.definition)


def zone_notes_of(row: OccurrenceRow) -> ZoneNotes | None:
    """Return by which zones an occurrence was planned, None where each person's do not matter."""
    return None if row.zones is None else msgspec.json.decode(row.zones, type=ZoneNotes)


def add_occurrences(connection: Connection, rows: Sequence[OccurrenceRow]) -> int:
    """Write occurrences, each once for ever; return how many are new."""
    return max(0, _ADD.write(connection, rows))


def find_occurrence(
    connection: Connection, brand: BrandId, occurrence: str
) -> OccurrenceRow | None:
    """Return an occurrence, None where there is none of this id."""
    rows = _FIND.read(connection, brand=brand, id=occurrence)
    return _row(rows[0]) if rows else None


def live_occurrences(connection: Connection, brand: BrandId) -> list[OccurrenceRow]:
    """Return what has not ended, in the order in which it may speak."""
    return [_row(row) for row in _LIVE.read(connection, brand=brand)]


def occurrences_of(
    connection: Connection, brand: BrandId, source: str, most: int
) -> list[OccurrenceRow]:
    """Return the newest occurrences of a broadcast, feed or event, newest first."""
    return [_row(row) for row in _OF_SOURCE.read(connection, brand=brand, source=source, most=most)]


def keep_to_file(connection: Connection, row: OccurrenceRow) -> None:
    """Let an occurrence that lasts as long as its file be as the file is now, and plan on."""
    _KEEP_TO_FILE.put(connection, [row])


def begin_occurrence(connection: Connection, brand: BrandId, occurrence: str) -> bool:
    """Let an occurrence that waits for its time run; False: it did not wait."""
    return _BEGIN.change(connection, brand=brand, id=occurrence) > 0


def pause_occurrence(
    connection: Connection, brand: BrandId, occurrence: str, reason: str | None = None
) -> bool:
    """Let nobody more be spoken to until it is resumed; False: there was nothing to pause."""
    states = ["running", "waiting"]
    return _PAUSE.change(connection, brand=brand, id=occurrence, reason=reason, from_=states) > 0


def resume_occurrence(connection: Connection, brand: BrandId, occurrence: str) -> bool:
    """Let an occurrence go on where it was paused; False: it was not paused."""
    return _RESUME.change(connection, brand=brand, id=occurrence) > 0


def cancel_occurrence(connection: Connection, brand: BrandId, occurrence: str, at: int) -> bool:
    """End an occurrence for good; False: it had ended, or was cancelled already.

    Nobody more is planned from now on; those who are planned are given up by whoever opens them.
    """
    return _CANCEL.change(connection, brand=brand, id=occurrence, at=at) > 0


def end_finished(connection: Connection, brand: BrandId, at: int) -> None:
    """End every occurrence that everybody has been planned for and nobody is waited for any more.

    Args:
        connection: inside a transaction.
        brand: whose.
        at: the present moment.
    """
    _END.change(connection, brand=brand, at=at, from_=["running", "paused"], status="ended")
    _END.change(connection, brand=brand, at=at, from_=["cancelled"], status="cancelled")


def _row(values: Sequence[object]) -> OccurrenceRow:
    return OccurrenceRow(**dict(zip(OccurrenceRow.__struct_fields__, values, strict=True)))  # type: ignore[arg-type]
