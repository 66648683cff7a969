"""Whoever is inside an older version finds there everything that they need, until they leave."""

from tests.dialogue.publishing import after
from tests.dialogue.talking import Talk, written

SURVEY = "dialogue: survey\nstarts: [{command: survey}]\nsteps:\n"
ADDRESS = "---\ndialogue: address\nstarts: [{command: address}]\nsteps:\n"
CALLS = "  - {ask: Ready?, as: ready}\n  - {run: address, with: {town: Rome}, as: home}\n"
STREET = "  - {ask: 'Street in {town}?', as: street}\n"
ROAD = "  - {ask: 'Road in {place}?', as: road}\n"


def test_what_an_older_version_calls_is_what_it_was_published_with():
    talk = Talk(
        written(f"{SURVEY}{CALLS}  - say: 'You live in {{home.street}}.'\n{ADDRESS}{STREET}")
    )
    talk.say("/survey")
    talk.library = after(
        talk.library,
        f"{SURVEY}{CALLS.replace('town', 'place')}  - say: 'At {{home.road}}.'\n{ADDRESS}{ROAD}",
    )
    assert talk.say("yes") == ["Street in Rome?"]
    assert talk.say("Elm") == ["You live in Elm."]
    assert [talk.say("/survey"), talk.say("yes")] == [["Ready?"], ["Road in Rome?"]]
    assert talk.say("Elm") == ["At Elm."]


def test_what_calls_as_before_gets_what_it_calls_as_it_is_now():
    survey = f"{SURVEY}{CALLS}  - say: 'You live in {{home.street}}.'\n{ADDRESS}"
    talk = Talk(written(survey + STREET))
    talk.say("/survey")
    talk.library = after(talk.library, survey + STREET.replace("Street", "Which street"))
    assert talk.say("yes") == ["Which street in Rome?"]


def test_a_dialogue_that_is_gone_goes_on_for_those_inside():
    talk = Talk(written(f"{SURVEY}{CALLS}  - {{go: address}}\n{ADDRESS}{STREET}"))
    talk.say("/survey")
    talk.library = after(
        talk.library, "dialogue: other\nstarts: [{command: other}]\nsteps: [say: Hi]\n"
    )
    assert talk.say("yes") == ["Street in Rome?"]
    assert talk.say("Elm") == ["Street in ?"]
    assert talk.say("Oak") == []
    assert talk.say("/address") != ["Street in ?"]


def test_what_takes_the_place_of_an_older_version_is_as_it_is_now():
    talk = Talk(
        written(f"{SURVEY}  - {{ask: Ready?, as: r}}\n  - go: address\n{ADDRESS}  - say: Old\n")
    )
    talk.say("/survey")
    changed = f"{SURVEY}  - {{ask: Really?, as: r}}\n  - go: address\n{ADDRESS}  - say: New\n"
    talk.library = after(talk.library, changed)
    assert talk.say("yes") == ["New"]


def test_what_begins_itself_again_begins_as_it_is_now():
    talk = Talk(written(f"{SURVEY}  - {{ask: Ready?, as: r}}\n  - restart\n"))
    talk.say("/survey")
    talk.library = after(talk.library, f"{SURVEY}  - {{ask: Really?, as: r}}\n  - restart\n")
    assert talk.say("yes") == ["Really?"]


BUTTONS = "  - {say: Look, buttons: {More: {run: more}, Less: {go: more}}}\n"


def test_the_buttons_of_an_older_message_still_do_what_they_did():
    talk = Talk(written(f"{SURVEY}{BUTTONS}---\ndialogue: more\nsteps: [say: That is more.]\n"))
    talk.say("/survey")
    talk.library = after(talk.library, f"{SURVEY}  - say: Nothing to press.\n")
    assert talk.press("More") == ["That is more."]
    assert talk.press("Less") == ["That is more."]


def test_an_event_that_only_an_older_version_waits_for_still_comes():
    talk = Talk(written(f"{SURVEY}  - {{wait_for: paid, as: x}}\n  - say: 'Paid {{x.sum}}.'\n"))
    talk.say("/survey")
    talk.library = after(talk.library, f"{SURVEY}  - say: No more.\n")
    assert talk.library.awaits("paid")
    assert talk.happen("paid", {"sum": 7}) == ["Paid 7."]


def test_an_older_text_is_said_in_the_language_of_the_person():
    talk = Talk(written(f"{SURVEY}  - {{ask: Ready?, as: r, type: yes_no}}\n"), language="it")
    talk.say("/survey")
    talk.library = after(talk.library, f"{SURVEY}  - say: No more.\n")
    talk.say("boh")
    assert talk.labels() == ["Sì", "No"]


def test_a_version_that_nobody_has_is_told_and_the_dialogue_offered_anew():
    talk = Talk(written(f"{SURVEY}  - {{ask: Ready?, as: r}}\n"))
    talk.say("/survey")
    talk.library = written(f"{SURVEY}  - {{ask: Really?, as: r}}\n")
    assert "has changed" in talk.say("yes")[0]
    assert talk.press("Start again") == ["Really?"]
