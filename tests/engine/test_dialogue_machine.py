"""The machine as the engine sees it: states as text, and when a dialogue is over."""

from datetime import UTC, datetime
from pathlib import Path

from bot.core.effects import ReportIncident
from bot.core.events import Event, Said
from bot.core.ids import EventId, PersonId
from bot.core.person import Person
from bot.dialogue.publish import read_brand
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
