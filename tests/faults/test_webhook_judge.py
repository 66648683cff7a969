"""What the judge of webhooks sees."""

import pytest

from tests.faults.receiver import Arrival
from tests.faults.webhook_judge import arrivals_judged


def arrival(
    number: int, webhook_id: str, text: str, mood: str = "fine", message_id: str = ""
) -> Arrival:
    message = {"id": message_id or f"m-{webhook_id}", "text": text, "markdown": text, "buttons": []}
    return Arrival(number, webhook_id, "ada", None, (message,), genuine=True, mood=mood)  # type: ignore[arg-type]


JUDGED = {
    "a repeat after a failure is fine": (
        [arrival(0, "1", "a", "error"), arrival(1, "1", "a"), arrival(2, "2", "b")],
        set(),
    ),
    "a repeat with other words": (
        [arrival(0, "1", "a", "error"), arrival(1, "1", "c"), arrival(2, "2", "b")],
        {"repeats_with_other_messages"},
    ),
    "a later answer that did not wait": (
        [arrival(0, "1", "a", "error"), arrival(1, "2", "b"), arrival(2, "1", "a")],
        {"overtaken"},
    ),
    "a later answer, once the one before was the answer to a request": (
        [
            arrival(0, "1", "a", "cut"),
            arrival(1, "1", "a", "taken otherwise"),
            arrival(2, "2", "b"),
        ],
        set(),
    ),
    "a later answer before the one before was the answer to a request": (
        [
            arrival(0, "1", "a", "cut"),
            arrival(1, "2", "b"),
            arrival(2, "1", "a", "taken otherwise"),
        ],
        {"overtaken"},
    ),
    "a repeat of what was taken, after a later answer": (
        [arrival(0, "1", "a"), arrival(1, "2", "b"), arrival(2, "1", "a")],
        {"taken_again_after_a_later"},
    ),
    "one message under two ids": (
        [arrival(0, "1", "a", message_id="m"), arrival(1, "2", "b", message_id="m")],
        {"messages_under_two_webhook_ids"},
    ),
}


@pytest.mark.parametrize("case", JUDGED)
def test_the_judge_of_webhooks_sees(case: str):
    arrivals, wrong = JUDGED[case]
    counts = arrivals_judged(arrivals)
    assert {name for name, count in counts.items() if count} == wrong
