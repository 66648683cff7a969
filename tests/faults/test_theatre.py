"""What the theatre's own parts do; it plays outside the tests (`.ci/run`), and by hand."""

import asyncio
import random
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.faults.foretold import Message
from tests.faults.people import Line
from tests.faults.reading_judge import Sent
from tests.faults.theatre import director as directing
from tests.faults.theatre.certified import total
from tests.faults.theatre.director import Director
from tests.faults.theatre.fault import Fault
from tests.faults.theatre.hearing import Heard, Hearing
from tests.faults.theatre.moved import Hand
from tests.faults.theatre.person import Company, Person
from tests.faults.theatre.programme import Programme
from tests.faults.theatre.repertoire import Repertoire, Visit
from tests.faults.theatre.samples import quarters
from tests.faults.theatre.verdict import compare_books, compare_people

HELLO, FINE, BYE = (("Hello", ()), ("How are you?", ("Fine",)), ("Goodbye", ()))
VISIT = Visit(
    (Line("/stall"), Line(press="Fine")),
    ((HELLO, FINE), (BYE,)),
    [("stall", "done", "{}")],
    [("stall", "2", "how", '"fine"')],
    [("news", False, "Shall I?", "stall/3")],
    {"seen": 3},
    2,
)


class OnPaper(Person):
    """Somebody whose product is this test."""

    channel = "telegram"

    def __init__(self, *heard: Message, sent: int = 3, doubts: int = 0) -> None:
        hearing = Hearing()
        self.company = Company(hearing, Repertoire(VISIT, [VISIT], [VISIT]), 0.001)
        super().__init__("17", self.company, random.Random(7))
        self.visits, self.said = [VISIT], 2
        for number, message in enumerate(heard):
            hearing.hear(self.where, Heard(str(number), message))
        self.sent = {("telegram", "17"): [Sent("g", doubts) for _ in range(sent)]}


JUDGED = {
    "all": (OnPaper(HELLO, FINE, BYE), {}, set()),
    "an answer that never came": (OnPaper(HELLO, FINE), {"lost": 1}, {"lost or unlike"}),
    "one more than was asked for": (
        OnPaper(HELLO, FINE, BYE, sent=4),
        {"reordered_or_unlike": 1},
        {"sent"},
    ),
    "one that overtook": (
        OnPaper(HELLO, BYE, FINE),
        {"reordered_or_unlike": 1, "lost": 1},
        {"lost or unlike"},
    ),
    "one that came twice, for its end was unknown": (
        OnPaper(HELLO, HELLO, FINE, BYE, doubts=1),
        {"doubled": 1, "unknown": 3},
        set(),
    ),
    "one that came twice": (
        OnPaper(HELLO, HELLO, FINE, BYE),
        {"doubled": 1, "doubled_without_doubt": 1},
        {"doubled"},
    ),
}
WRONG = ("lost", "doubled", "doubled_without_doubt", "reordered_or_unlike", "unknown", "gave_up")


@pytest.mark.parametrize("case", JUDGED)
def test_the_verdict_sees(case: str):
    person, wrong, told = JUDGED[case]
    verdict = compare_people([person], person.sent)
    counts = verdict.counts["telegram"]
    assert {name: counts[name] for name in WRONG if counts[name]} == wrong
    assert {one["what"] for one in verdict.violations} == told
    assert total({"telegram": counts}, "said") == 2


def test_the_verdict_reads_the_books():
    person = OnPaper(HELLO, FINE, BYE)
    books = {
        "runs": {"17": VISIT.runs},
        "answers": {"17": [*VISIT.kept_answers, *VISIT.kept_answers]},
        "consents": {"17": [("news", False, "Shall I?", "en", "stall/3", "telegram")]},
        "facts": {"17": ("Ada", {"seen": 3})},
        "events_of": {"17": 3},
    }
    counts, told = compare_books([person], books)
    assert {name for name, count in counts.items() if count} == {
        "answers_unlike",
        "events_of_unlike",
        "turns_done_twice",
    }
    assert [one["what"] for one in told] == ["answers", "events_of"]


def test_whoever_hears_the_same_again_has_heard_it_once():
    hearing = Hearing()
    for number in ("1", "2", "1"):
        hearing.hear("web/ada", Heard(number, FINE, {"Fine": "b"}))
    assert [one.id for one in hearing.heard["web/ada"]] == ["1", "2"]
    assert hearing.newest_with("web/ada", "Fine").id == "2"


async def test_somebody_who_waits_hears_what_comes_and_nothing_else():
    hearing = Hearing()
    waiting = asyncio.create_task(hearing.reaches("web/ada", 0, [HELLO, BYE], 5))
    await asyncio.sleep(0)
    for number, message in enumerate((HELLO, FINE, BYE)):
        hearing.hear("web/ada", Heard(str(number), message))
    assert await waiting
    assert not await hearing.reaches("web/ada", 3, [HELLO], 0.01)


def test_nobody_gives_up_before_the_curtain_has_fallen(monkeypatch: pytest.MonkeyPatch):
    company = OnPaper().company
    assert company.has_patience(-10_000)
    company.end()
    assert company.has_patience(-10_000)
    monkeypatch.setattr("tests.faults.theatre.person.PATIENCE", 0)
    assert not company.has_patience(-10_000)


async def test_faults_that_exclude_each_other_never_happen_at_once_and_all_are_put_right(
    monkeypatch: pytest.MonkeyPatch,
):
    now: list[str] = []
    done: list[set[str]] = []

    @asynccontextmanager
    async def act(stage: object, dice: random.Random):
        name = dice_names.pop()
        now.append(name)
        done.append(set(now))
        yield
        now.remove(name)

    dice_names = [f"fault {number}" for number in range(500)]
    faults = [Fault("one", frozenset({"a"}), (0.001, 0.01), act)] * 2
    others = [Fault("two", frozenset({"b"}), (0.001, 0.01), act)]
    monkeypatch.setattr(directing, "faults_on", lambda stage: [faults, others])
    director = Director(SimpleNamespace(programme=Programme(gap=0.001)))  # type: ignore[arg-type]
    await director.direct(0.3)
    assert not now
    assert max(map(len, done)) == 2, "of two that hold nothing in common both may happen"
    assert sum(director.done.values()) == len(done) > 2
    assert director.is_cause


def test_the_hand_of_a_clock_is_moved_from_outside(tmp_path: Path):
    ours, theirs = Hand(tmp_path / "clock"), Hand(tmp_path / "clock")
    assert theirs.wrong_by == 0
    ours.wrong_by = -90.5
    assert theirs.wrong_by == -90.5


def test_what_was_seen_is_told_by_quarters():
    assert quarters([1, 1, 2, 2, 3, 3, 9, 9, 7]) == [1, 2, 3, 9]
    assert quarters([1, 2]) == []
