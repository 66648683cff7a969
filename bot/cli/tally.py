"""What people answered in one dialogue, counted: pure, from rows to numbers."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from bot.cli.keys_here import ENCRYPTED
from bot.core.attached import in_words
from bot.core.markup import unmarked
from bot.core.values import Value
from bot.dialogue.machine.looping import step_of_answer
from bot.dialogue.program import Ask, Offer, Program, Question, Split
from bot.dialogue.publishing.library import Library
from bot.store.answers import AnswerResult, RunResult
from bot.store.sealing.standing import is_sealed

SPLIT = "split"
_ORDERED = frozenset({"date", "time"})
"""Types whose answers have an order of their own, as their texts have."""

YES_NO = {"true": "Yes", "false": "No"}


class Count(Struct, frozen=True):
    """How often one answer was given; `label` is what people call it."""

    value: Value
    label: str
    count: int


class Tally(Struct, frozen=True):
    """The answers to one question; `type` is the question's, `consent` for an offer."""

    path: str
    slot: str | None
    type: str
    question: str
    answered: int
    skipped: int
    answers: tuple[Count, ...]
    mean: float | None = None


class Runs(Struct, frozen=True):
    """How the conversations about a dialogue went; `other` were replaced, restarted or failed."""

    begun: int
    ended: int
    stopped: int
    open: int
    other: int


class ArmRuns(Struct, frozen=True):
    """How the conversations went that took one way of a split."""

    arm: str
    runs: Runs


class SplitResults(Struct, frozen=True):
    """The arms of a split beside each other; `name` is what `as:` says, else its path."""

    path: str
    name: str
    arms: tuple[ArmRuns, ...]


class PostResults(Struct, frozen=True):
    """What was answered about one post of a feed; `count` tells of how many it is the newest.

    Without a title it is about no post.
    """

    title: str | None
    link: str | None
    count: int
    runs: Runs
    questions: tuple[Tally, ...]


class Results(Struct, frozen=True):
    """Everything that was answered in a dialogue; `posts` has it apart where posts opened it.

    `handed_over` counts how often it asked for somebody of the team.
    """

    brand: str
    dialogue: str
    title: str
    runs: Runs
    questions: tuple[Tally, ...]
    posts: tuple[PostResults, ...] = ()
    splits: tuple[SplitResults, ...] = ()
    handed_over: int = 0


class Asked(Struct, frozen=True):
    """A question, or a split, as results need it; `labels` names answers by their JSON."""

    type: str
    text: str
    labels: dict[str, str]
    slot: str | None = None


def questions_of(library: Library, dialogue: str) -> dict[str, Asked]:
    """Return the questions of a dialogue by path, in the order in which they are written."""
    program = library.dialogues[dialogue].program
    return dict(_asked(program, library))


def asked_at(asked: Mapping[str, Asked], answer: AnswerResult) -> str:
    """Return the path of the question that an answer counts for, whatever version asked it.

    A slot says what a question is about, wherever it stands now. What is no longer asked has its
    own path, or its slot where another question stands at that path now.
    """
    path, slot = step_of_answer(answer.path), answer.slot
    here = asked.get(path)
    if slot is None or (here is not None and here.slot == slot):
        return path
    elsewhere = [place for place, one in asked.items() if one.slot == slot]
    if len(elsewhere) == 1:
        return elsewhere[0]
    return path if here is None else slot


def results(
    library: Library, dialogue: str, runs: Sequence[RunResult], answers: Sequence[AnswerResult]
) -> Results:
    """Count what was answered; questions that only an older version asked come last."""
    asked = questions_of(library, dialogue)
    by_path = _by_question(asked, answers)
    program = library.dialogues[dialogue].program
    return Results(
        brand=library.brand.id,
        dialogue=dialogue,
        title=unmarked(program.title.original),
        runs=_runs(runs),
        questions=tuple(
            _tally(path, asked.get(path), rows)
            for path, rows in by_path.items()
            if not is_split(asked.get(path))
        ),
        splits=tuple(
            _split(path, one, runs, by_path[path]) for path, one in asked.items() if is_split(one)
        ),
    )


def _by_question(
    asked: Mapping[str, Asked], answers: Sequence[AnswerResult]
) -> dict[str, list[AnswerResult]]:
    """Return the answers to each question: of a run that moved to a new version, the latest."""
    latest: dict[str, dict[tuple[str, str], AnswerResult]] = {path: {} for path in asked}
    for answer in answers:
        passes = answer.path.partition("~")[2]
        latest.setdefault(asked_at(asked, answer), {})[answer.run, passes] = answer
    return {path: list(found.values()) for path, found in latest.items()}


def is_split(asked: Asked | None) -> bool:
    """Say whether this is no question but a split, whose arms count as its answers."""
    return asked is not None and asked.type == SPLIT


def label_of(asked: Asked | None, value: Value) -> str:
    """Return what people call this answer."""
    if isinstance(value, list):
        return ", ".join(label_of(asked, one) for one in value)
    if isinstance(value, dict):
        return in_words(value) or _key(value)
    if asked is not None and (label := asked.labels.get(_key(value))) is not None:
        return label
    return value if isinstance(value, str) else _key(value)


def decode(answer: AnswerResult) -> Value:
    """Return the value of an answer, words in its place where it cannot be read here."""
    if is_sealed(answer.value):
        return ENCRYPTED
    value: Value = json.loads(answer.value)
    return value


def _asked(program: Program, library: Library) -> Iterable[tuple[str, Asked]]:
    for instruction in program.instructions:
        match instruction:
            case Ask(path=path, question=question):
                yield path, _of_question(question)
            case Offer(path=path, topic=topic, slot=slot):
                wording = unmarked(library.brand.topics[topic].wording.original)
                yield path, Asked("consent", wording, dict(YES_NO), slot)
            case Split(path=path, name=name, arms=arms, slot=slot):
                yield path, Asked(SPLIT, name, {_key(arm.name): arm.name for arm in arms}, slot)
            case _:
                pass


def _split(
    path: str, asked: Asked, runs: Sequence[RunResult], rows: Sequence[AnswerResult]
) -> SplitResults:
    taken = {row.run: str(decode(row)) for row in rows}
    arms = dict.fromkeys([*asked.labels.values(), *taken.values()])
    by_arm = {arm: [run for run in runs if taken.get(run.run) == arm] for arm in arms}
    counted = tuple(ArmRuns(arm, _runs(found)) for arm, found in by_arm.items())
    return SplitResults(path, asked.text, counted)


def _of_question(question: Question) -> Asked:
    labels = {_key(choice.value): unmarked(choice.label.original) for choice in question.choices}
    if question.type == "yes_no":
        labels = dict(YES_NO)
    if question.type == "rating":
        low = 1 if question.minimum is None else int(question.minimum)
        high = 5 if question.maximum is None else int(question.maximum)
        labels = {str(stars): str(stars) for stars in range(low, high + 1)}
    return Asked(question.type, unmarked(question.text[0].original), labels, question.slot)


def _runs(runs: Sequence[RunResult]) -> Runs:
    ends = Counter(run.end for run in runs)
    ended, stopped, still_open = ends["ended"], ends["stopped"], ends[None]
    other = len(runs) - ended - stopped - still_open
    return Runs(len(runs), ended, stopped, still_open, other)


def _tally(path: str, asked: Asked | None, rows: Sequence[AnswerResult]) -> Tally:
    values = [value for value in map(decode, rows) if value is not None]
    numbers = [value for value in values if isinstance(value, int | float) and _is_number(value)]
    return Tally(
        path=path,
        slot=asked.slot if asked else rows[0].slot,
        type=asked.type if asked else "text",
        question=asked.text if asked else path,
        answered=len(values),
        skipped=len(rows) - len(values),
        answers=_counts(asked, values),
        mean=round(sum(numbers) / len(numbers), 2) if numbers else None,
    )


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _counts(asked: Asked | None, values: Sequence[Value]) -> tuple[Count, ...]:
    singles = [one for value in values for one in (value if isinstance(value, list) else [value])]
    keys = Counter(map(_key, singles))
    known = list(asked.labels) if asked else []
    ordered = asked is not None and asked.type in _ORDERED
    others = sorted(
        keys.keys() - set(known), key=lambda key: _rank(key, 0 if ordered else keys[key])
    )
    return tuple(_count(asked, key, keys[key]) for key in [*known, *others])


def _count(asked: Asked | None, key: str, count: int) -> Count:
    value: Value = json.loads(key)
    return Count(value, label_of(asked, value), count)


def _rank(key: str, count: int) -> tuple[bool, float, str]:
    """Numbers by size, days and times one after the other; texts by how often they were said."""
    value = json.loads(key)
    return (True, value, key) if _is_number(value) else (False, -count, key)


def _key(value: Value) -> str:
    """Return the JSON of a value, as which it is counted: 8 and 8.0 are one answer."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False)
