"""*back*, and forward again: nothing is lost, and nothing outside happens twice."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talking import Talk, written

from bot.core.effects import EmitEvent
from bot.dialogue.machine.state import MOST_CHECKPOINTS, Kept, State

LIBRARY = written("""
dialogue: market
starts: [{command: market}]
steps:
  - ask: What do you look for?
    as: thing
    choices: {bread: Bread, wine: Wine}
  - emit: thing.named
    with: {thing: "{thing}"}
  - set: {person.looks_for: "{thing}", label: "{thing}!"}
  - if: thing == 'wine'
    then:
      - ask: Red or white?
        as: colour
        choices: [Red, White]
      - set: {label: "{colour} {thing}"}
  - ask: How many?
    as: count
    type: number
    optional: true
  - run: address
    with: {what: "{label}"}
    as: where
  - offer: blog
    as: letters
  - ask: Which extras?
    as: extras
    type: choices
    choices: {bag: A bag, card: A card}
  - ask: Anything else?
    as: note
    optional: true
  - ask: Shall we send it?
    as: sure
    type: yes_no
  - say: Sent.
---
dialogue: address
steps:
  - ask: Where do we take {what}?
    as: street
  - emit: street.named
    with: {street: "{street}", what: "{what}"}
  - if: street != 'x'
    then:
      - ask: And the number?
        as: house
        type: number
""")

ANSWERS = {
    "What do you look for?": ["Bread", "Wine"],
    "Red or white?": ["Red", "White"],
    "How many?": ["3", "1,5", "skip"],
    "Where do we take": ["x", "High Street", "Via Roma"],
    "And the number?": ["12", "7"],
    "Tell me.": ["yes", "no"],
    "Which extras?": ["a bag", "a bag and a card"],
    "Anything else?": ["no hurry", "skip"],
    "Shall we send it?": ["yes", "no"],
}


def _answers(question: str) -> list[str]:
    return next(found for start, found in ANSWERS.items() if question.startswith(start))


def _known(talk: Talk) -> tuple:
    """Return all that counts of where a person is; null and unset are the same."""
    frames = tuple(
        (frame.dialogue, frame.at, {name: value for name, value in frame.slots.items() if value})
        for frame in talk.state.threads[-1].frames
    )
    facts = {name: value for name, value in talk.person.values.items() if value}
    return frames, facts, talk.person.subscribed, len(talk.state.threads[-1].history)


@settings(max_examples=120)
@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(1, 8), st.booleans())
def test_back_then_forward_is_identity(picks, steps, keeps):
    talk = Talk(LIBRARY)
    talk.say("/market")
    answers: dict[str, str] = {}
    for pick in picks:
        question = talk.sent[-1].text
        if question == "Shall we send it?":
            break
        among = _answers(question)
        answers[question] = among[pick % len(among)]
        talk.say(answers[question])
    before, emitted = _known(talk), len(talk.every(EmitEvent))
    led = min(steps, len(talk.state.threads[-1].history))
    for _ in range(led):
        talk.say("back")
    seen = _known(talk)
    while len(talk.state.threads[-1].history) < before[-1]:
        kept = any(label.startswith("Keep") for label in talk.labels())
        talk.say("keep" if keeps and kept else answers[talk.sent[-1].text])
    assert seen != before
    assert _known(talk) == before
    assert talk.state.threads[-1].kept == ()
    assert len(talk.every(EmitEvent)) == emitted


def test_any_number_of_questions_across_what_was_called():
    talk = Talk(LIBRARY)
    talk.say("/market")
    said = ("Wine", "Red", "3", "High Street", "12", "yes", "a bag", "skip")
    for answer in said:
        talk.say(answer)
    questions = [talk.say("back")[0] for _ in said]
    assert questions == [
        "Anything else?",
        "Which extras?",
        "Tell me.",
        "And the number?",
        "Where do we take Red wine?",
        "How many?",
        "Red or white?",
        "What do you look for?",
    ]
    assert talk.say("back") == ["What do you look for?"]
    assert set(talk.slots.values()) == {None}


def test_what_was_told_outside_is_told_again_only_with_other_values():
    talk = Talk(LIBRARY)
    talk.say("/market")
    talk.say("Bread")
    for answer in ("Bread", "Wine", "Wine", "Bread"):
        talk.say("back")
        talk.say(answer)
    told = [effect.data["thing"] for effect in talk.every(EmitEvent)]
    assert told == ["bread", "wine", "bread"]


def test_another_path_forgets_the_answers_kept_and_the_same_path_does_not():
    talk = Talk(LIBRARY)
    talk.say("/market")
    for answer in ("Bread", "3", "x"):
        talk.say(answer)
    for _ in range(3):
        talk.say("back")
    assert [one.question for one in talk.state.threads[0].kept] == [
        "market/steps.0",
        "market/steps.4",
        "address/steps.0",
    ]
    assert talk.say("Bread") == ["How many?"]
    assert talk.labels() == ["Skip", "Keep: 3"]
    talk.say("4")
    assert talk.labels() == ["Keep: x"]
    talk.say("back")
    talk.say("back")
    assert talk.say("Wine") == ["Red or white?"]
    assert talk.labels() == ["Red", "White"]
    assert talk.say("Red") == ["How many?"]
    assert talk.labels() == ["Skip"]


@pytest.mark.parametrize(
    ("answers", "label"),
    [
        (["Bread"], "Keep: Bread"),
        (["Bread", "1,5"], "Keep: 1.5"),
        (["Bread", "3", "Via *Roma* {x}"], "Keep: Via *Roma* {x}"),
        (
            ["Bread", "3", "A street with a name\nof many words"],
            "Keep: A street with a name of many wo…",
        ),
        (["Bread", "3", "x", "no", "a bag and a card"], "Keep: A bag and A card"),
        (["Bread", "3", "x", "no", "a bag", "skip", "yes"], None),
    ],
)
def test_the_answer_kept_is_shown_on_its_button(answers, label):
    talk = Talk(LIBRARY)
    talk.say("/market")
    for answer in answers:
        talk.say(answer)
    talk.say("back")
    shown = [one for one in talk.labels() if one.startswith("Keep")] if talk.state.threads else []
    assert shown == ([label] if label else [])


def test_the_whole_label_typed_keeps_as_the_word_does():
    talk = Talk(LIBRARY, language="it")
    talk.say("/market")
    talk.say("Bread")
    talk.say("indietro")
    assert talk.labels()[-1] == "Tieni: Bread"
    assert talk.say("tieni: bread") == ["How many?"]
    assert talk.slots["thing"] == "bread"


def test_a_map_of_answers_that_an_earlier_version_kept_is_understood():
    talk = Talk(LIBRARY)
    talk.say("/market")
    thread = talk.state.threads[0]
    old = msgspec.structs.replace(thread, kept={"market/steps.4": 3, "market/steps.0": "bread"})
    talk.state = State((old,))
    assert talk.say("keep") == ["How many?"]
    assert talk.state.threads[0].kept == (Kept("market/steps.4", 3),)


def test_the_state_of_many_questions_stays_within_bounds():
    loop = "".join(
        f"  - ask: Number {at}?\n    as: answer_{at}\n    type: number\n" for at in range(40)
    )
    talk = Talk(written(f"dialogue: long\nstarts: [{{command: long}}]\nsteps:\n{loop}"))
    talk.say("/long")
    for at in range(39):
        talk.say(str(at))
    assert len(talk.state.threads[0].history) == 39 < MOST_CHECKPOINTS
    assert len(msgspec.json.encode(talk.state)) < 3_000
    for at in range(38, -1, -1):
        assert talk.say("back") == [f"Number {at}?"]
    assert len(msgspec.json.encode(talk.state)) < 3_000
