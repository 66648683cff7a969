"""Events about a person: what they wake, what they start, and what is kept for later."""

from datetime import timedelta

import pytest
from talking import Talk, dialogue, library, say, written

from bot.core.effects import BeginRun, EmitEvent, EndRun, Postpone, ReportIncident, SetTimer
from bot.dialogue.machine.state import EMPTY, MOST_HEARD, rests, waiting_dialogue
from bot.dialogue.program import Emit, Trigger, WaitFor
from bot.dialogue.publishing.starts import EventStart

LIBRARY = written("""
dialogue: order
starts: [{command: order}]
steps:
  - ask: Which order?
    as: code
    type: number
  - wait_for: order.paid
    where: event.data.code == code
    as: payment
    within: 3d
    otherwise: [{say: "{code} is not paid."}, end]
  - say: "{payment.code} is paid: {event.data.sum} ({event.name})."
  - ask: Happy?
    type: yes_no
---
dialogue: gift
starts: [{command: gift}]
steps:
  - say: Wait for it.
  - wait_for: order.paid
  - say: A gift!
---
dialogue: visit
starts: [{command: visit}]
steps:
  - ask: When?
  - wait_for: door.opened
    within: 1h
  - say: Come in.
---
dialogue: shipped
starts: [{event: order.shipped}]
steps: [{say: "{event.data.code} is on its way."}]
---
dialogue: rate
starts: [{event: order.arrived, urgent: true}]
steps:
  - ask: "How was {event.data.code}?"
    type: rating
  - say: Thank you.
---
dialogue: thanks
starts: [{event: order.arrived}, {event: order.arrived}]
steps: [{say: "Thanks for {event.data.code}."}]
---
dialogue: later
starts: [{event: order.arrived}]
steps: [{wait: 2d}, {say: "Still fine?{event.data.code}"}]
---
dialogue: closed
starts: [{command: closed}]
interruptible: false
steps: [{ask: "Closed?", as: closed}, {say: Done.}]
---
dialogue: news
starts: [{event: post.published, topic: blog}]
steps: [{say: News!}]
""")


def test_an_event_wakes_the_wait_whose_condition_it_meets():
    talk = Talk(LIBRARY)
    talk.say("/order")
    talk.say("7")
    assert talk.happen("order.paid", {"code": 8}) == []
    assert talk.happen("order.packed", {"code": 7}) == []
    said = talk.happen("order.paid", {"code": 7, "sum": 3})
    assert said == ["7 is paid: 3 (order.paid).", "Happy?"]
    assert talk.slots["payment"] == {"code": 7, "sum": 3}
    assert talk.timers == {}


def test_what_is_absent_in_an_event_is_empty():
    talk = Talk(LIBRARY)
    talk.say("/order")
    talk.say("7")
    for data in (None, [], "text", 7, {}):
        assert talk.happen("order.paid", data) == []
    assert talk.every(ReportIncident) == []
    assert talk.happen("order.paid", {"code": 7})[0] == "7 is paid:  (order.paid)."


def test_a_condition_that_cannot_be_computed_wakes_nothing_and_is_reported():
    wait = WaitFor("steps.0", "paid", where="event.data.sum + 1 > 2")
    talk = Talk(library(dialogue("pay", wait, say("steps.1", "Paid."))))
    talk.say("/pay")
    assert talk.happen("paid") == []
    assert [effect.place for effect in talk.every(ReportIncident)] == ["pay/steps.0"]
    assert talk.happen("paid", {"sum": 2}) == ["Paid."]


def test_when_no_event_comes_the_time_is_over():
    talk = Talk(LIBRARY)
    talk.say("/order")
    talk.say("7")
    assert [effect.after for effect in talk.every(SetTimer)] == [3 * 86_400]
    assert talk.ring() == ["7 is not paid."]
    assert talk.state.last.slots == {"code": 7, "payment": None}


def test_without_otherwise_it_goes_on_behind_the_wait():
    talk = Talk(LIBRARY)
    talk.say("/visit")
    talk.say("now")
    assert talk.ring() == ["Come in."]


def test_an_event_without_a_condition_wakes_every_wait_of_the_conversation():
    talk = Talk(LIBRARY)
    talk.say("/order")
    talk.say("7")
    talk.say("/gift")
    said = talk.happen("order.paid", {"code": 7})
    assert said == ["7 is paid:  (order.paid).", "Happy?"]
    assert talk.say("yes") == ["A gift!"]
    assert talk.happen("order.paid", {"code": 7}) == []


def test_what_woke_keeps_its_event_until_its_turn_comes():
    talk = Talk(LIBRARY)
    talk.say("/order")
    talk.say("7")
    talk.say("/closed")
    assert talk.happen("order.paid", {"code": 7, "sum": 9}) == []
    assert talk.happen("order.paid", {"code": 7, "sum": 1}) == []
    assert talk.say("ok") == ["Done.", "7 is paid: 9 (order.paid).", "Happy?"]


def test_an_event_that_came_before_its_wait_is_taken_at_once_and_only_once():
    talk = Talk(LIBRARY)
    talk.say("/order")
    talk.happen("order.paid", {"code": 6, "sum": 1})
    talk.happen("order.paid", {"code": 7, "sum": 2})
    said = talk.say("7")
    assert said == ["7 is paid: 2 (order.paid).", "Happy?"]
    assert talk.timers == {}
    assert talk.every(SetTimer) == []
    talk.say("/gift")
    assert [heard.data["code"] for heard in talk.state.heard] == [6]


@pytest.mark.parametrize(("minutes", "taken"), [(55, True), (65, False)])
def test_an_event_is_kept_for_an_hour(minutes, taken):
    talk = Talk(LIBRARY)
    talk.say("/visit")
    talk.happen("door.opened")
    talk.lapse = timedelta(minutes=minutes)
    assert talk.say("now") == (["Come in."] if taken else [])


def test_an_event_from_before_the_dialogue_is_not_kept_for_it():
    talk = Talk(LIBRARY)
    talk.happen("order.paid")
    assert talk.state == EMPTY
    talk.say("/closed")
    talk.happen("order.paid")
    talk.say("bye")
    assert talk.say("/gift") == ["Wait for it."]
    assert talk.happen("order.paid") == ["A gift!"]


def test_few_events_are_kept_and_none_that_nothing_could_wait_for():
    talk = Talk(LIBRARY)
    talk.say("/closed")
    for number in range(2 * MOST_HEARD):
        talk.happen("order.paid", number)
        talk.happen("order.cancelled", number)
        talk.happen("order.paid", "x" * 5_000)
    assert [heard.data for heard in talk.state.heard] == list(range(MOST_HEARD, 2 * MOST_HEARD))
    assert talk.every(ReportIncident)[0].place == "order.paid"
    talk.say("done")
    assert talk.state.heard == ()


def test_an_event_starts_a_dialogue():
    talk = Talk(LIBRARY)
    assert talk.happen("order.shipped", {"code": "A1"}) == ["A1 is on its way."]
    assert talk.happen("order.shipped", {"code": "B2"}) == ["B2 is on its way."]
    assert talk.happen("order.lost") == []
    assert talk.state.last.dialogue == "shipped"


def test_an_event_interrupts_a_question_which_is_asked_again():
    talk = Talk(LIBRARY)
    talk.say("/order")
    assert talk.happen("order.shipped", {"code": 1}) == ["1 is on its way.", "Which order?"]
    assert talk.say("7") == []


def test_an_event_waits_for_what_may_not_be_interrupted():
    talk = Talk(LIBRARY)
    talk.say("/closed")
    before = talk.state
    assert talk.happen("order.shipped", {"code": 1}) == []
    assert talk.effects == (Postpone(),)
    assert talk.state == before


def test_several_dialogues_of_one_event_start_one_after_the_other():
    talk = Talk(LIBRARY)
    talk.say("/order")
    assert talk.happen("order.arrived", {"code": "C"}) == ["How was C?"]
    assert talk.say("5") == ["Thank you.", "Which order?"]
    assert talk.say("7") == ["Thanks for C."]
    assert [effect.dialogue for effect in talk.every(BeginRun)] == [
        *("order", "rate", "thanks", "later"),
    ]
    assert waiting_dialogue(talk.state) == "later"
    assert talk.happen("order.paid", {"code": 7})[-1] == "Happy?"
    assert talk.say("yes") == []
    assert talk.ring() == ["Still fine?"]


def test_dialogues_that_ask_nothing_start_at_once_together():
    talk = Talk(
        library(
            dialogue("one", say("steps.0", "One {event.data}."), triggers=(Trigger(event="x"),)),
            dialogue("two", say("steps.0", "Two {event.name}."), triggers=(Trigger(event="x"),)),
        )
    )
    assert talk.happen("x", 1) == ["One 1.", "Two x."]


def test_a_dialogue_that_begins_with_the_event_that_started_it_waits_for_the_next():
    first = WaitFor("steps.0", "x")
    shown = say("steps.1", "Again.")
    talk = Talk(library(dialogue("twice", first, shown, triggers=(Trigger(event="x"),))))
    assert talk.happen("x") == []
    assert talk.happen("x") == ["Again."]


def test_an_event_starts_its_dialogue_again_once_the_last_one_has_ended():
    talk = Talk(LIBRARY)
    talk.happen("order.arrived", {"code": 1})
    before = talk.state
    assert talk.happen("order.arrived", {"code": 2}) == []
    assert talk.effects == (Postpone(),)
    assert talk.state == before
    assert talk.say("4") == ["Thank you.", "Thanks for 1."]
    assert rests(talk.state)
    assert talk.happen("order.arrived", {"code": 2}) == ["How was 2?"]
    assert talk.say("4") == ["Thank you.", "Thanks for 2."]
    assert [frame.dialogue for one in talk.state.resting for frame in one.frames] == [
        "later",
        "later",
    ]
    assert len(talk.timers) == 2


def test_an_event_that_woke_a_wait_starts_nothing():
    wait = WaitFor("steps.0", "x")
    talk = Talk(
        library(
            dialogue("waits", wait, say("steps.1", "Woken.")),
            dialogue("starts", say("steps.0", "Started."), triggers=(Trigger(event="x"),)),
        )
    )
    talk.say("/waits")
    assert talk.happen("x") == ["Woken."]
    assert talk.happen("x") == ["Started."]


def test_what_has_a_topic_is_not_started_by_an_event_about_one_person():
    talk = Talk(LIBRARY, subscribed=("blog",))
    assert talk.happen("post.published") == []
    assert talk.state == EMPTY
    assert LIBRARY.event_starts("post.published") == (EventStart("news", "blog"),)
    assert LIBRARY.event_starts("order.arrived") == (
        EventStart("rate", urgent=True),
        EventStart("thanks"),
        EventStart("thanks"),
        EventStart("later"),
    )


def test_event_is_gone_with_the_next_message():
    talk = Talk(LIBRARY)
    talk.happen("order.arrived", {"code": "C"})
    assert talk.say("help")[-1] == "How was ?"
    assert talk.every(EndRun) == []


def test_an_emitted_event_carries_values_as_they_are():
    told = Emit("steps.0", "done", {"n": "{1 + 1}", "text": "Is {event.text}", "list": [1, None]})
    talk = Talk(library(dialogue("tell", told, Emit("steps.1", "bare"))))
    talk.say("/tell")
    assert talk.every(EmitEvent) == [
        EmitEvent("done", {"n": 2, "text": "Is ", "list": [1, None]}),
        EmitEvent("bare", {}),
    ]


def test_what_an_emitted_event_cannot_compute_is_empty_and_reported():
    talk = Talk(library(dialogue("tell", Emit("steps.0", "done", {"n": "{1 + nothing}"}))))
    talk.say("/tell")
    assert talk.every(EmitEvent) == [EmitEvent("done", {"n": None})]
    assert [effect.place for effect in talk.every(ReportIncident)] == ["tell/steps.0"]


def test_conditions_that_cost_too_much_leave_everything_as_it_is():
    costly = f"[{','.join(['-0'] * 330)}]"
    waits = [
        dialogue(f"wait{at}", WaitFor("steps.0", "x", where=costly), say("steps.1", "Woken."))
        for at in range(16)
    ]
    talk = Talk(library(*waits))
    for one in waits:
        talk.say(f"/{one.name}")
    before = talk.state
    assert talk.happen("x") == []
    assert [type(effect) for effect in talk.effects] == [ReportIncident]
    assert talk.state == before
