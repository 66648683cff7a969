"""`split`: the shares hold over many people, and what was drawn for a person never changes."""

from collections import Counter

import pytest

from bot.core.effects import RecordArm
from bot.core.ids import PersonId
from bot.dialogue.publishing.library import Library
from tests.dialogue.talking import Talk, written

PEOPLE = [PersonId(f"p{number}") for number in range(2_000)]
HEAD = "dialogue: a\nstarts: [{command: a}]\nsteps:\n"


def split(**shares: float | None) -> Library:
    """Return a dialogue with one split, each arm of which says its own name."""
    arms = "".join(
        f"      {name}: [{{say: {name}}}]\n"
        if share is None
        else f"      {name}: {{share: {share}, steps: [{{say: {name}}}]}}\n"
        for name, share in shares.items()
    )
    return written(f"{HEAD}  - split:\n{arms}    as: way\n")


def drawn(library: Library) -> Counter[str]:
    return Counter(Talk(library, id=person).say("/a")[0] for person in PEOPLE)


@pytest.mark.parametrize(
    ("shares", "parts"),
    [
        ({"x": None, "y": None}, {"x": 0.5, "y": 0.5}),
        ({"x": 30, "y": 70}, {"x": 0.3, "y": 0.7}),
        ({"x": 3, "y": 1}, {"x": 0.75, "y": 0.25}),
        ({"x": 20, "y": None, "z": None}, {"x": 0.2, "y": 0.4, "z": 0.4}),
        ({"x": 0, "y": 2.5}, {"y": 1.0}),
    ],
)
def test_shares_hold_over_many_people(shares: dict[str, float], parts: dict[str, float]) -> None:
    counts = drawn(split(**shares))
    assert set(counts) == set(parts)
    for arm, part in parts.items():
        assert counts[arm] / len(PEOPLE) == pytest.approx(part, abs=0.04)


@pytest.mark.parametrize(
    "later",
    [{"x": 0, "y": 100}, {"y": 1, "x": 1}, {"new": 99, "x": 1, "y": 1}, {"x": None, "y": None}],
)
def test_an_arm_stays_whatever_becomes_of_the_shares(later: dict[str, float]) -> None:
    library = split(x=50, y=50)
    for person in PEOPLE[:40]:
        talk = Talk(library, id=person)
        first = talk.say("/a")
        talk.library = split(**later)
        assert talk.say("/a") == first


def test_who_had_an_arm_that_is_gone_gets_another() -> None:
    talk = Talk(split(x=None))
    assert talk.say("/a") == ["x"]
    talk.library = split(y=None, z=None)
    again = talk.say("/a")
    assert again in (["y"], ["z"])
    assert talk.say("/a") == again


def test_two_splits_are_drawn_apart() -> None:
    arms = "one: [{say: One.}], two: [{say: Two.}]"
    library = written(f"{HEAD}  - split: {{{arms}}}\n  - split: {{{arms}}}\n")
    assert len({tuple(Talk(library, id=person).say("/a")) for person in PEOPLE[:40]}) == 4


def test_a_name_keeps_the_arm_when_the_step_moves() -> None:
    steps = "  - split: {one: [{say: One.}], two: [{say: Two.}]}\n    as: way\n"
    for person in PEOPLE[:20]:
        talk = Talk(written(HEAD + steps), id=person)
        (first,) = talk.say("/a")
        talk.library = written(f"{HEAD}  - say: Hello.\n{steps}")
        assert talk.say("/a") == ["Hello.", first]


def test_an_arm_is_recorded_each_time_that_somebody_goes_it() -> None:
    talk = Talk(split(x=None))
    talk.say("/a")
    talk.say("/a")
    arms = [(one.path, one.split, one.arm, one.slot) for one in talk.every(RecordArm)]
    assert arms == [("steps.0", "a/way", "x", "way")] * 2
