"""`do` and `http`: a call goes out, and its turn goes on with the answer."""

import re
from datetime import timedelta

import pytest
from programming import programmed

from bot.core.calls import Action, Limits, Request
from bot.core.effects import EndRun, GiveConsent, Postpone, RecordAnswer, ReportIncident
from bot.core.events import Answered, Due
from bot.dialogue.machine.state import calling_in
from tests.dialogue.talking import Talk, written

LEAD = """
dialogue: lead
starts: [{command: lead}]
steps:
  - ask: Name?
    as: name
  - do: actions.remember_lead
    with: {name: "{name}", score: "{len(name)}", fixed: 3, deep: {list: ["{name}!", true]}}
    as: lead
  - say: Thank you {name}, {lead.number}.
"""


def begun(dialogues: str, *said: str) -> Talk:
    """Return a conversation in which this has been said."""
    talk = Talk(written(dialogues))
    for words in said:
        talk.say(words)
    return talk


def test_a_call_goes_out_with_its_arguments_and_the_turn_goes_on_with_the_answer():
    talk = begun(LEAD, "/lead")
    assert talk.say("Ada") == []
    (call,) = talk.calls
    assert call.target == Action(
        "remember_lead",
        {"name": "Ada", "score": 3, "fixed": 3, "deep": {"list": ["Ada!", True]}},
    )
    assert (call.place, call.limits, call.key) == ("lead/steps.1", Limits(10, 2), call.call)
    assert talk.answer({"number": 7}) == ["Thank you Ada, 7."]
    assert talk.state.resting == ()
    assert not talk.every(ReportIncident)


HTTP = """
dialogue: order
starts: [{command: order}]
steps:
  - ask: Code?
    as: code
  - ask: Size?
    as: size
    choices: {s: Small, m: Medium}
  - http:
      put: https://shop.example.org/orders/{code}/ù?size={size}&none={person.none}#{code}
      json: {size: "{size}", code: "{code}", none: null, n: "{person.none}"}
      headers: {Authorization: "Bearer ${TOKEN} ${OTHER}", X-Code: "c {code}"}
      as: order
      timeout: 3s
      retries: 0
  - say: "{order.state}"
"""


def test_values_in_an_address_are_encoded_and_a_choice_stays_its_key():
    talk = begun(HTTP, "/order", "../a b/?&#@:x", "Small")
    (call,) = talk.calls
    encoded = "..%2Fa%20b%2F%3F%26%23%40%3Ax"
    assert call.target == Request(
        "PUT",
        f"https://shop.example.org/orders/{encoded}/%C3%B9?size=s&none=#{encoded}",
        '{"size":"s","code":"../a b/?&#@:x","none":null,"n":null}',
        {
            "Authorization": ("Bearer ", "TOKEN", " ", "OTHER", ""),
            "X-Code": ("c ../a b/?&#@:x",),
        },
    )
    assert call.limits == Limits(3, 0)
    assert talk.answer({"state": "on its way"}) == ["on its way"]


IN_A_HEADER = {
    "no variable": ("${TOKEN}", "c ${TOKEN}"),
    "no other line": ("a\r\nX-Other: b\0c", "c a  X-Other: b c"),
}


@pytest.mark.parametrize(("said", "stands"), IN_A_HEADER.values(), ids=IN_A_HEADER)
def test_what_a_person_writes_is_only_a_value_in_a_header(said: str, stands: str):
    (call,) = begun(HTTP, "/order", said, "Small").calls
    assert isinstance(call.target, Request)
    assert call.target.headers["X-Code"] == (stands,)


@pytest.mark.parametrize("said", [".", ".."])
def test_no_value_climbs_out_of_its_place_in_an_address(said: str):
    talk = begun(HTTP, "/order", said)
    assert talk.say("Small") == []
    assert talk.calls == []
    (incident,) = talk.every(ReportIncident)
    assert incident.reason == "An address cannot be made of these values."


CLIMBING = """
dialogue: order
starts: [{command: order}]
steps:
  - ask: Code?
    as: code
  - http: {get: "https://example.org/a/{code}{code}/b?c={code}"}
"""


@pytest.mark.parametrize(("said", "url"), [(".", None), ("a/..", "a%2F..a%2F..")])
def test_values_side_by_side_climb_out_no_more_than_one(said: str, url: str | None):
    talk = begun(CLIMBING, "/order", said)
    assert len(talk.calls) == (url is not None)
    if url is not None:
        assert isinstance(talk.calls[0].target, Request)
        assert f"/a/{url}/b?" in talk.calls[0].target.url


FAILING = """
dialogue: lead
starts: [{command: lead}]
steps:
  - http: {post: "https://crm.example.org/answers", as: crm}
    failed: [{say: "Noted; I will pass it on later."}]
  - say: "Thank you {crm or 'anyway'}."
"""


def test_a_failure_takes_its_branch_with_an_empty_slot_and_goes_on():
    talk = begun(FAILING, "/lead")
    said = talk.answer(failure="POST crm.example.org failed: HTTP 500.")
    assert said == ["Noted; I will pass it on later.", "Thank you anyway."]
    assert talk.slots == {"crm": None}
    assert not talk.every(ReportIncident)


def test_a_failure_without_a_branch_goes_on_and_is_an_incident():
    talk = begun(LEAD, "/lead", "Ada")
    assert talk.answer(failure="actions.remember_lead failed: no answer.") == ["Thank you Ada, ."]
    (incident,) = talk.every(ReportIncident)
    assert (incident.place, incident.reason) == (
        "lead/steps.1",
        "actions.remember_lead failed: no answer.",
    )


TWICE = """
dialogue: two
starts: [{command: two}]
steps:
  - do: actions.one
    as: first
  - do: actions.two
    with: {first: "{first}"}
    as: second
  - ask: "{first}{second}?"
    as: answer
---
dialogue: other
starts: [{command: other}, {event: told}]
steps: [{say: "Other {event.name}."}]
"""


def test_calls_follow_each_other():
    talk = Talk(written(TWICE))
    assert talk.say("/two") == []
    assert talk.answer("a") == []
    assert talk.calls[1].target == Action("two", {"first": "a"})
    assert talk.calls[0].call != talk.calls[1].call
    assert talk.answer("b") == ["ab?"]


def test_whatever_comes_while_a_call_is_under_way_waits():
    talk = begun(TWICE, "/two")
    before = talk.state
    for _ in range(2):
        assert talk.say("hello") == []
        assert talk.effects == (Postpone(),)
    assert talk.happen("told") == []
    assert talk.effects == (Postpone(),)
    assert talk.handle(Due("nobody's")) == []
    assert talk.effects == (Postpone(),)
    assert talk.say("/other") == []
    assert talk.say("back") == []
    assert talk.state == before


def test_stop_waits_for_nothing_and_a_late_answer_is_nobodys():
    talk = begun(TWICE, "/two")
    (confirmation,) = talk.say("stop")
    assert confirmation == talk.sent[-1].text
    assert [end.end for end in talk.every(EndRun)] == ["stopped"]
    assert talk.state.resting == ()
    assert talk.answer("a") == []
    assert talk.effects == ()


def test_the_answer_to_a_call_counts_once():
    talk = begun(TWICE, "/two")
    talk.answer("a")
    talk.answer("b")
    before = talk.state
    assert talk.answer("c") == []
    assert talk.handle(Answered("said", talk.calls[0].call, "d")) == []
    assert talk.state == before


def test_what_comes_an_hour_later_ends_a_call_that_nobody_answers():
    talk = begun(TWICE, "/two")
    talk.lapse = timedelta(hours=1)
    sorry, served = talk.say("/other")
    assert "wrong" in sorry
    assert served == "Other ."
    assert [one.reason for one in talk.every(ReportIncident)] == ["No answer has come."]
    assert talk.answer("late") == []


INTERRUPTED = """
dialogue: survey
starts: [{command: survey}]
steps:
  - ask: "How many?"
    as: count
    type: number
  - say: Done.
---
dialogue: look
starts: [{command: look}]
steps:
  - do: actions.look
    as: found
  - say: "Found {found}."
"""


def test_what_was_interrupted_is_asked_again_only_when_the_interrupter_has_ended():
    talk = begun(INTERRUPTED, "/survey")
    assert talk.say("/look") == []
    assert talk.answer("it") == ["Found it.", "How many?"]
    assert talk.say("3") == ["Done."]


CONSENTING = """
dialogue: join
starts: [{command: join}]
steps:
  - ask: Shall I tell you of new posts?
    as: agreed
    type: yes_no
  - if: agreed
    then:
      - do: actions.check
      - subscribe: blog
      - say: "Good, {event.text}."
---
dialogue: shipped
starts: [{event: order.shipped}]
steps:
  - do: actions.find
    as: order
  - say: "{event.name} {event.data.code} {order}"
"""


def test_a_yes_and_the_words_that_led_to_a_call_hold_behind_it():
    talk = begun(CONSENTING, "/join", "yes")
    assert talk.answer() == ["Good, yes."]
    (consent,) = talk.every(GiveConsent)
    assert consent.wording.startswith("Shall I tell you of new posts?")


def test_the_event_that_led_to_a_call_is_still_there_behind_it():
    talk = Talk(written(CONSENTING))
    talk.happen("order.shipped", {"code": 7})
    assert talk.answer("it", cause="caused") == ["order.shipped 7 it"]


BACK = """
dialogue: order
starts: [{command: order}]
steps:
  - ask: First?
    as: first
  - do: actions.book
    with: {first: "{first}"}
    as: booked
  - ask: "Second, {booked}?"
    as: second
  - say: "{first} {second} {booked}"
"""


def test_back_neither_undoes_nor_repeats_a_call_with_the_same_values():
    talk = begun(BACK, "/order", "a")
    assert talk.answer("booked a") == ["Second, booked a?"]
    assert talk.say("back") == ["First?"]
    assert talk.say("a") == ["Second, booked a?"]
    assert len(talk.calls) == 1
    assert talk.say("back") == ["First?"]
    assert talk.say("b") == []
    assert talk.calls[1].target == Action("book", {"first": "b"})
    assert talk.answer("booked b") == ["Second, booked b?"]
    assert talk.say("x") == ["b x booked b"]


def test_a_call_that_has_failed_is_made_again_under_its_old_key():
    talk = begun(BACK, "/order", "a")
    talk.answer(failure="no.")
    talk.say("back")
    talk.say("a")
    first, second = talk.calls
    assert first.call != second.call
    assert first.key == second.key == first.call


LOOP = """
dialogue: poll
starts: [{command: poll}]
steps:
  - ask: Which?
    as: which
  - repeat:
      - do: actions.look
        with: {which: "{which}"}
        as: found
    until: found
    at_most: 5
  - ask: "Found {found}?"
    as: right
"""


def test_a_loop_calls_each_time_and_back_takes_what_it_found_in_the_same_order():
    talk = begun(LOOP, "/poll", "a")
    assert talk.answer() == []
    assert talk.answer() == []
    assert talk.answer("it") == ["Found it?"]
    assert len({call.key for call in talk.calls}) == 3
    talk.say("back")
    assert talk.say("a") == ["Found it?"]
    assert len(talk.calls) == 3


def test_a_dialogue_whose_version_is_gone_says_so_when_the_answer_comes():
    talk = begun(TWICE, "/two")
    talk.library = written(INTERRUPTED)
    (said,) = talk.answer("a")
    assert "changed" in said
    assert talk.state.resting == ()


def test_a_turn_with_calls_takes_no_more_steps_than_any_other():
    before, loop, after = re.split(r"(  - repeat:.*?)(?=  - ask: \"Found)", LOOP, flags=re.DOTALL)
    loop = loop.replace("until: found\n    at_most: 5", "times: 400")
    talk = Talk(written(before + 3 * loop + after))
    talk.say("/poll")
    talk.say("a")
    for _ in range(1_200):
        if calling_in(talk.state.resting) is None:
            break
        talk.answer()
    (incident,) = talk.every(ReportIncident)
    assert "too many steps" in incident.reason
    assert len(talk.every(RecordAnswer)) == 1


IN_PYTHON = """
async def order(talk):
    code = await talk.ask("Code?")
    found = await talk.do("actions.find", with_={"code": code, "raw": "{code}"}, failed="nothing")
    more = await talk.http(
        put="https://example.org/{code}/{size}",
        json={"n": len(code), "raw": "{size}"},
        retries=0,
        size=3,
    )
    await talk.say(f"{found} {more}")
"""


def test_a_dialogue_in_python_calls_the_same():
    talk = Talk(programmed(order_py=IN_PYTHON))
    talk.say("/order")
    assert talk.say("a/b") == []
    assert talk.calls[-1].target == Action("find", {"code": "a/b", "raw": "{code}"})
    assert talk.answer(failure="no.") == []
    target = Request("PUT", "https://example.org/a%2Fb/3", '{"n":3,"raw":"{size}"}')
    assert talk.calls[-1].target == target
    assert talk.answer({"b": 1}) == ["nothing {'b': 1}"]
    assert not talk.every(ReportIncident)


def test_in_python_too_a_failure_that_nobody_expects_is_an_incident():
    talk = Talk(programmed(order_py=IN_PYTHON))
    talk.say("/order")
    talk.say("7")
    talk.answer("it")
    assert talk.answer(failure="no.") == ["it None"]
    assert [one.reason for one in talk.every(ReportIncident)] == ["no."]
