"""The rows behind `convivio results`, from the brand's database."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from bot.brand.suggestions import did_you_mean
from bot.cli.reading import library_of
from bot.cli.records import ask_database, database_of
from bot.cli.refusal import wrong_use
from bot.cli.tally import Asked, Results, decode, label_of, questions_of, results
from bot.dialogue.library import Library
from bot.store.answers import AnswerResult, RunResult, answer_results, run_results
from bot.store.connection import Connection
from bot.store.moments import from_moment
from bot.store.place import is_begun

Rows = tuple[list[RunResult], list[AnswerResult]]

COLUMNS = ("run", "channel", "question", "slot", "value", "label", "at")

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a text as a formula."""


class Findings(Struct, frozen=True):
    """The answers to one dialogue: counted, and one by one."""

    results: Results
    asked: dict[str, Asked]
    rows: Rows


def find(folder: Path, dialogue: str) -> Findings:
    """Read and count what was answered; a dialogue that is not there is wrong use."""
    library = library_of(folder)
    if dialogue not in library.dialogues:
        hint = did_you_mean(dialogue, library.dialogues) or _known(library)
        raise wrong_use(f"The brand has no dialogue {dialogue!r}. {hint}")
    rows = _rows(folder, library, dialogue)
    return Findings(results(library, dialogue, *rows), questions_of(library, dialogue), rows)


def print_csv(findings: Findings) -> None:
    """Write one line an answer; nobody is named."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(findings))


def _known(library: Library) -> str:
    return f"It has: {', '.join(sorted(library.dialogues))}."


def _rows(folder: Path, library: Library, dialogue: str) -> Rows:
    url = database_of(folder)
    if not is_begun(url):
        return [], []

    def unit(connection: Connection) -> Rows:
        brand = library.brand.id
        return (
            run_results(connection, brand, dialogue),
            answer_results(connection, brand, dialogue),
        )

    return ask_database(url, unit)


def _lines(findings: Findings) -> Iterator[tuple[str, ...]]:
    runs, answers = findings.rows
    channels = {run.run: run.channel for run in runs}
    for answer in answers:
        asked = findings.asked.get(answer.path)
        value = decode(answer)
        yield (
            answer.run,
            channels[answer.run],
            asked.text if asked else answer.path,
            answer.slot or "",
            "" if value is None else _harmless(value if isinstance(value, str) else answer.value),
            "" if value is None else _harmless(label_of(asked, value)),
            from_moment(answer.at).isoformat(timespec="seconds"),
        )


def _harmless(text: str) -> str:
    """Keep a text that a person wrote from becoming a formula in the reader's spreadsheet."""
    is_number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not is_number else text
