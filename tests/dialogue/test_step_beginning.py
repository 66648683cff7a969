"""The brand speaks first: opening a dialogue for a topic, and leaving the topic."""

from datetime import timedelta

import pytest
from talking import NOON, Talk, written

from bot.core.effects import (
    BeginRun,
    EndRun,
    Postpone,
    ReportIncident,
    Send,
    StopEverything,
    WithdrawConsent,
)
from bot.core.events import Pressed
from bot.core.ids import REFERENCE_LENGTH, derive, derive_at
from bot.dialogue.machine.state import EMPTY, rests, waiting_dialogue

LIBRARY = written(
    """
dialogue: post
title: A new post
starts: [{event: post.published, topic: blog}]
steps:
  - say: "New: {event.data.title} ({event.name})"
  - say: What do you think?
    buttons: {Nothing: {say: Fine.}}
---
dialogue: sale
title: A sale
starts: [{command: sale}]
steps:
  - say: We have a sale.
  - ask: Interested?
    as: interested
    type: yes_no
    within: 1d
    otherwise: [{unsubscribe: shop}]
  - wait: 1d
  - say: Last day.
---
dialogue: reminder
starts: [{command: reminder}]
steps:
  - wait: 1h
  - say: Remember.
  - ask: Do you?
---
dialogue: brief
starts: [{command: brief}]
steps: [{ask: "Brief?", within: 1h}]
---
dialogue: survey
starts: [{command: survey}]
steps: [{ask: "Survey?", as: a}, {say: Noted.}]
---
dialogue: closed
starts: [{command: closed}]
interruptible: false
steps: [{ask: "Closed?", as: closed}]
---
dialogue: leave
starts: [{command: leave}]
steps: [{unsubscribe: shop}, {say: Left the shop.}]
---
dialogue: offered
starts: [{command: offered}]
steps: [{ask: Go on?}, {offer: shop}, {ask: And?}]
---
dialogue: silent
steps: [{set: {x: 1}}, {ask: "{x}"}, {end}]
---
dialogue: mute
steps: [{emit: was.here}]
""".replace("{end}", "end")
)
LEAVE = "No more of these"


def opened(name="post", topic="blog", subscribed=("blog", "shop"), **facts) -> Talk:
    talk = Talk(LIBRARY, subscribed=subscribed, **facts)
    talk.begin(name, topic, {"title": "Spring"})
    return talk


def test_a_dialogue_opens_with_what_it_is_about():
    talk = Talk(LIBRARY, subscribed=("blog",))
    said = talk.begin("post", "blog", {"title": "Spring"})
    assert said == ["New: Spring (post.published)", "What do you think?"]
    assert [(effect.dialogue) for effect in talk.every(BeginRun)] == ["post"]


def test_what_people_answer_is_handled_in_its_context():
    talk = opened("sale", "shop")
    assert waiting_dialogue(talk.state) == "sale"
    assert talk.say("yes") == []
    assert talk.ring() == ["Last day."]
    assert talk.labels() == []


def test_the_last_message_of_an_opening_carries_a_way_out():
    talk = opened()
    first, last = talk.sent
    assert first.buttons == ()
    assert [button.label for button in last.buttons] == ["Nothing", LEAVE]
    place = list(talk.effects).index(Send(last, "steps.1", "blog"))
    button = last.buttons[-1]
    minute = len(talk.turns) - 1
    message = derive_at(NOON + timedelta(minutes=minute), f"e{minute}", place)
    assert button.id == f"{message[:REFERENCE_LENGTH]}.leave-{derive('blog')[:12]}"
    assert not button.authored


def test_the_way_out_stands_beside_the_answers_of_a_question():
    talk = opened("sale", "shop")
    assert talk.labels() == ["Yes", "No", LEAVE]
    assert talk.say("no") == []
    assert talk.person.subscribed == ("blog", "shop")


def test_an_opening_that_says_nothing_carries_nothing():
    talk = opened("mute")
    assert talk.sent == []


def test_pressing_it_withdraws_the_topic_and_says_so():
    talk = opened()
    assert talk.press(LEAVE) == ["All right: you will get no more of “New posts”."]
    assert talk.every(WithdrawConsent) == [WithdrawConsent("blog", "leave")]
    assert talk.person.subscribed == ("shop",)
    assert talk.labels() == ["Stop everything"]
    assert talk.sent[-1].buttons[0].id.endswith(".stop")
    assert not talk.sent[-1].buttons[0].authored
    assert talk.press(LEAVE) == ["That is done already: you get no more of “New posts”."]
    assert len(talk.every(WithdrawConsent)) == 1


def test_it_works_for_ever_whatever_has_been_forgotten_since():
    talk = opened()
    button = talk.sent[-1].buttons[-1].id
    talk.say("stop")
    talk.state = EMPTY
    assert talk.handle(Pressed(button)) == ["That is done already: you get no more of “New posts”."]
    talk.person = opened().person
    assert talk.handle(Pressed(button)) == ["All right: you will get no more of “New posts”."]


def test_a_topic_that_the_brand_no_longer_has_can_still_be_left():
    talk = Talk(LIBRARY, subscribed=("gone",))
    said = talk.handle(Pressed(f"x.leave-{derive('gone')[:12]}"))
    assert said == ["All right: you will get no more of “gone”."]
    assert talk.person.subscribed == ()
    assert talk.handle(Pressed("x.leave-nothing")) == ["That question is over."]


def test_stop_everything_is_the_word_stop():
    talk = opened("sale", "shop")
    talk.press(LEAVE)
    [said] = talk.press("Stop everything")
    assert said.startswith("Stopped.")
    assert talk.person.subscribed == ()
    assert len(talk.every(StopEverything)) == 1


def test_leaving_ends_what_was_opened_for_the_topic_and_nothing_else():
    talk = opened("reminder", "shop")
    talk.begin("sale", "shop")
    talk.say("/survey")
    assert len(talk.timers) == 2
    assert talk.press(LEAVE) == ["All right: you will get no more of “Offers”.", "Survey?"]
    assert talk.timers == {}
    assert [effect.end for effect in talk.every(EndRun)] == ["stopped", "stopped"]
    assert talk.say("fine") == ["Noted."]
    assert rests(talk.state)


def test_leaving_ends_what_the_person_begins_anew_in_its_place():
    talk = opened("sale", "shop")
    assert talk.say("restart") == ["We have a sale.", "Interested?"]
    talk.press(LEAVE)
    assert rests(talk.state)


@pytest.mark.parametrize(
    ("language", "label", "other"),
    [("en", "no more of these!", "stop everything"), ("it", "Non inviarmene più", "ferma tutto")],
)
def test_to_type_the_labels_is_to_press_them(language, label, other):
    talk = opened("sale", "shop", language=language)
    assert len(talk.say(label)) == 1
    assert talk.person.subscribed == ("blog",)
    talk.say(other)
    assert talk.person.subscribed == ()
    assert len(talk.every(StopEverything)) == 1


def test_a_typed_label_means_what_the_brand_spoke_of_last():
    talk = opened()
    talk.begin("sale", "shop")
    assert talk.say(LEAVE) == ["All right: you will get no more of “Offers”."]
    assert talk.say(LEAVE) == ["All right: you will get no more of “New posts”."]
    assert talk.say(LEAVE)[0].startswith("Sorry, I did not understand that.")
    unclear = Talk(LIBRARY, subscribed=("blog", "shop"))
    assert unclear.say(LEAVE)[0].startswith("Sorry, I did not understand that.")


def test_a_choice_of_that_name_comes_before_the_label():
    talk = Talk(
        written(f"""
dialogue: pick
starts: [{{command: pick}}]
steps:
  - ask: Which?
    as: it
    choices: ["{LEAVE}", "Stop everything"]
  - say: "{{it}}"
"""),
        subscribed=("blog",),
    )
    talk.say("/pick")
    assert talk.say(LEAVE) == [LEAVE]
    talk.say("/pick")
    assert talk.say("stop everything") == ["Stop everything"]


def test_a_run_under_way_is_ended_and_the_new_one_begins():
    talk = opened("sale", "shop")
    assert talk.begin("sale", "shop") == ["We have a sale.", "Interested?"]
    assert [effect.end for effect in talk.every(EndRun)] == ["overtaken"]
    assert len(talk.state.threads) == 1
    talk.say("yes")
    assert len(talk.state.resting) == 1
    talk.begin("sale", "shop")
    assert talk.state.resting == ()
    assert len(talk.timers) == 1


def test_a_run_that_the_person_began_is_overtaken_too():
    talk = Talk(LIBRARY, subscribed=("shop",))
    talk.say("/sale")
    talk.begin("sale", "shop")
    assert len(talk.state.threads) == 1
    assert talk.state.threads[0].topic == "shop"


def test_what_it_interrupts_is_asked_again():
    talk = Talk(LIBRARY, subscribed=("blog",))
    talk.say("/survey")
    assert talk.begin("post")[1:] == ["What do you think?", "Survey?"]
    assert [button.label for button in talk.sent[-2].buttons] == ["Nothing", LEAVE]
    assert talk.labels() == []
    talk.begin("sale", "blog")
    assert talk.say("yes") == ["Survey?"]


def test_it_waits_for_what_may_not_be_interrupted():
    talk = Talk(LIBRARY, subscribed=("blog",))
    talk.say("/closed")
    before = talk.state
    assert talk.begin("post") == []
    assert talk.effects == (Postpone(),)
    assert talk.state == before
    assert talk.begin("closed") == ["Closed?"]


def test_a_dialogue_that_there_is_not_is_reported_and_nothing_is_said():
    talk = opened("nowhere")
    assert talk.effects == (ReportIncident("nowhere", "There is no such dialogue to begin."),)
    assert talk.state == EMPTY


def test_a_dialogue_that_first_waits_speaks_later():
    talk = opened("reminder", "shop")
    assert talk.sent == []
    assert talk.ring() == ["Remember.", "Do you?"]
    assert talk.state.threads[0].topic == "shop"


@pytest.mark.parametrize("way", ["/leave", "refusal", "otherwise"])
def test_a_consent_withdrawn_in_any_way_ends_what_was_opened_for_it(way):
    talk = opened("reminder", "shop")
    talk.begin("sale", "shop")
    if way == "/leave":
        assert talk.say("/leave") == ["Left the shop."]
    elif way == "otherwise":
        assert talk.ring() == []
    else:
        talk.person = opened(subscribed=("blog",)).person
        talk.say("/offered")
        talk.say("yes")
        talk.say("yes")
        assert talk.say("back") == ["Offers?"]
        assert talk.say("no") == ["And?"]
    assert talk.person.subscribed == ("blog",)
    left = [one for one in (*talk.state.resting, *talk.state.threads) if one.topic]
    assert len(left) == (1 if way == "otherwise" else 0)  # the one that withdrew it goes on
    assert all(effect.end in {"stopped", "ended"} for effect in talk.every(EndRun))


def test_the_topic_s_own_dialogue_goes_on_after_it_withdrew_the_topic():
    talk = Talk(
        written("""
dialogue: bye
steps: [{unsubscribe: blog}, {ask: Why?, as: why}, {say: "{why}: noted."}]
---
dialogue: x
starts: [{command: x}]
steps: [{run: bye}]
"""),
        subscribed=("blog",),
    )
    assert talk.begin("bye") == ["Why?"]
    assert [effect.topic for effect in talk.every(Send)] == [None]  # it takes leave of the topic
    assert talk.say("too many") == ["too many: noted."]


def test_nobody_is_spoken_to_who_has_left_the_topic_meanwhile():
    talk = opened("sale", "shop", subscribed=("blog",))
    assert talk.effects == ()
    assert talk.state == EMPTY


def test_a_question_asked_for_a_topic_is_not_led_on_for_who_has_left_it():
    talk = opened("sale", "shop")
    talk.say("/survey")
    talk.person = opened(subscribed=("blog",)).person
    assert talk.ring() == []
    assert [effect.end for effect in talk.every(EndRun)] == ["stopped"]
    assert waiting_dialogue(talk.state) == "survey"
    assert talk.say("a") == ["Noted."]
    talk = opened("sale", "shop")
    talk.say("/survey")
    talk.ring()
    talk.person = opened(subscribed=("blog",)).person
    assert talk.say("a") == ["Noted."]
    assert rests(talk.state)
    talk = opened("sale", "shop")
    talk.person = opened(subscribed=("blog",)).person
    assert talk.ring() == []
    assert rests(talk.state)


def test_no_clock_asks_again_what_was_asked_for_a_topic_that_was_left():
    talk = opened("sale", "shop")
    talk.say("/brief")
    assert talk.ring(1) == ["Interested?"]
    talk.say("/brief")
    talk.person = opened(subscribed=("blog",)).person
    assert talk.ring(1) == []
    assert rests(talk.state)


def test_what_was_opened_for_a_topic_does_not_wake_for_who_has_left_it():
    talk = opened("reminder", "shop")
    talk.person = opened(subscribed=("blog",)).person
    assert talk.ring() == []
    assert rests(talk.state)
    assert talk.state.resting == ()
    assert [effect.end for effect in talk.every(EndRun)] == ["stopped"]
