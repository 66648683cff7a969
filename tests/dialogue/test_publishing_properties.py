"""Whatever is published while somebody talks: nobody is lost, and nothing is misread."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.effects import ReportIncident
from bot.dialogue.program import led_to
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.prospects import Prospects
from tests.dialogue.talking import Talk, written

HEAD = "dialogue: survey\nstarts: [{command: survey}, {event: paid}]\n"
HELPER = "---\ndialogue: helper\nstarts: [{command: helper}]\n%ssteps:\n  - {ask: H?, as: h%s}\n"
ALL_KINDS = """
  - {ask: X?, as: x}
  - {ask: Y?, as: y, type: number, within: 1h}
  - {run: helper, as: helped}
  - {ask: Z?, as: z, choices: {a: A, b: B}}
  - {emit: done}
"""
WAITS = """
  - {say: Hello, buttons: {More: {run: helper}}}
  - {ask: X?, as: x}
  - if: x == 'a text'
    then: [{ask: Y?, as: y, type: number}]
  - {wait: 2h}
  - {ask: Z?, as: z, choices: {a: A, b: B, c: C}}
"""
LOOPS = """
  - {ask: Z?, as: z, choices: {b: B, a: A}}
  - {wait_for: paid, as: y, within: 3h}
  - repeat: [{ask: X?, as: x}]
    times: 2
"""
ASKS_NOTHING = """
  - say: Nothing to ask.
"""
BODIES = (ALL_KINDS, WAITS, LOOPS, ASKS_NOTHING)


@cache
def versions() -> tuple[Library, ...]:
    """Return what may be published: every body with and without `moves`, each with all others."""
    made = [
        written(
            f"{HEAD}{moves}steps:{body}" + HELPER % (moves, ", type: yes_no" if place % 2 else "")
        )
        for place, body in enumerate(BODIES)
        for moves in ("", "moves: true\n")
    ]
    programs = {
        one.program.version: one.program for found in made for one in found.dialogues.values()
    }
    beside = {
        one.program.version: {
            name: found.dialogues[name].program.version for name in led_to(one.program)
        }
        for found in made
        for one in found.dialogues.values()
    }
    return tuple(replace(one, older=programs, beside=beside) for one in made)


WORDS = ("/survey", "/helper", "a text", "7", "A", "b", "yes", "back", "keep", "restart", "help")
ACTS = st.one_of(
    st.sampled_from(WORDS).map(lambda text: ("say", text)),
    st.just(("ring", "")),
    st.just(("happen", "paid")),
    st.integers(0, 2 * len(BODIES) - 1).map(lambda place: ("publish", place)),
)


def act(talk: Talk, what: str, how: str | int) -> None:
    if what == "publish":
        talk.library = versions()[int(how)]
    elif what == "happen":
        talk.happen("paid", {"sum": 7})
    elif what == "ring" and talk.timers:
        talk.ring()
    elif what == "say":
        talk.say(str(how))


@settings(max_examples=150)
@given(st.lists(ACTS, max_size=14), st.integers(0, 2 * len(BODIES) - 1))
def test_nobody_is_lost_whatever_is_published(acts: list[tuple[str, str | int]], first: int):
    talk = Talk(versions()[first])
    for what, how in [("say", "/survey"), *acts]:
        act(talk, what, how)
    assert not talk.every(ReportIncident)
    frames = [frame for one in (*talk.state.threads, *talk.state.resting) for frame in one.frames]
    assert all(talk.library.program(one.dialogue, one.version) for one in frames)


@settings(max_examples=100)
@given(st.lists(ACTS, max_size=8), st.integers(0, 2 * len(BODIES) - 1))
def test_what_is_foretold_is_what_happens(acts: list[tuple[str, str | int]], published: int):
    talk = Talk(versions()[0])
    for what, how in [("say", "/survey"), *acts]:
        act(talk, what, how)
    talk.library = versions()[published]
    prospects = Prospects(talk.library)
    prospects.add(talk.state)
    stays = prospects.count("stays", "cannot")
    talk.happen("something else")
    after = Prospects(talk.library)
    after.add(talk.state)
    assert (after.count("moves"), after.count("stays", "cannot")) == (0, stays)


@pytest.mark.parametrize("body", [ALL_KINDS, WAITS, LOOPS])
def test_what_waits_is_asked_in_the_version_that_it_waits_in(body: str):
    talk = Talk(versions()[2 * BODIES.index(body)])
    asked = talk.say("/survey")[-1:]
    for library in versions()[::2]:
        talk.library = library
        assert talk.say("/survey")[-1:] == asked
