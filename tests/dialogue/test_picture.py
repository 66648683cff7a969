"""Pictures of dialogues: every step a box, every way an arrow, every sign as it is."""

import pytest

from bot.dialogue.picture.drawing import picture_of
from bot.dialogue.picture.mermaid import mermaid
from bot.dialogue.picture.picture import Box, Picture, Way
from tests.dialogue.talking import written

HEAD = "dialogue: tea\nstarts: [{command: tea}, {keyword: cup}]\n"


def drawn(steps: str) -> Picture:
    return picture_of(written(HEAD + steps).dialogues["tea"])


def ways(picture: Picture) -> list[tuple[str, str, str]]:
    words = {box.name: box.text.split("\n")[0] for box in picture.boxes}
    return [(words[way.start], way.when, words[way.to]) for way in picture.ways]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ("steps: [{say: Hello}]", [("tea", "", "Hello"), ("Hello", "", "end")]),
        (
            (
                "steps: [{ask: Milk?, as: milk, type: yes_no}, "
                "{if: milk, then: [{say: Here}], else: [end]}]"
            ),
            [
                ("tea", "", "Milk?"),
                ("Milk?", "", "milk?"),
                ("milk?", "yes", "Here"),
                ("milk?", "no", "end"),
                ("Here", "", "end"),
            ],
        ),
        (
            (
                "steps: [{ask: Which?, as: x, choices: [a, b]}, "
                "{match: x, cases: {a: [{say: A}], b: [restart]}, else: [{go: tea}]}]"
            ),
            [
                ("tea", "", "Which?"),
                ("Which?", "", "x?"),
                ("x?", "a", "A"),
                ("x?", "b", "restart"),
                ("x?", "otherwise", "go tea"),
                ("A", "", "end"),
            ],
        ),
        (
            "steps: [{ask: Now?, within: 90m, otherwise: [{say: Late}, end]}]",
            [
                ("tea", "", "Now?"),
                ("Now?", "", "end"),
                ("Now?", "after 1h30m", "Late"),
                ("Late", "", "end"),
            ],
        ),
        (
            "steps: [{repeat: [{ask: More?, as: more, type: yes_no}], until: not more}]",
            [
                ("tea", "", "repeat until not more"),
                ("repeat until not more", "once more", "More?"),
                ("repeat until not more", "then", "end"),
                ("More?", "", "repeat until not more"),
            ],
        ),
        (
            "steps: [{split: {red: [{say: R}], blue: [{say: B}]}}]",
            [
                ("tea", "", "split"),
                ("split", "red: 50", "R"),
                ("split", "blue: 50", "B"),
                ("R", "", "end"),
                ("B", "", "end"),
            ],
        ),
    ],
)
def test_every_way_is_drawn(steps: str, expected: list[tuple[str, str, str]]) -> None:
    assert sorted(ways(drawn(steps))) == sorted(expected)


def test_what_nothing_leads_to_is_not_drawn() -> None:
    assert "Never" not in [box.text for box in drawn("steps: [end, {say: Never}]").boxes]


def test_a_box_says_what_starts_it_what_may_be_chosen_and_where_buttons_lead() -> None:
    start, says, asks, _ = drawn(
        "steps: [{say: [Hi, Hello], buttons: {Again: {go: tea}}}, "
        "{ask: 'Which  one?', as: x, choices: {a: An apple, b: A pear}}]"
    ).boxes
    assert start == Box("start", "start", "tea\n/tea\nkeyword cup")
    assert says.text == "Hi (1 of 2)\n[Again] → tea"
    assert asks == Box(asks.name, "asks", "Which one?\n• An apple\n• A pear")


def test_signs_that_mean_something_go_by_their_number() -> None:
    picture = Picture("x", (Box("a", "says", 'Is "1 < 2"; #1?\nYes'),), (Way("a", "a", "a&b"),))
    assert mermaid(picture) == (
        'flowchart TD\n    a("Is #34;1 #60; 2#34;#59; #35;1?<br>Yes")\n    a -->|"a#38;b"| a\n'
    )
