"""What publishing a brand's files means for everybody who is inside a dialogue now."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import assert_never

import click

from bot.brand.faults import Fault, faults_as_json, has_errors
from bot.cli.json_text import print_json
from bot.cli.keys_here import vault_of
from bot.cli.reading import print_faults, read_files
from bot.cli.records import database_of
from bot.cli.refusal import Refusal
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.moved_runs import Hindrance
from bot.dialogue.publishing.prospects import Outcome, Prospect, Prospects
from bot.engine.history import with_programs
from bot.engine.outlook import look_through_at_once
from bot.store.connection import Connection
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.looking import has_tables, look_into
from bot.store.place import is_begun
from bot.store.versions import stored_programs

OUTCOMES: tuple[Outcome, ...] = ("moves", "replays", "stays", "cannot")

_WORDS = {
    "moves": ("moves", "move"),
    "replays": ("is played again", "are played again"),
    "stays": ("stays", "stay"),
    "cannot": ("cannot move", "cannot move"),
}

_PLAYED_AGAIN = "its code has changed; where what was answered no longer fits it is offered anew"


def print_live(folder: Path, faults: Sequence[Fault]) -> None:
    """Write the faults, then one line for each thing that is to come for those inside."""
    print_faults(faults)
    if has_errors(faults):
        click.echo("Nothing of this would be published: everybody goes on as they are.", err=True)
        return
    found = prospects_of(folder)
    for prospect, count in _sorted(found):
        click.echo(_line(prospect, count))
    click.echo(sum_up(found), err=True)


def print_live_as_json(folder: Path, faults: Sequence[Fault]) -> None:
    """Write both as one JSON document; `live` is null where nothing would be published."""
    live = None if has_errors(faults) else _as_json(prospects_of(folder))
    print_json({**faults_as_json(faults), "live": live})


def prospects_of(folder: Path) -> Prospects:
    """Count what is to come for everybody, were the files in this folder published now.

    Raises:
        Refusal: the database cannot be read, in words.
    """
    library = read_files(folder).library
    assert library is not None
    url = database_of(folder)
    if not is_begun(url):
        return Prospects(library)
    try:
        return look_into(
            url, lambda connection: _prospects(connection, library), vault_of([library])
        )
    except (StoreSettingFault, StoreUnavailable) as error:
        raise Refusal(f"The database cannot be read: {error}.") from None


def sum_up(found: Prospects) -> str:
    """Return in one line how many move, stay and cannot move."""
    if not found.counts:
        return "Nobody is inside an older version."
    told = [
        f"{count} {_WORDS[outcome][count != 1]}"
        for outcome in OUTCOMES
        if (count := found.count(outcome))
    ]
    return f"Of the dialogues under way in older versions {', '.join(told)}."


def why(hindrance: Hindrance) -> str:
    """Return why something does not move, in words."""
    place = f"what they wait at, {hindrance.path},"
    match hindrance.reason:
        case "not moves":
            told = 'it does not say "moves: true"'
        case "dialogue gone":
            told = "it is no longer among the files"
        case "step gone":
            told = f"{place} is no longer there"
        case "step changed":
            verb = "is" if hindrance.what == "no longer optional" else "has"
            told = f"{place} {verb} {hindrance.what}"
        case "version lost":
            told = "their version is not kept: they are told so, and offered it anew"
        case _:
            assert_never(hindrance.reason)
    return told


def _prospects(connection: Connection, library: Library) -> Prospects:
    brand = library.brand.id
    current = {program.version for program in library.published}
    stored = _stored(connection, brand)
    older = {version: text for version, text in stored.items() if version not in current}
    found = Prospects(with_programs(library, older))
    if stored:
        look_through_at_once(connection, brand, found)
    return found


def _stored(connection: Connection, brand: BrandId) -> dict[str, str]:
    """Return the programs that are kept, none where the database has yet to be made."""
    return stored_programs(connection, brand) if has_tables(connection) else {}


def _sorted(found: Prospects) -> list[tuple[Prospect, int]]:
    def place(item: tuple[Prospect, int]) -> tuple[str, str, int, str]:
        one = item[0]
        path = "" if one.hindrance is None else one.hindrance.path or ""
        return (one.dialogue, one.version, OUTCOMES.index(one.outcome), path)

    return sorted(found.counts.items(), key=place)


def _line(prospect: Prospect, count: int) -> str:
    verb = _WORDS[prospect.outcome][count != 1]
    told = f"{prospect.dialogue}, version {prospect.version}: {count} {verb}"
    if prospect.outcome == "replays":
        return f"{told}: {_PLAYED_AGAIN}."
    return f"{told}." if prospect.hindrance is None else f"{told}: {why(prospect.hindrance)}."


def _as_json(found: Prospects) -> dict[str, object]:
    return {
        **{outcome: found.count(outcome) for outcome in OUTCOMES},
        "up_to_date": found.up_to_date,
        "versions": list(_versions(found)),
    }


def _versions(found: Prospects) -> Iterator[dict[str, object]]:
    for (dialogue, version), rows in groupby(
        _sorted(found), key=lambda item: (item[0].dialogue, item[0].version)
    ):
        counts = list(rows)
        yield {
            "dialogue": dialogue,
            "version": version,
            **{
                outcome: sum(count for one, count in counts if one.outcome == outcome)
                for outcome in OUTCOMES
            },
            "reasons": [
                {
                    "outcome": one.outcome,
                    "reason": one.hindrance.reason,
                    "path": one.hindrance.path,
                    "what": one.hindrance.what,
                    "count": count,
                }
                for one, count in counts
                if one.hindrance is not None
            ],
        }
