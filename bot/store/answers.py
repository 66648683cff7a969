"""What people answered: one row a question and run, as it stands now."""

from collections.abc import Sequence

from msgspec import Struct
from sqlalchemy import bindparam, delete, select

from bot.core.ids import BrandId, ChannelName, PersonId, RunId
from bot.store.connection import Connection
from bot.store.schema import answers, runs
from bot.store.statement import always, fixed, insert_or_update


class AnswerRow(Struct, frozen=True):
    """One answer; `value` is JSON, `null` where the question was skipped.

    `shared` says that all in a group share the run, which is not theirs who has answered.
    `coded` is no column: it says that the answer is one of those foreseen, and never sealed.
    """

    brand: BrandId
    run: RunId
    path: str
    person: PersonId
    dialogue: str
    slot: str | None
    value: str
    at: int
    shared: bool | None = None
    coded: bool = False


class AnswerKey(Struct, frozen=True):
    """Names one answer."""

    brand: BrandId
    run: RunId
    path: str


class RunResult(Struct, frozen=True):
    """One run of a dialogue for results, nobody named; `occurrence` is what opened it."""

    run: RunId
    channel: ChannelName
    version: str
    began_at: int
    ended_at: int | None
    end: str | None
    occurrence: str | None = None


class AnswerResult(Struct, frozen=True):
    """One answer for results; `value` is JSON."""

    run: RunId
    path: str
    slot: str | None
    value: str
    at: int


_SAVE = insert_or_update(answers)
_FORGET = always(
    lambda: delete(answers).where(
        answers.c.brand == bindparam("brand"),
        answers.c.run == bindparam("run"),
        answers.c.path == bindparam("path"),
    ),
)
_RUNS = always(
    lambda: (
        select(
            runs.c.id,
            runs.c.channel,
            runs.c.version,
            runs.c.began_at,
            runs.c.ended_at,
            runs.c.end,
            runs.c.occurrence,
        )
        .where(runs.c.brand == bindparam("brand"), runs.c.dialogue == bindparam("dialogue"))
        .order_by(runs.c.began_at, runs.c.id)
    ),
)
_ANSWERS = always(
    lambda: (
        select(answers.c.run, answers.c.path, answers.c.slot, answers.c.value, answers.c.at)
        .join_from(runs, answers, (answers.c.brand == runs.c.brand) & (answers.c.run == runs.c.id))
        # For the sake of their time SQLite begins with the runs of the dialogue, not with all
        # answers.
        .where(
            runs.c.brand == bindparam("brand"),
            runs.c.dialogue == bindparam("dialogue"),
            runs.c.began_at > fixed(-(2**62)),
        )
        .order_by(runs.c.began_at, answers.c.run, answers.c.at, answers.c.path)
    ),
)


def save_answers(connection: Connection, rows: Sequence[AnswerRow]) -> None:
    """Write answers; a new one to the same question of the same run replaces the old one."""
    _SAVE.put(connection, rows)


def forget_answers(connection: Connection, rows: Sequence[AnswerKey]) -> None:
    """Delete answers that no longer count."""
    _FORGET.put(connection, rows)


def run_results(connection: Connection, brand: BrandId, dialogue: str) -> list[RunResult]:
    """Return every run of a dialogue, oldest first."""
    return [RunResult(*row) for row in _RUNS.read(connection, brand=brand, dialogue=dialogue)]


def answer_results(connection: Connection, brand: BrandId, dialogue: str) -> list[AnswerResult]:
    """Return every answer given in a dialogue, by run, oldest first."""
    return [AnswerResult(*row) for row in _ANSWERS.read(connection, brand=brand, dialogue=dialogue)]
