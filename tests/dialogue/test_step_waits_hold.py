"""What holds whatever clocks, other systems and people do, in any order."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from talking import Talk, written

from bot.core.effects import BeginRun, EndRun, Postpone
from bot.core.events import Began, Due, Happened, Opened, Pressed, Said
from bot.dialogue.machine.state import EMPTY, MOST_HEARD, MOST_RESTING, State
from bot.dialogue.machine.step import step
from bot.dialogue.program import WaitFor
from bot.understanding import words

LIBRARY = written("""
dialogue: order
starts: [{command: order}, {event: order.made}]
steps:
  - ask: Number?
    as: code
    type: number
    within: 2h
    otherwise: [{say: Another time.}, {run: pause}]
  - run: pause
  - wait_for: order.paid
    where: event.data.code == code
    as: payment
    within: 3d
    otherwise: [{ask: Still there?, within: 1h, type: yes_no, as: there}]
  - say: "Paid {payment.code} {event.data.code} {event.text}"
  - emit: order.done
    with: {code: "{code}", who: "{person.first_name}"}
---
dialogue: pause
steps:
  - wait: 1h
  - set: {person.waited: "{person.waited or 'no'}"}
  - wait_for: order.packed
  - ask: Good?
    as: good
---
dialogue: post
starts: [{command: post}, {event: post.published, topic: blog}, {event: order.made}]
steps:
  - say: "New: {event.data.title}"
    buttons: {More: {go: more}, Less: {run: more}}
  - offer: shop
    as: wants
    within: 1d
    otherwise: [{unsubscribe: blog}]
  - wait: 1d
  - say: Did you read it?
---
dialogue: more
starts: [{keyword: more}]
interruptible: false
steps:
  - ask: More of what?
    as: what
    type: choice
    choices: {a: Apples, b: Bread}
  - if: what == 'a'
    then: [{wait: 5m}, {go: post}]
  - unsubscribe: shop
  - restart
""")

happenings = st.one_of(
    st.sampled_from(
        ["/order", "/post", "more", "3", "apples", "bread", "yes", "no", "back", "restart", "stop"]
    ).map(Said),
    st.sampled_from(["help", "privacy", "erase", "No more of these", "Stop everything"]).map(Said),
    st.integers(0, 60),  # the place of a button among those shown, newest first
    st.integers(0, 60).map(lambda place: ("timer", place)),
    st.sampled_from(["x", ""]).map(Due),
    st.builds(
        Happened,
        st.sampled_from(["order.paid", "order.packed", "order.made", "post.published", "x"]),
        st.sampled_from([None, {"code": 3}, {"code": 4}, "text", [1], {"title": "t" * 5_000}]),
    ),
    st.builds(
        Began,
        st.sampled_from(["post", "order", "more", "nowhere"]),
        st.sampled_from(["blog", "shop", "gone"]),
        st.just("o1"),
        st.just("post.published"),
        st.sampled_from([None, {"title": "Spring"}]),
    ),
)


def _meant(talk: Talk, happening):
    if isinstance(happening, int):
        shown = [button.id for sent in reversed(talk.sent) for button in sent.buttons]
        return Pressed(shown[happening % len(shown)]) if shown else Opened()
    if isinstance(happening, tuple):
        timers = list(talk.timers)
        return Due(timers[happening[1] % len(timers)]) if timers else Due("none")
    return happening


def _has_an_end(talk: Talk, resting) -> bool:
    """Say whether something will wake a dialogue that rests: a timer, an event, or its turn."""
    if resting.woken or resting.timer is not None:
        return True
    frame = resting.frames[-1]
    return isinstance(
        talk.library.dialogues[frame.dialogue].program.instructions[frame.at], WaitFor
    )


def _check(talk: Talk, before: State, happening) -> None:
    state = talk.state
    if isinstance(happening, Due) and state == before:
        assert talk.effects == ()
    if any(isinstance(effect, Postpone) for effect in talk.effects):
        assert state == before
        assert len(talk.effects) == 1
    assert state.threads or not any(one.woken for one in state.resting)
    assert all(_has_an_end(talk, one) for one in state.resting)
    assert len(state.resting) <= MOST_RESTING
    assert len(state.heard) <= MOST_HEARD
    assert state.heard == () or state.threads or state.resting
    under_way = (*state.threads, *state.resting)
    running = {frame.run for one in under_way for frame in one.frames}
    begun = {effect.run for effect in talk.every(BeginRun)}
    ended = [effect.run for effect in talk.every(EndRun)]
    assert running == begun - set(ended)
    assert len(ended) == len(set(ended))
    assert len(msgspec.json.encode(state)) < 40_000


@settings(max_examples=250)
@given(st.lists(happenings, max_size=30))
def test_any_course_of_events_is_total_deterministic_and_never_wedged(played):
    talk = Talk(LIBRARY, subscribed=("blog", "shop"))
    for one in played:
        happening = _meant(talk, one)
        before, person, event = talk.state, talk.person, talk.event(happening)
        talk.handle(happening)
        _check(talk, before, happening)
        again = step(talk.library, words, before, event, person)
        assert msgspec.json.encode(again) == msgspec.json.encode(talk.turns[-1])
    talk.say("stop")
    assert talk.state == State(last=talk.state.last)
    assert talk.timers == {}
    assert talk.person.subscribed == ()


@settings(max_examples=100)
@given(st.lists(happenings, max_size=15))
def test_clocks_alone_bring_every_limit_to_its_end(played):
    talk = Talk(LIBRARY, subscribed=("blog", "shop"))
    for one in played:
        talk.handle(_meant(talk, one))
    for _ in range(60):
        if talk.timers:
            talk.ring(0)
    assert talk.timers == {}
    assert talk.handle(Due("nothing")) == []


LIVELY = (
    '[[[[["r","more","V",0,{"a":1}]],["ref",1,[0],"What?","en",false],'
    '[[1,0,{},{},[],"a"]],{"more/steps.0":"a"}]],[["x","say",["more","V","steps.0","r"],'
    '1,null,null]],null,["post",{}]]'
)


@pytest.mark.parametrize(
    ("stored", "waits"),
    [
        ("[]", None),
        ("[[],[],null,null]", None),
        ('[[],[],null,["order",{"code":3}]]', None),
        ('[[[[["r","more","V",0,{}]],["ref"]]],[],["ref",1],null]', "more"),
        (LIVELY, "more"),
    ],
)
def test_a_state_that_an_older_version_stored_goes_on(stored, waits):
    version = LIBRARY.dialogues["more"].program.version
    talk = Talk(LIBRARY)
    talk.state = msgspec.json.decode(stored.replace("V", version), type=State)
    if waits is None:
        assert talk.say("more") == ["More of what?"]
    else:
        assert talk.say("hm")[0] == "Please choose one of these."
        assert talk.say("bread") == ["More of what?"]
    assert talk.state != EMPTY
