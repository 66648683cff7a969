"""How many move, stay or cannot, and why: what an author learns before they publish."""

import pytest
from programming import programmed

from bot.dialogue.machine.state import EMPTY, State
from bot.dialogue.publishing.prospects import Prospects
from tests.dialogue.publishing import after
from tests.dialogue.talking import Talk, written

HEAD = "dialogue: survey\nstarts: [{command: survey}]\n"
STEPS = "steps:\n  - {ask: A?, as: x}\n  - {ask: B?, as: y}\n"
FIRST = HEAD + STEPS
OTHER = "---\ndialogue: other\nstarts: [{command: other}]\nsteps:\n  - {ask: O?, as: o}\n"


def states(*said: str) -> tuple[Talk, list[State]]:
    """Return conversations in which these words were said, one each."""
    talks = [Talk(written(FIRST + OTHER)) for _ in said]
    for talk, words in zip(talks, said, strict=True):
        for word in words.split():
            talk.say(word)
    return talks[0], [talk.state for talk in talks]


def counted(published: str, *said: str) -> list[tuple[str, str, str | None, int]]:
    """Return dialogue, outcome, reason and count of each kind, were this published."""
    talk, conversations = states(*said)
    prospects = Prospects(after(talk.library, published))
    for state in conversations:
        prospects.add(state)
    return sorted(
        (
            one.dialogue,
            one.outcome,
            None if one.hindrance is None else (one.hindrance.what or one.hindrance.reason),
            count,
        )
        for one, count in prospects.counts.items()
    )


MOVES = HEAD + "moves: true\n"

CASES = {
    "nothing is new": (FIRST + OTHER, []),
    "another text, nobody moves": (
        HEAD + STEPS.replace("B?", "C?") + OTHER,
        [("survey", "stays", "not moves", 3)],
    ),
    "everybody moves": (
        MOVES + STEPS.replace("B?", "C?") + OTHER,
        [("survey", "moves", None, 3)],
    ),
    "one question is another": (
        MOVES + STEPS.replace("as: x", "as: z") + OTHER,
        [("survey", "cannot", "another slot", 2), ("survey", "moves", None, 1)],
    ),
    "one question is gone": (
        MOVES + STEPS.replace("  - {ask: B?, as: y}\n", "") + OTHER,
        [("survey", "cannot", "step gone", 1), ("survey", "moves", None, 2)],
    ),
    "a step more before them": (
        MOVES + STEPS.replace("steps:\n", "steps:\n  - say: Hello\n") + OTHER,
        [("survey", "moves", None, 3)],
    ),
    "the dialogue is gone": (
        OTHER.removeprefix("---\n"),
        [("survey", "stays", "dialogue gone", 3)],
    ),
    "two dialogues": (
        MOVES + STEPS.replace("B?", "C?") + OTHER.replace("O?", "P?"),
        [("other", "stays", "not moves", 1), ("survey", "moves", None, 3)],
    ),
}


@pytest.mark.parametrize(("published", "expected"), CASES.values(), ids=CASES)
def test_everybody_under_way_is_counted_once(
    published: str, expected: list[tuple[str, str, str | None, int]]
):
    assert counted(published, "/survey", "/survey", "/survey a", "/other", "hello") == expected


def test_what_no_version_is_kept_of_cannot_go_on():
    _, conversations = states("/survey")
    prospects = Prospects(written(HEAD + STEPS.replace("A?", "Z?")))
    prospects.add(conversations[0])
    (found,) = prospects.counts
    assert found.outcome == "cannot"
    assert found.hindrance is not None
    assert found.hindrance.reason == "version lost"


def test_who_is_up_to_date_is_counted_apart():
    talk, conversations = states("/survey", "/other /survey")
    prospects = Prospects(after(talk.library, FIRST + OTHER.replace("O?", "P?")))
    for state in (*conversations, EMPTY):
        prospects.add(state)
    assert (prospects.up_to_date, prospects.count("stays", "cannot")) == (2, 1)


ORDER = """
async def order(talk):
    number = await talk.ask("Order number?", type="number")
    await talk.say("Noted.")
"""


def test_a_dialogue_in_python_is_played_again_by_its_new_code():
    talk = Talk(programmed(order_py=ORDER))
    talk.say("/order")
    changed = programmed(order_py=ORDER.replace("Noted", "Thanks"))
    prospects = Prospects(changed)
    prospects.add(talk.state)
    assert [one.outcome for one in prospects.counts] == ["replays"]
    talk.library = changed
    assert talk.say("7") == ["Thanks."]
