"""The machine as the engine sees it: states as text, and when a dialogue is over."""

import json
from datetime import UTC, datetime
from pathlib import Path

from bot.core.effects import EndRun, ReportIncident, Send
from bot.core.events import Event, Said
from bot.core.ids import EventId, PersonId
from bot.core.person import Person
from bot.dialogue.publishing.publish import read_brand
from bot.engine.dialogue_machine import DialogueMachine
from bot.understanding import words

NOW = datetime(2030, 1, 1, 10, tzinfo=UTC)
ADA = Person(
    id=PersonId("ada"),
    name=None,
    first_name=None,
    language="en",
    timezone="Europe/Rome",
    platform="webhook",
    channel="site",
    since=NOW,
    last_said=None,
    subscribed=(),
    values={},
)


def machine(folder: Path) -> DialogueMachine:
    (folder / "dialogues").mkdir()
    (folder / "brand.yaml").write_text("brand: fair\ntitle: Fair\nlanguages: [en]\ntimezone: UTC\n")
    (folder / "dialogues" / "ask.yaml").write_text(
        "dialogue: ask\nstarts:\n  - command: ask\nsteps:\n"
        "  - {ask: How?, as: how}\n  - {ask: Why?, as: why}\n"
    )
    reading = read_brand(folder, {})
    assert reading.library is not None, reading.faults
    return DialogueMachine(reading.library, words)


def test_a_dialogue_frees_the_conversation_when_it_is_over_and_not_before(tmp_path: Path):
    played, freed, written = machine(tmp_path), list[bool](), None
    for place, text in enumerate(["hello", "/ask", "so", "because", "hello"]):
        turn = played(written, Event(EventId(f"e{place}"), NOW, Said(text)), ADA)
        written = turn.written
        freed.append(turn.freed)
    assert freed == [False, False, False, True, False]


def test_a_state_that_cannot_be_read_begins_anew_and_is_reported(tmp_path: Path):
    turn = machine(tmp_path)("garbage", Event(EventId("e"), NOW, Said("hello")), ADA)
    assert any(
        isinstance(effect, ReportIncident) and effect.place == "state" for effect in turn.effects
    )


def test_who_was_inside_a_dialogue_whose_state_cannot_be_read_is_told(tmp_path: Path):
    plays = machine(tmp_path)
    before = plays(None, Event(EventId("e0"), NOW, Said("/ask")), ADA)
    state = json.loads(before.written)
    state[0][0][0][0][3] = "a place as a later release writes it"
    turn = plays(json.dumps(state), Event(EventId("e1"), NOW, Said("so")), ADA)
    texts = [one.message.text for one in turn.effects if isinstance(one, Send)]
    assert "has changed since we began" in texts[0]
    assert [one.run for one in turn.effects if isinstance(one, EndRun)] == [state[0][0][0][0][0]]
    assert turn.state.threads == ()
