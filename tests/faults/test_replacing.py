"""The judge of those who talk while the owner of their channel is replaced; the run is by hand.

A small one is `tests/cli/test_several_processes.py`.
"""

import pytest

from tests.faults.replacing import Outcome, Size, certificate, judged

SAID = [f"You said {number}" for number in (1, 2, 3)]

JUDGED: dict[str, tuple[list[str], int, dict[str, int]]] = {
    "all once": (SAID, 0, {}),
    "one that never came": (SAID[:1] + SAID[2:], 0, {"lost": 1, "reordered_or_unlike": 1}),
    "one again in doubt": ([*SAID[:2], *SAID[1:]], 1, {"doubled": 1}),
    "one again without doubt": (
        [*SAID[:2], *SAID[1:]],
        0,
        {"doubled": 1, "doubled_without_doubt": 1},
    ),
    "one again behind the next": ([*SAID, SAID[1]], 1, {"reordered_or_unlike": 1}),
}


@pytest.mark.parametrize("case", JUDGED)
def test_it_sees(case: str):
    heard, doubts, wanted = JUDGED[case]
    found = judged(Outcome(said={1: 3}, heard={1: heard}, doubts=doubts))
    assert {name: count for name, count in found.items() if count} == wanted


@pytest.mark.parametrize(("seconds", "verdict"), [(9.9, "kept"), (10.1, "broken")])
def test_who_is_replaced_too_late_breaks_the_promise(seconds: float, verdict: str):
    outcome = Outcome(said={1: 3}, heard={1: SAID}, seconds={"SIGKILL": [1.0, seconds]})
    told = certificate(Size(rounds=2, people=1, seed=7, lease=6.0), outcome)
    assert told["verdict"] == verdict
    assert told["seconds_until_another_has_it"]["SIGKILL"]["worst"] == seconds
