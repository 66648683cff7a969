"""What the judge of what people read sees."""

import pytest

from tests.faults.foretold import Message
from tests.faults.reading_judge import Sent, judge


def message(text: str) -> Message:
    return text, ()


A, B, C = map(message, "ABC")
SURE = [Sent("1", 0), Sent("1", 0), Sent("2", 0)]
DOUBTED = [Sent("1", 1), Sent("1", 1), Sent("2", 0)]

JUDGED: dict[str, tuple[list[Message], list[Sent], dict[str, int]]] = {
    "all once": ([A, B, C], SURE, {}),
    "an end that never came": ([A, B], SURE, {"lost": 1}),
    "a part told again in doubt": ([A, B, B, C], DOUBTED, {"doubled": 1}),
    "a group told again in doubt": ([A, B, A, B, C], DOUBTED, {"doubled": 2}),
    "a part told again without doubt": (
        [A, B, B, C],
        SURE,
        {"doubled": 1, "doubled_without_doubt": 1},
    ),
    "more often than it was in doubt": (
        [A, B, B, B, C],
        DOUBTED,
        {"doubled": 2, "doubled_without_doubt": 1},
    ),
    "a group told again after the next": ([A, B, C, B], DOUBTED, {"unlike": 1}),
    "a later one first": ([A, C, B], DOUBTED, {"unlike": 1, "lost": 1}),
    "a strange one": ([A, B, message("X"), C], DOUBTED, {"unlike": 1}),
    "a delivery too many": ([A, B, C], [*SURE, Sent("3", 0)], {"unlike": 1}),
}


@pytest.mark.parametrize("case", JUDGED)
def test_the_judge_of_what_is_read_sees(case: str):
    read, sent, wanted = JUDGED[case]
    found = judge(read, [A, B, C], sent)
    counts = {
        "lost": found.lost,
        "unlike": found.unlike,
        "doubled": found.doubled,
        "doubled_without_doubt": found.doubled_without_doubt,
    }
    assert {name: count for name, count in counts.items() if count} == wanted
