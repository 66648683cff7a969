"""A few seeded kills in the tests; the full size is run by hand (docs/evidence)."""

import pytest

from tests.databases.server import new_database
from tests.faults.certificate import Size
from tests.faults.judge import compare
from tests.faults.receiver import Arrival
from tests.faults.talk import run


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7])
def test_nothing_is_lost_or_repeated_when_killed(seed: int):
    told, disturbed, _ = run(Size(people=4, kills=3, visits=1, seed=seed))
    assert told["done"]["kills"] == 3
    assert told["verdict"] == "kept", (told, disturbed.log)


@pytest.mark.slow
def test_nothing_is_lost_or_repeated_on_a_server():
    """What was said and written down is what the undisturbed run on SQLite says."""
    with new_database(with_tables=False) as url:
        told, disturbed, _ = run(Size(people=2, kills=2, visits=1, seed=8), CONVIVIO_DATABASE=url)
    assert told["done"]["kills"] == 2
    assert told["verdict"] == "kept", (told, disturbed.log)


def arrival(
    number: int, webhook_id: str, text: str, mood: str = "fine", message_id: str = ""
) -> Arrival:
    message = {"id": message_id or f"m-{webhook_id}", "text": text, "markdown": text, "buttons": []}
    return Arrival(number, webhook_id, "ada", None, (message,), genuine=True, mood=mood)  # type: ignore[arg-type]


A, B = ((("a", "a", ()),)), ((("b", "b", ()),))

JUDGED = {
    "a repeat after a failure is fine": (
        [arrival(0, "1", "a", "error"), arrival(1, "1", "a"), arrival(2, "2", "b")],
        [A, B],
        set(),
    ),
    "a repeat with other words": (
        [arrival(0, "1", "a", "error"), arrival(1, "1", "c"), arrival(2, "2", "b")],
        [A, B],
        {"repeats_with_other_messages", "messages_told_differently"},
    ),
    "an answer that never came": ([arrival(0, "1", "a")], [A], {"lost", "transcripts_unlike"}),
    "a turn done twice": (
        [arrival(0, "1", "a"), arrival(1, "2", "b"), arrival(2, "3", "b")],
        [A, B, B],
        {"turns_done_twice", "transcripts_unlike"},
    ),
    "a later answer that did not wait": (
        [arrival(0, "1", "a", "error"), arrival(1, "2", "b"), arrival(2, "1", "a")],
        [A, B],
        {"overtaken"},
    ),
    "one message under two ids": (
        [arrival(0, "1", "a", message_id="m"), arrival(1, "2", "b", message_id="m")],
        [A, B],
        {"messages_under_two_webhook_ids", "messages_told_differently"},
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_the_judge_sees(case: str):
    arrivals, spoken, wrong = JUDGED[case]
    counts = compare(arrivals, [], {"ada": spoken}, {"ada": [A, B]})
    assert {name for name, count in counts.items() if count} == wrong
