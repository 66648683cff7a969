"""The rows behind `convivio results`, from the brand's database."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, structs

from bot.cli.by_post import by_post, posts_of_runs
from bot.cli.reading import library_of
from bot.cli.records import ask_database, database_of
from bot.cli.refusal import not_among
from bot.cli.tally import Asked, Results, asked_at, decode, label_of, questions_of, results
from bot.dialogue.publishing.library import Library
from bot.store.answers import AnswerResult, RunResult, answer_results, run_results
from bot.store.connection import Connection
from bot.store.handoffs import handoffs_in
from bot.store.moments import from_moment
from bot.store.place import is_begun
from bot.store.posts import Post, posts_told

Rows = tuple[list[RunResult], list[AnswerResult], dict[str, Post], int]
"""Runs, answers, the posts of feeds by the occurrences that opened runs, and how often somebody of
the team was asked for."""

COLUMNS = ("run", "channel", "question", "slot", "value", "label", "at", "post", "link")

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
        known = sorted(library.dialogues)
        raise not_among(f"The brand has no dialogue {dialogue!r}.", dialogue, known)
    runs, answers, posts, handed_over = rows = _rows(folder, library, dialogue)
    counted = structs.replace(
        results(library, dialogue, runs, answers),
        posts=by_post(library, dialogue, runs, answers, posts),
        handed_over=handed_over,
    )
    return Findings(counted, questions_of(library, dialogue), rows)


def print_csv(findings: Findings) -> None:
    """Write one line an answer; nobody is named."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(_lines(findings))


def _rows(folder: Path, library: Library, dialogue: str) -> Rows:
    url = database_of(folder)
    if not is_begun(url):
        return [], [], {}, 0

    def unit(connection: Connection) -> Rows:
        brand = library.brand.id
        runs = run_results(connection, brand, dialogue)
        opened = list({run.occurrence for run in runs if run.occurrence is not None})
        answers = answer_results(connection, brand, dialogue)
        asked_for = handoffs_in(connection, brand, dialogue)
        return runs, answers, posts_told(connection, brand, opened), asked_for

    return ask_database(url, unit)


def _lines(findings: Findings) -> Iterator[tuple[str, ...]]:
    runs, answers, posts, _ = findings.rows
    channels = {run.run: run.channel for run in runs}
    about = posts_of_runs(runs, posts)
    for answer in answers:
        asked = findings.asked.get(asked_at(findings.asked, answer))
        value = decode(answer)
        post = about.get(answer.run)
        yield (
            answer.run,
            channels[answer.run],
            asked.text if asked else answer.path,
            answer.slot or "",
            "" if value is None else _harmless(value if isinstance(value, str) else answer.value),
            "" if value is None else _harmless(label_of(asked, value)),
            from_moment(answer.at).isoformat(timespec="seconds"),
            "" if post is None else _harmless(post.title),
            "" if post is None else post.link or "",
        )


def _harmless(text: str) -> str:
    """Keep a text that a person wrote from becoming a formula in the reader's spreadsheet."""
    is_number = text.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not is_number else text
