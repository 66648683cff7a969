"""Steps that ask nothing, and what happens when an author got something wrong."""

import msgspec
import pytest
from talking import Talk, ask, dialogue, library, say, text

from bot.core.effects import EndRun, RememberPerson, ReportIncident
from bot.core.ids import PersonId
from bot.dialogue.program import End, Go, Jump, Match, Restart, Run, Say, Set, Unsubscribe
from bot.dialogue.program import Test as Condition


def _incidents(talk):
    return [(incident.place, incident.reason) for incident in talk.every(ReportIncident)]


def test_a_variant_is_stable_for_a_person_and_differs_between_people():
    found = library(dialogue("a", say("steps.0", "One.", "Two.", "Three.")))
    heard = {}
    for number in range(20):
        talk = Talk(found, id=PersonId(f"p{number}"))
        first = talk.say("/a")
        assert talk.say("/a") == first
        heard[number] = first[0]
    assert set(heard.values()) == {"One.", "Two.", "Three."}


def test_set_changes_slots_and_the_person_at_once():
    steps = (
        Set("steps.0", {"n": 2, "m": "{n * 2}", "t": "x{m}", "person.city": "Roma"}),
        Set("steps.1", {"person.language": "it", "person.timezone": "Asia/Tokyo"}),
        Say("steps.2", (text("{n} {m} {t}", it="{m} {person.city} {person.timezone}"),)),
    )
    talk = Talk(library(dialogue("a", *steps)))
    assert talk.say("/a") == ["4 Roma Asia/Tokyo"]
    assert talk.slots == {"n": 2, "m": 4, "t": "x4"}
    assert [(one.name, one.value) for one in talk.every(RememberPerson)] == [
        ("city", "Roma"),
        ("language", "it"),
        ("timezone", "Asia/Tokyo"),
    ]


@pytest.mark.parametrize(
    "values",
    [{"person.language": "fr"}, {"person.timezone": "Mars/Base"}, {"person.subscribed": ["blog"]}],
)
def test_facts_take_no_nonsense(values):
    talk = Talk(library(dialogue("a", Set("steps.0", values))))
    talk.say("/a")
    assert talk.every(RememberPerson) == []
    assert len(_incidents(talk)) == 1


@pytest.mark.parametrize(
    ("value", "said"),
    [("3", "Three."), (3, "Three."), (3.0, "Three."), (True, "Yes."), (None, "Null."), ("x", "?")],
)
def test_match_compares_by_value_and_by_text(value, said):
    steps = (
        Set("steps.0", {"x": value}),
        Match("steps.1", "x", {"3": 3, "true": 5, "null": 7}, 2),
        Say("steps.1.else.0", (text("?"),)),
        Say("a", (text("Three."),)),
        End("b"),
        Say("c", (text("Yes."),)),
        End("d"),
        Say("e", (text("Null."),)),
    )
    talk = Talk(library(dialogue("a", *steps)))
    assert talk.say("/a")[0] == said


def test_an_expression_that_cannot_be_computed_is_false_and_an_incident():
    steps = (
        Condition("steps.0", "missing + 1 > 0", 3),
        say("steps.0.then.0", "Then."),
        Jump(4),
        say("steps.0.else.0", "Else {missing + 1}."),
        Set("steps.1", {"x": "{missing + 1}"}),
    )
    talk = Talk(library(dialogue("a", *steps)))
    assert talk.say("/a") == ["Else ."]
    assert talk.slots == {"x": None}
    assert [place for place, _ in _incidents(talk)] == [
        "a/steps.0",
        "a/steps.0.else.0",
        "a/steps.1",
    ]


@pytest.mark.parametrize("step", [Restart("steps.1"), Go("steps.1", "a"), Jump(0)])
def test_a_dialogue_that_never_comes_to_rest_ends_politely(step):
    talk = Talk(
        library(dialogue("a", Set("steps.0", {"x": 1}), step), dialogue("b", ask("s", "B?")))
    )
    talk.say("/b")
    assert talk.say("/a") == [
        "Sorry, something went wrong on our side. We have made a note of it.",
        "B?",
    ]
    assert len(_incidents(talk)) == 1
    assert talk.every(EndRun)[-1].end == "failed"
    assert len(talk.turns[-1].trail) <= 1000


def test_a_turn_that_computes_too_much_ends_politely():
    costly = "{max(" + ", ".join(["1"] * 200) + ")}"
    talk = Talk(library(dialogue("a", *(say(f"steps.{at}", costly) for at in range(60)))))
    assert talk.say("/a")[-1].startswith("Sorry, something went wrong")
    assert len(_incidents(talk)) == 1


def test_what_shows_nothing_is_not_sent():
    talk = Talk(library(dialogue("a", say("steps.0", "{nothing}"), say("steps.1", "Something."))))
    assert talk.say("/a") == ["Something."]


def test_calls_go_sixteen_deep_and_no_deeper():
    chain = [dialogue(f"d{at}", Run("steps.0", f"d{at + 1}")) for at in range(20)]
    talk = Talk(library(*chain, dialogue("d20", say("steps.0", "Deep."))))
    assert talk.say("/d0") == []
    assert len(_incidents(talk)) == 1
    assert talk.say("/d5") == ["Deep."]


def test_what_is_missing_is_reported_and_passed():
    steps = (Run("steps.0", "gone"), Unsubscribe("steps.1", "blog"), Go("steps.2", "gone"))
    talk = Talk(library(dialogue("a", *steps)))
    assert talk.say("/a") == []
    assert len(_incidents(talk)) == 2
    assert talk.state.threads == ()


def test_a_conversation_stays_on_its_version_while_anyone_has_it():
    old = dialogue("a", ask("steps.0", "Old?"), say("steps.1", "Old end."))
    new = dialogue("a", ask("steps.0", "New?"))
    new = msgspec.structs.replace(new, program=msgspec.structs.replace(new.program, version="a-2"))
    talk = Talk(library(old))
    talk.say("/a")
    talk.library = msgspec.structs.replace(library(new), older={"a-1": old.program})
    assert talk.say("x") == ["Old end."]


def test_a_version_that_nobody_has_is_told_and_offered_anew_and_never_restarts_by_itself():
    new = dialogue("a", ask("steps.0", "New?"), title="The *A*")
    new = msgspec.structs.replace(new, program=msgspec.structs.replace(new.program, version="a-2"))
    talk = Talk(library(dialogue("b", ask("steps.0", "B?")), dialogue("a", ask("steps.0", "Old?"))))
    talk.say("/b")
    talk.say("/a")
    talk.library = library(dialogue("b", ask("steps.0", "B?")), new)
    changed, question = talk.say("an answer that comes too late")
    assert changed == "Sorry: “The A” has changed since we began, so we cannot go on where we were."
    assert question == "B?"
    assert talk.every(EndRun)[-1].end == "failed"
    assert talk.press("Start again") == ["New?"]


@pytest.mark.parametrize("said", ["/start", "restart", "back", "help", "/c", "hello"])
def test_every_version_of_a_stack_of_dialogues_may_be_gone(said):
    talk = Talk(library(*(dialogue(name, ask("steps.0", f"{name}?")) for name in "ab")))
    talk.say("/a")
    talk.say("/b")
    talk.library = library(dialogue("c", say("steps.0", "C.")))
    assert talk.say(said)[0].startswith("Sorry")
    talk.say("hello")
    assert talk.state.threads == ()
    assert [end.end for end in talk.every(EndRun)].count("failed") == 2


def test_a_markdown_mark_of_a_person_is_no_mark_of_ours():
    talk = Talk(library(dialogue("a", ask("s.0", "Name?", "x"), say("s.1", "*Hi* {x}{{y}}"))))
    talk.say("/a")
    assert talk.say("*{1+1}*") == ["Hi *{1+1}*{y}"]
    assert talk.sent[-1].markdown == "*Hi* \\*{1+1}\\*{y}"
