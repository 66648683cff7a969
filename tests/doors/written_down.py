"""What is kept of each person, in words that are the same at every door."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from bot.dialogue.machine.state import State, innermost_slots, waiting_dialogue
from tests.faults.books import Books, read_books

Kept = dict[str, Any]

STATES = """
SELECT i.external_id, c.state FROM conversations c
JOIN identities i ON i.brand = c.brand AND i.person = c.person
"""


def kept_of(database: Path) -> dict[str, Kept]:
    """Return for each person: runs, answers, consents, and what is under way."""
    books = read_books(database)
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        states = {
            who: msgspec.json.decode(state, type=State) for who, state in connection.execute(STATES)
        }
    return {who: _kept(books, who, state) for who, state in states.items()}


def _kept(books: Books, who: str, state: State) -> Kept:
    runs = [
        (dialogue, end, json.loads(slots or "null"))
        for dialogue, end, slots in books["runs"].get(who, ())
    ]
    return {
        "runs": sorted(runs, key=repr),
        "answers": sorted(books["answers"].get(who, ()), key=repr),
        "consents": [_neutral(consent) for consent in books["consents"].get(who, ())],
        "slots": dict(innermost_slots(state)),
        "dialogue": waiting_dialogue(state),
    }


def _neutral(consent: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a consent without its channel, its language without the region that Discord tells."""
    *rest, language, source, _ = consent
    return (*rest, language.partition("-")[0], source)
