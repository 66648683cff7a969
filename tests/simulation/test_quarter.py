"""A small quarter in the tests; the full size is run by hand (docs/evidence)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests.simulation.moved_product import utc
from tests.simulation.quarter import Size, run
from tests.simulation.quarter_judge import PROMISES, Judge, is_quiet, told_by, wall

NOON = utc("2030-03-05 11:00")
"""Noon in Rome, a Tuesday."""

HOUR = timedelta(hours=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7])
def test_nobody_is_told_what_they_did_not_agree_to(seed: int):
    told = run(Size(people=40, days=14, seed=seed))
    assert told["verdict"] == "kept", told["first"]
    assert told["done"]["recipients"]["accepted"] > 100
    assert told["done"]["messages"]["clock"] > 50


def agreed(judge: Judge, at: datetime = NOON - 24 * HOUR) -> None:
    judge.spoke("ada", at, "Europe/Rome")
    judge.agreed("ada", "news", at)
    judge.received("ada", "[reply] joined news", at)


def told(judge: Judge, text: str, at: datetime = NOON, outcome: str = "accepted") -> None:
    judge.addressed("ada", [text], at)
    if outcome == "accepted":
        judge.received("ada", text, at)
    judge.ended("ada", text, outcome)


def nothing_wrong(judge: Judge) -> None:
    agreed(judge)
    for place in range(3):
        told(judge, f"[open news post post-{place}]", NOON + place * HOUR)


def without_consent(judge: Judge) -> None:
    judge.spoke("ada", NOON, "Europe/Rome")
    told(judge, "[reply] hello")
    told(judge, "[open tips sale 1]", NOON + HOUR)


def after_leaving(judge: Judge) -> None:
    agreed(judge)
    judge.withdrew("ada", "news")
    told(judge, "[clock news] Another time")


def by_night(judge: Judge) -> None:
    agreed(judge)
    told(judge, "[clock] now", NOON + 10 * HOUR)


def woken_by_no_word_of_theirs(judge: Judge) -> None:
    agreed(judge)
    told(judge, "Sorry, I did not understand that.", NOON + 10 * HOUR)


def after_a_stop(judge: Judge) -> None:
    judge.spoke("ada", NOON, None)
    judge.stopped("ada")
    told(judge, "Stopped. You will not hear from us again.")
    told(judge, "[clock] now", NOON + HOUR)


def above_a_cap(judge: Judge) -> None:
    agreed(judge)
    for place in range(4):
        told(judge, f"[open news points {place}]", NOON + place * HOUR)


def to_the_blocked(judge: Judge) -> None:
    agreed(judge)
    told(judge, "[open news points 1]", NOON, "unreachable")
    told(judge, "[clock] now", NOON + HOUR)


def repeated(judge: Judge) -> None:
    agreed(judge)
    told(judge, "[open news posts many] post-1 post-2")
    told(judge, "[open news post post-2]", NOON + HOUR)


def too_late(judge: Judge) -> None:
    agreed(judge, NOON - 100 * HOUR)
    told(judge, "[open news weekly 2030-03-04 10:00]")


def too_early(judge: Judge) -> None:
    agreed(judge)
    told(judge, "[open news follow up]")


def never_answered(judge: Judge) -> None:
    judge.spoke("ada", NOON, None)
    told(judge, "[reply] hello", NOON, "throttled")


JUDGED: dict[Callable[[Judge], None], set[str]] = {
    nothing_wrong: set(),
    without_consent: {"without_consent"},
    after_leaving: {"without_consent"},
    by_night: {"in_quiet_hours"},
    woken_by_no_word_of_theirs: {"in_quiet_hours"},
    after_a_stop: {"after_a_stop"},
    above_a_cap: {"above_a_cap"},
    to_the_blocked: {"to_the_blocked"},
    repeated: {"repeated"},
    too_late: {"too_late"},
    too_early: {"too_early"},
    never_answered: {"never_answered"},
}


@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case.__name__)
def test_the_judge_sees(case: Callable[[Judge], None]):
    judge = Judge()
    case(judge)
    judge.close(NOON)
    assert {promise for promise in PROMISES if judge.broken[promise]} == JUDGED[case]


def test_the_judge_reads_walls():
    assert wall("America/New_York", NOON).hour == 6
    # An hour before clocks are set there.
    assert wall("America/Los_Angeles", utc("2030-03-10 09:00")).hour == 1
    assert wall("Mars/Olympus", NOON).hour == wall(None, NOON).hour == 12
    assert is_quiet("Europe/Rome", utc("2030-03-05 20:30"))
    assert not is_quiet("Europe/Rome", utc("2030-03-05 20:29"))
    assert is_quiet("Europe/Rome", utc("2030-03-05 07:29"))
    assert not is_quiet("Europe/Rome", utc("2030-03-05 07:30"))
    assert told_by("[open news posts many] • post-2\n• post-1").keys == ("post-1", "post-2")
