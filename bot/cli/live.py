"""What publishing a brand's files means for everybody who is inside a dialogue now."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click

from bot.brand.faults import Fault, faults_as_json, has_errors
from bot.cli.json_text import print_json
from bot.cli.keys_here import vault_of
from bot.cli.prospects import OUTCOMES, line_of, sum_up
from bot.cli.reading import print_faults, read_files
from bot.cli.records import database_of
from bot.cli.refusal import Refusal
from bot.core.ids import BrandId
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.prospects import Prospect, Prospects
from bot.engine.history import with_programs
from bot.engine.outlook import look_through_at_once
from bot.store.connection import Connection
from bot.store.errors import StoreSettingFault, StoreUnavailable
from bot.store.looking import has_tables, look_into
from bot.store.place import is_begun
from bot.store.versions import stored_programs


def print_live(folder: Path, faults: Sequence[Fault]) -> None:
    """Write the faults, then one line for each thing that is to come for those inside."""
    print_faults(faults)
    if has_errors(faults):
        click.echo("Nothing of this would be published: everybody goes on as they are.", err=True)
        return
    found = prospects_of(folder)
    for prospect, count in _sorted(found):
        click.echo(line_of(prospect, count))
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
