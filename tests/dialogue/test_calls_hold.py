"""What holds of calls to the outside, whatever happens in whatever order."""

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.effects import Call, EndRun, Postpone
from bot.core.events import Answered, Due, Happened, Happening, Said
from bot.dialogue.machine.state import State, calling_in
from bot.dialogue.machine.step import step
from bot.understanding import words
from tests.dialogue.talking import Talk, written

LIBRARY = written("""
dialogue: order
starts: [{command: order}, {event: order.asked}]
steps:
  - ask: Which?
    as: which
    within: 1h
  - do: actions.find
    with: {which: "{which}"}
    as: found
    failed: [{say: Not found.}, {do: actions.tell}, end]
  - http: {post: "https://example.org/{which}", json: {found: "{found}"}, as: more}
  - ask: "Is it {found}?"
    as: right
    type: yes_no
  - run: inner
    with: {which: "{which}"}
    as: inner
  - wait: 1h
  - do: actions.remind
  - say: "Done {more} {inner.got}."
---
dialogue: inner
steps:
  - repeat:
      - do: actions.look
        with: {which: "{which}"}
        as: got
    times: 2
  - ask: Enough?
    as: enough
---
dialogue: other
starts: [{command: other}]
steps:
  - do: actions.other
    as: other
  - say: "Other {other}."
""")

SAID = ("/order", "/other", "tea", "yes", "back", "restart", "help", "stop")
MOVES = st.one_of(
    st.sampled_from(SAID),
    st.sampled_from(("answer", "answer", "fail", "late", "ring", "happen")),
)


def happening(talk: Talk, move: str) -> Happening | None:
    calling = calling_in(talk.state.resting)
    call = None if calling is None or calling.calling is None else calling.calling.call
    match move:
        case "answer":
            return None if call is None else Answered("said", call, "it")
        case "fail":
            return None if call is None else Answered("said", call, failure="no.")
        case "late":
            old = [one.call for one in talk.calls if one.call != call]
            return Answered("said", old[0], "old") if old else None
        case "ring":
            return Due(next(iter(talk.timers))) if talk.timers and call is None else None
        case "happen":
            return Happened("order.asked")
        case _:
            return Said(move)


def is_under_way(state: State) -> bool:
    return calling_in(state.resting) is not None


@settings(deadline=None)
@given(st.lists(MOVES, max_size=30))
def test_a_turn_waits_for_its_call_and_nobody_is_wedged(moves: list[str]) -> None:
    talk = Talk(LIBRARY)
    for move in moves:
        event = happening(talk, move)
        if event is None:
            continue
        before = talk.state
        again = step(LIBRARY, words, before, talk.event(event), talk.person)
        talk.handle(event)
        assert msgspec.json.encode(again) == msgspec.json.encode(talk.turns[-1])
        _check_turn(talk, before, event)
    talk.say("stop")
    assert not talk.state.resting
    assert not talk.state.threads
    begun = [effect.run for turn in talk.turns for effect in turn.effects if hasattr(effect, "run")]
    ended = [one.run for one in talk.every(EndRun)]
    assert len(ended) == len(set(ended))
    assert set(begun) == set(ended)


def _check_turn(talk: Talk, before: State, event: Happening) -> None:
    after, calls = talk.state, [one for one in talk.effects if isinstance(one, Call)]
    assert sum(one.calling is not None for one in after.resting) <= 1
    assert len(calls) <= 1
    assert bool(calls) <= is_under_way(after)
    is_answer = isinstance(event, Answered)
    is_stop = isinstance(event, Said) and event.text == "stop"
    if is_under_way(before) and not is_answer and not is_stop:
        assert talk.effects == (Postpone(),)
        assert after == before
    elif not is_under_way(before) and is_answer:
        assert talk.effects == ()
    elif is_under_way(after):
        assert calls or event == Answered("said", event.call, "old")  # type: ignore[union-attr]
