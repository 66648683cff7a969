"""What the database holds afterwards, in neutral words: the same whatever happened on the way."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select

from bot.store.connection import Connection
from bot.store.database import store_url
from bot.store.looking import look_into
from bot.store.schema import answers, identities, persons, runs
from bot.store.sealing.vault import Vault
from bot.store.statement import Statement, always

Books = dict[str, Any]

_WHO = identities.c.external_id


def _of_people(person: ColumnElement[str], *columns: ColumnElement[Any]) -> Select[Any]:
    """Return a question about what belongs to people: whose it is comes first."""
    whose = (identities.c.brand == bindparam("brand")) & (identities.c.person == person)
    return select(_WHO, *columns).select_from(person.table).join(identities, whose)


_OF_BRAND = bindparam("brand")
RUNS = always(
    lambda: (
        _of_people(runs.c.person, runs.c.dialogue, runs.c.end, runs.c.slots, runs.c.id)
        .where(runs.c.brand == _OF_BRAND)
        .order_by(_WHO, runs.c.began_at, runs.c.dialogue)
    )
)
ANSWERS = always(
    lambda: (
        _of_people(
            answers.c.person,
            *(answers.c.dialogue, answers.c.path, answers.c.slot, answers.c.value, answers.c.run),
        )
        .join(runs, (runs.c.brand == answers.c.brand) & (runs.c.id == answers.c.run))
        .where(answers.c.brand == _OF_BRAND)
        .order_by(_WHO, runs.c.began_at, answers.c.path)
    )
)
FACTS = always(
    lambda: (
        _of_people(persons.c.id, persons.c.name, persons.c.facts, persons.c.id)
        .where(persons.c.brand == _OF_BRAND)
        .order_by(_WHO)
    )
)
"""What may be encrypted is read with what names its row, last: by that it is opened."""

CONSENTS = """
SELECT i.external_id, c.topic, c.given, c.wording, c.language, c.source, c.channel FROM consents c
JOIN identities i ON i.brand = c.brand AND i.person = c.person
ORDER BY i.external_id, c.seq
"""
EVENTS = """
SELECT i.external_id, count(*) FROM events e
JOIN identities i ON i.brand = e.brand AND i.channel = e.channel AND i.external_id = e.sender
GROUP BY i.external_id
"""


def _by_person(rows: Iterable[tuple[Any, ...]]) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for who, *row in rows:
        found[who].append(tuple(row))
    return dict(found)


def _place(database: Path | str) -> str:
    return store_url(str(database), Path())


def read_books(database: Path | str, vault: Vault | None = None) -> Books:
    """Return what the product has written down about everybody, without ids and times.

    Args:
        database: as it is set for the product: a file, or the URL of one on a server.
        vault: opens what is encrypted; None: nothing is.
    """

    def look(connection: Connection) -> Books:
        def ask(query: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

        brands = [row[0] for row in ask("SELECT DISTINCT brand FROM persons")]

        def read(question: Statement) -> Iterator[tuple[Any, ...]]:
            for brand in brands:
                yield from (tuple(row[:-1]) for row in question.read(connection, brand=brand))

        return {
            "runs": _by_person(read(RUNS)),
            "answers": _by_person(read(ANSWERS)),
            "consents": _by_person(ask(CONSENTS)),
            "facts": {who: (name, json.loads(facts)) for who, name, facts in read(FACTS)},
            "events_of": dict(ask(EVENTS)),
        }

    return look_into(_place(database), look, vault)


def unfinished(database: Path | str, vault: Vault | None = None) -> dict[str, int]:
    """Return counts that must all be 0 once the talk is over and the product has stopped.

    Args:
        database: as it is set for the product.
        vault: opens what is encrypted; None: nothing is.
    """

    def look(connection: Connection) -> dict[str, int]:
        def count(query: str) -> int:
            return int(connection.exec_driver_sql(query).scalar_one())

        on_a_server = connection.dialect.name != "sqlite"
        healthy = on_a_server or (
            connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        )
        return {
            "events_not_done": count("SELECT count(*) FROM events WHERE done_at IS NULL"),
            "events_failed": count("SELECT count(*) FROM events WHERE outcome <> 'done'"),
            "raw_updates_kept": count("SELECT count(*) FROM events WHERE raw IS NOT NULL"),
            "deliveries_not_accepted": count(
                "SELECT count(*) FROM deliveries WHERE status <> 'accepted'"
            ),
            "incidents": count("SELECT count(*) FROM incidents"),
            "database_damaged": int(not healthy),
        }

    return look_into(_place(database), look, vault)
