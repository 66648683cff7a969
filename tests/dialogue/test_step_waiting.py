"""Waiting for clocks: `wait`, and the limits of questions and offers."""

import msgspec
import pytest
from talking import Talk, ask, dialogue, library, say, written

from bot.core.effects import DropTimer, EndRun, RecordAnswer, ReportIncident, Send, SetTimer
from bot.core.events import Due
from bot.dialogue.machine.state import EMPTY, MOST_RESTING, innermost_slots, rests, waiting_dialogue
from bot.dialogue.program import Wait

LIBRARY = written("""
dialogue: plant
title: Your plant
starts: [{command: plant}]
steps:
  - ask: Which plant?
    as: plant
  - set: {person.plant: "{plant}", seen: 1}
  - wait: 2h
  - say: "Did you water your {plant}?"
  - ask: How is it?
    as: state
    within: 1d
    otherwise: [{say: We hope it is well.}, {set: {late: true}}]
  - say: "{plant} {state} {late}."
---
dialogue: hours
starts: [{command: hours}]
steps: [{say: Nine to five.}]
---
dialogue: call
starts: [{command: call}]
steps:
  - ask: Your number?
  - say: We call you.
---
dialogue: quick
starts: [{command: quick}]
steps:
  - say: Quick!
  - ask: Now?
    as: answer
    type: yes_no
    within: 30s
  - say: "So: {answer}."
---
dialogue: last
starts: [{command: last}]
steps:
  - ask: Last one?
    as: last
    within: 1h
    otherwise: [{say: Another day then.}, end]
  - say: Never said after the time.
---
dialogue: letter
starts: [{command: letter}]
steps:
  - offer: blog
    as: wanted
    within: 1h
    otherwise: [{say: No answer is no.}]
  - say: "{wanted}"
""")


def test_a_wait_rests_and_goes_on_when_its_time_is_over():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    assert not rests(talk.state)
    assert talk.say("basil") == []
    assert [effect.after for effect in talk.every(SetTimer)] == [7_200]
    assert talk.every(SetTimer)[0].message is None
    assert rests(talk.state)
    assert waiting_dialogue(talk.state) == "plant"
    assert talk.slots == {"plant": "basil", "seen": 1}
    assert talk.ring() == ["Did you water your basil?", "How is it?"]
    assert not rests(talk.state)


def test_what_is_said_while_a_dialogue_rests_is_served_as_if_nothing_ran():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    assert talk.say("/hours") == ["Nine to five."]
    assert talk.say("hm")[0].startswith("Sorry, I did not understand that.")
    assert talk.ring() == ["Did you water your basil?", "How is it?"]


def test_what_wakes_while_another_dialogue_asks_goes_on_after_it():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    talk.say("/call")
    assert talk.ring() == []
    assert waiting_dialogue(talk.state) == "call"
    assert talk.say("12") == ["We call you.", "Did you water your basil?", "How is it?"]
    assert talk.say("fine") == ["basil fine ."]


def test_the_time_of_a_question_runs_from_its_message():
    talk = Talk(LIBRARY)
    talk.say("/quick")
    [timer] = talk.every(SetTimer)
    assert (timer.after, timer.message) == (30, 2)
    assert talk.effects[2] == Send(talk.sent[-1], "steps.1")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/quick", ["So: ."]),
        ("/last", ["Another day then."]),
        ("/letter", ["No answer is no.", ""]),
    ],
)
def test_when_its_time_is_over_a_question_gives_way(command, said):
    talk = Talk(LIBRARY)
    talk.say(command)
    assert talk.ring() == [text for text in said if text]
    assert talk.timers == {}
    assert waiting_dialogue(talk.state) is None
    assert talk.every(RecordAnswer) == []
    assert all(value is None for value in innermost_slots(talk.state).values())


def test_otherwise_without_end_goes_on_after_the_question():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    talk.ring()
    assert talk.ring() == ["We hope it is well.", "basil  yes."]
    assert talk.state.last.slots == {"plant": "basil", "seen": 1, "state": None, "late": True}


def test_an_answer_drops_the_timer_and_a_late_one_is_a_new_message():
    talk = Talk(LIBRARY)
    talk.say("/quick")
    [timer] = talk.every(SetTimer)
    assert talk.say("yes") == ["So: yes."]
    assert talk.every(DropTimer) == [DropTimer(timer.timer)]
    talk.say("/quick")
    question = talk.sent[-1]
    talk.ring()
    assert talk.press("Yes", question) == ["That question is over."]
    assert talk.say("yes")[0].startswith("Sorry, I did not understand that.")


def test_a_timer_that_nothing_waits_for_changes_nothing():
    talk = Talk(LIBRARY)
    talk.say("/quick")
    timer = talk.every(SetTimer)[0].timer
    talk.say("yes")
    before = talk.state
    for one in (timer, "never set", ""):
        assert talk.handle(Due(one)) == []
        assert talk.effects == ()
        assert talk.state == before


def test_again_help_and_interruptions_do_not_move_the_limit():
    talk = Talk(LIBRARY)
    talk.say("/quick")
    for words in ("hm", "help", "/hours", "/quick"):
        talk.say(words)
    assert len(talk.every(SetTimer)) == 1
    assert talk.every(DropTimer) == []
    assert talk.ring() == ["So: ."]


def test_a_question_whose_time_ran_out_while_interrupted_is_over_when_its_turn_comes():
    talk = Talk(LIBRARY)
    talk.say("/last")
    talk.say("/call")
    assert talk.ring() == []
    assert talk.timers == {}
    assert talk.say("12") == ["We call you.", "Another day then."]
    assert rests(talk.state)


def test_a_dialogue_whose_time_ran_out_while_interrupted_begins_anew_when_it_is_asked_for():
    talk = Talk(LIBRARY)
    talk.say("/last")
    talk.say("/call")
    talk.ring()
    assert talk.say("/last") == ["Another day then.", "Last one?"]


def test_a_dialogue_that_goes_on_after_its_time_is_not_begun_twice():
    talk = Talk(
        written("""
dialogue: two
starts: [{command: two}]
steps: [{ask: One?, within: 1h}, {ask: Two?}]
---
dialogue: call
starts: [{command: call}]
steps: [{ask: Your number?}]
""")
    )
    talk.say("/two")
    talk.say("/call")
    talk.ring()
    assert talk.say("/two") == ["Two?"]


def test_a_limit_that_ran_out_below_lets_what_it_interrupted_be_asked_again():
    talk = Talk(LIBRARY)
    talk.say("/call")
    talk.say("/last")
    assert talk.ring() == ["Another day then.", "Your number?"]
    assert talk.say("12") == ["We call you."]


def test_an_interrupter_cannot_lend_its_yes_to_what_goes_on_after_it():
    talk = Talk(
        written("""
dialogue: sure
starts: [{command: sure}]
steps: [{ask: Sure?, type: yes_no}]
---
dialogue: quiet
starts: [{command: quiet}]
steps: [{wait: 1h}, {subscribe: blog}, {say: "{event.text}Done."}]
---
dialogue: asked
starts: [{command: asked}]
steps: [{ask: Hm?, within: 1h}, {subscribe: blog}, {say: "{event.text}Over."}]
""")
    )
    talk.say("/quiet")
    talk.say("/asked")
    talk.say("/sure")
    talk.ring(0)
    talk.ring(0)
    assert talk.say("yes") == ["Over.", "Done."]
    assert talk.person.subscribed == ()
    assert len(talk.every(ReportIncident)) == 2


def test_stop_ends_what_rests_and_drops_every_timer():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    talk.say("/quick")
    talk.say("/last")
    assert len(talk.timers) == 3
    talk.say("stop")
    assert talk.timers == {}
    assert {effect.end for effect in talk.every(EndRun)} == {"stopped"}
    assert talk.state == msgspec.structs.replace(EMPTY, last=talk.state.last)


def test_erasing_drops_every_timer():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    talk.say("privacy")
    talk.press("Erase")
    talk.press("Yes")
    assert talk.timers == {}
    assert talk.state == EMPTY


def test_back_returns_over_a_wait_to_the_question_before_it():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    assert talk.say("back") == ["Which plant?"]
    assert talk.timers == {}
    assert talk.slots == {"plant": None, "seen": None}
    assert talk.person.values == {"plant": None}
    assert talk.labels() == ["Keep: basil"]
    assert talk.say("fern") == []
    assert talk.ring() == ["Did you water your fern?", "How is it?"]
    assert talk.say("back") == ["Which plant?"]
    assert talk.person.values == {"plant": None}
    assert talk.timers == {}
    assert talk.press("Keep: fern") == ["Did you water your fern?", "How is it?"]
    assert talk.slots == {"plant": "fern", "seen": 1}
    assert talk.say("back") == ["Which plant?"]
    assert talk.say("basil") == []
    assert len(talk.timers) == 1


def test_back_returns_to_a_question_whose_time_was_over():
    talk = Talk(
        library(
            dialogue(
                "two",
                msgspec.structs.replace(ask("steps.0", "One?", "one"), within=60),
                ask("steps.1", "Two?", "two"),
            )
        )
    )
    talk.say("/two")
    assert talk.ring() == ["Two?"]
    assert talk.say("back") == ["One?"]
    assert len(talk.timers) == 1
    assert talk.say("1") == ["Two?"]


def test_back_has_nowhere_to_go_before_the_first_question():
    talk = Talk(library(dialogue("nap", Wait("steps.0", 60), ask("steps.1", "Slept?"))))
    talk.say("/nap")
    assert talk.say("back") == ["There is no question to go back to."]
    assert talk.ring() == ["Slept?"]
    assert talk.say("back") == ["Slept?"]


def test_its_own_command_asks_whether_to_begin_a_resting_dialogue_anew():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    question = ["“Your plant” is still under way. Shall we begin it anew?"]
    assert talk.say("/plant") == question
    assert talk.labels() == ["Yes", "No"]
    assert talk.say("no") == ["All right, we leave it as it is."]
    assert len(talk.timers) == 1
    assert talk.say("/plant") == question
    first = talk.sent[-1]
    assert talk.say("sure") == ["Which plant?"]
    assert talk.every(EndRun)[-1].end == "restarted"
    assert talk.timers == {}
    assert talk.press("Yes", first) == ["You have pressed that already."]
    assert talk.say("fern") == []
    assert talk.ring() == ["Did you water your fern?", "How is it?"]


def test_whether_to_begin_anew_is_asked_in_the_person_s_language():
    talk = Talk(LIBRARY, language="it")
    talk.say("/plant")
    talk.say("basilico")
    talk.say("/plant")
    assert talk.labels() == ["Sì", "No"]
    assert talk.press("Sì") == ["Which plant?"]


def test_a_yes_said_long_after_begins_nothing_anew():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    talk.say("/plant")
    talk.say("/hours")
    assert talk.say("yes")[0].startswith("Sorry, I did not understand that.")
    assert len(talk.timers) == 1


def test_a_button_that_leaves_a_resting_dialogue_ends_its_wait():
    talk = Talk(
        written("""
dialogue: news
starts: [{command: news}]
steps:
  - say: News!
    buttons: {More: {go: more}}
  - wait: 1d
  - say: Have you seen it?
---
dialogue: more
steps: [{say: More news.}]
""")
    )
    talk.say("/news")
    assert talk.press("More") == ["More news."]
    assert talk.timers == {}
    assert rests(talk.state)
    assert waiting_dialogue(talk.state) is None


def test_a_version_that_is_gone_is_said_so_when_its_time_is_over():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    changed = dialogue("plant", say("steps.0", "Different."), title="Your plant")
    talk.library = library(changed)
    [text] = talk.ring()
    assert text.startswith("Sorry: “Your plant” has changed since we began")
    assert talk.press("Start again") == ["Different."]


def test_too_many_dialogues_at_rest_end_the_one_that_rests_longest():
    naps = [dialogue(f"nap{at}", Wait("steps.0", 60 + at)) for at in range(MOST_RESTING + 1)]
    talk = Talk(library(*naps))
    for nap in naps:
        talk.say(f"/{nap.name}")
    assert len(talk.state.resting) == MOST_RESTING
    assert [effect.end for effect in talk.every(EndRun)] == ["overtaken"]
    assert len(talk.timers) == MOST_RESTING


def test_a_dialogue_that_is_called_rests_for_its_caller():
    talk = Talk(
        written("""
dialogue: outer
starts: [{command: outer}]
steps:
  - ask: Ready?
  - run: inner
    as: back
  - say: "Inner said {back.word}."
---
dialogue: inner
steps: [{wait: 1h}, {ask: Word?, as: word}]
""")
    )
    talk.say("/outer")
    talk.say("yes")
    assert waiting_dialogue(talk.state) == "inner"
    assert talk.ring() == ["Word?"]
    assert talk.say("back") == ["Ready?"]
    assert talk.say("yes") == ["Word?"]
    assert talk.say("hi") == ["Inner said hi."]


def test_the_state_of_a_dialogue_that_rests_stays_small():
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    assert len(msgspec.json.encode(talk.state)) < 512


def test_a_time_that_is_over_leads_on_even_where_nothing_can_be_computed_any_more():
    costly = "{" + f"len([{','.join(['-0'] * 330)}])" + "}"
    talk = Talk(LIBRARY)
    talk.say("/plant")
    talk.say("basil")
    talk.library = library(dialogue("plant", say("steps.0", "Hi."), title=costly * 20))
    [text] = talk.ring()
    assert text.startswith("Sorry: “plant” has changed")
    assert talk.state.resting == ()


def test_what_computes_too_much_after_a_wait_fails_and_what_it_kept_waiting_goes_on():
    costly = "{" + f"len([{','.join(['-0'] * 330)}])" + "}"
    heavy = dialogue("heavy", Wait("steps.0", 60), say("steps.1", costly * 20))
    light = dialogue("light", Wait("steps.0", 60), say("steps.1", costly * 10))
    talk = Talk(library(heavy, light, dialogue("call", ask("steps.0", "Your number?"))))
    for words in ("/heavy", "/light", "/call"):
        talk.say(words)
    talk.ring(0)
    talk.ring(0)
    sorry = "Sorry, something went wrong on our side. We have made a note of it."
    assert talk.say("12") == [sorry, "330" * 10]
    assert [effect.end for effect in talk.every(EndRun)] == ["ended", "failed", "ended"]
