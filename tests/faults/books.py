"""What the database holds afterwards, in neutral words: the same whatever happened on the way."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from bot.store.connection import Connection
from bot.store.database import store_url
from bot.store.looking import look_into

Books = dict[str, Any]

RUNS = """
SELECT i.external_id, r.dialogue, r."end", r.slots FROM runs r
JOIN identities i ON i.brand = r.brand AND i.person = r.person
ORDER BY i.external_id, r.began_at, r.dialogue
"""
ANSWERS = """
SELECT i.external_id, r.began_at, a.dialogue, a.path, a.slot, a.value FROM answers a
JOIN identities i ON i.brand = a.brand AND i.person = a.person
JOIN runs r ON r.brand = a.brand AND r.id = a.run
ORDER BY i.external_id, r.began_at, a.path
"""
CONSENTS = """
SELECT i.external_id, c.topic, c.given, c.wording, c.language, c.source, c.channel FROM consents c
JOIN identities i ON i.brand = c.brand AND i.person = c.person
ORDER BY i.external_id, c.seq
"""
FACTS = """
SELECT i.external_id, p.name, p.facts FROM persons p
JOIN identities i ON i.brand = p.brand AND i.person = p.id ORDER BY i.external_id
"""

EVENTS = """
SELECT i.external_id, count(*) FROM events e
JOIN identities i ON i.brand = e.brand AND i.channel = e.channel AND i.external_id = e.sender
GROUP BY i.external_id
"""


def _by_person(rows: list[tuple[Any, ...]], skip: int = 1) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[skip:])
    return dict(found)


def _place(database: Path | str) -> str:
    return store_url(str(database), Path())


def read_books(database: Path | str) -> Books:
    """Return what the product has written down about everybody, without ids and times.

    Args:
        database: as it is set for the product: a file, or the URL of one on a server.
    """

    def look(connection: Connection) -> Books:
        def ask(query: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

        return {
            "runs": _by_person(ask(RUNS)),
            "answers": _by_person(ask(ANSWERS), skip=2),
            "consents": _by_person(ask(CONSENTS)),
            "facts": {who: (name, json.loads(facts)) for who, name, facts in ask(FACTS)},
            "events_of": dict(ask(EVENTS)),
        }

    return look_into(_place(database), look)


def unfinished(database: Path | str) -> dict[str, int]:
    """Return counts that must all be 0 once the talk is over and the product has stopped."""

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

    return look_into(_place(database), look)
