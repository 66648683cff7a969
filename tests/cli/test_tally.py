from pathlib import Path

import pytest

from bot.cli.tally import Results, questions_of, results
from bot.core.ids import ChannelName, RunId
from bot.dialogue.publishing.library import Library
from bot.store.answers import AnswerResult, RunResult
from tests.brand_folder import library_of

SURVEY = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: Stars?
    as: stars
    type: rating
    min: 0
    max: 3
  - ask: Which?
    as: which
    type: choices
    choices: {a: Ant, b: Bee}
  - ask: Sure?
    as: sure
    type: yes_no
  - ask: How many?
    as: many
    type: number
  - split:
      short: [{say: Bye.}]
      long: [{say: Goodbye.}]
    as: end
"""
WHEN = """\
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: When?
    as: day
    type: date
  - say: Thanks.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return library_with(SURVEY, tmp_path)


def library_with(survey: str, folder: Path) -> Library:
    brand = "brand: tiny\ntitle: Tiny\n"
    return library_of(folder, {"brand.yaml": brand, "dialogues/survey.yaml": survey})


def count(
    library: Library, *answers: tuple[str, str], ends: tuple[str | None, ...] = ()
) -> Results:
    runs = [
        RunResult(RunId(str(number)), ChannelName("web"), "v", 0, None, end)
        for number, end in enumerate(ends)
    ]
    slots = {path: one.slot for path, one in questions_of(library, "survey").items()}
    rows = [
        AnswerResult(RunId(f"r{one}"), path, slots.get(path.partition("~")[0], "s"), value, 0)
        for one, (path, value) in enumerate(answers)
    ]
    return results(library, "survey", runs, rows)


def bars(found: Results, place: int) -> list[tuple[str, int]]:
    return [(one.label, one.count) for one in found.questions[place].answers]


def test_known_answers_stand_in_their_order_with_zeros(library: Library) -> None:
    found = count(library, ("steps.0", "0"), ("steps.1", '["b"]'), ("steps.1", '["a", "b"]'))
    assert bars(found, 0) == [("0", 1), ("1", 0), ("2", 0), ("3", 0)]
    assert bars(found, 1) == [("Ant", 1), ("Bee", 2)]
    assert bars(found, 2) == [("Yes", 0), ("No", 0)]
    assert found.questions[1].answered == 2


def test_numbers_are_sorted_by_size_and_counted_by_value(library: Library) -> None:
    found = count(library, *(("steps.3", value) for value in ("10", "9", "9.0", "null", "1.5")))
    assert bars(found, 3) == [("1.5", 1), ("9", 2), ("10", 1)]
    assert found.questions[3].mean == 7.38
    assert found.questions[3].skipped == 1


def test_days_stand_one_after_the_other_however_often_they_were_said(tmp_path: Path) -> None:
    days = ("2026-03-05", "2026-03-05", "2026-12-01", "2026-03-04")
    found = count(library_with(WHEN, tmp_path), *(("steps.0", f'"{day}"') for day in days))
    assert bars(found, 0) == [("2026-03-04", 1), ("2026-03-05", 2), ("2026-12-01", 1)]


def test_what_only_an_older_version_asked_comes_last(library: Library) -> None:
    found = count(library, ("steps.9", '"long"'), ("steps.9", '"ago"'), ("steps.9", '"long"'))
    assert found.questions[-1].path == "steps.9"
    assert bars(found, -1) == [("long", 2), ("ago", 1)]


def test_an_answer_counts_for_its_question_wherever_that_stood(library: Library) -> None:
    rows = [
        AnswerResult(RunId(run), path, slot, value, 0)
        for run, path, slot, value in [
            ("before", "steps.1", "stars", "2"),
            ("after", "steps.0", "stars", "2"),
            ("moved", "steps.1", "stars", "1"),
            ("moved", "steps.0", "stars", "2"),
            ("before", "steps.0", "mood", '"blue"'),
            ("before", "steps.9", "mood", '"red"'),
        ]
    ]
    found = results(library, "survey", [], rows)
    assert bars(found, 0) == [("0", 0), ("1", 0), ("2", 3), ("3", 0)]
    assert [one.answered for one in found.questions[:4]] == [3, 0, 0, 0]
    assert [(one.path, one.answered) for one in found.questions[4:]] == [
        ("mood", 1),
        ("steps.9", 1),
    ]


def test_each_pass_of_a_loop_counts(library: Library) -> None:
    found = count(library, ("steps.0", "1"), ("steps.0~2", "1"), ("steps.0~3.10", "2"))
    assert bars(found, 0) == [("0", 0), ("1", 2), ("2", 1), ("3", 0)]
    assert len(found.questions) == 4


def test_the_arms_of_a_split_stand_beside_each_other(library: Library) -> None:
    ends = ("ended", "ended", "stopped", None)
    runs = [
        RunResult(RunId(str(number)), ChannelName("web"), "v", 0, None, end)
        for number, end in enumerate(ends)
    ]
    taken = [("0", '"long"'), ("1", '"gone"'), ("2", '"long"')]
    rows = [AnswerResult(RunId(run), "steps.4", "end", arm, 0) for run, arm in taken]
    (split,) = results(library, "survey", runs, rows).splits
    assert (split.path, split.name) == ("steps.4", "end")
    counted = [(one.arm, one.runs.begun, one.runs.ended, one.runs.stopped) for one in split.arms]
    assert counted == [("short", 0, 0, 0), ("long", 2, 1, 1), ("gone", 1, 1, 0)]


def test_no_split_is_a_question(library: Library) -> None:
    assert [one.slot for one in count(library).questions] == ["stars", "which", "sure", "many"]


def test_things_are_told_in_words(library: Library) -> None:
    photo = '{"kind": "image", "name": "me.jpg", "size": 7, "url": "telegram:AgAD"}'
    place, other = '{"lat": 45.4, "lon": 9.2}', '{"a": 1}'
    found = count(library, *(("steps.9", value) for value in (photo, place, place, other)))
    assert bars(found, -1) == [("45.4, 9.2", 2), ('{"a": 1}', 1), ("me.jpg", 1)]


def test_yes_is_not_one(library: Library) -> None:
    found = count(library, ("steps.2", "true"), ("steps.2", "true"), ("steps.2", "false"))
    assert bars(found, 2) == [("Yes", 2), ("No", 1)]
    assert found.questions[2].mean is None


def test_every_end_is_somewhere(library: Library) -> None:
    found = count(library, ends=("ended", "ended", "stopped", None, "restarted", "failed"))
    runs = found.runs
    assert (runs.begun, runs.ended, runs.stopped, runs.open, runs.other) == (6, 2, 1, 1, 2)
