"""Every example of the reference is loaded, checked, compiled and played to its end."""

from pathlib import Path
from textwrap import indent

import pytest

from bot.core.content import Media
from bot.core.effects import ReportIncident
from bot.core.events import Said
from bot.dialogue.machine.state import waiting_dialogue
from bot.dialogue.program import Ask, Do, Http, Offer, WaitFor
from bot.dialogue.publishing.publish import read_brand
from bot.dialogue.steps import BY_KIND
from tests.dialogue.talking import Talk

BRAND = """
brand: b
title: Brand
topics:
  blog: {title: New posts, wording: Shall I tell you of new posts?}
events_to: {url: "https://example.org/events", secret: "${OUT}"}
"""
SURVEY = """
dialogue: survey
starts: [{command: survey}]
steps: [{run: address, with: {country: France}, as: there}, {say: "{there.city}"}]
"""
ADDRESS = """
dialogue: address
starts: [{command: address}]
steps: [{set: {city: "{country}, Rome"}}]
"""
EXAMPLE = """
dialogue: example
starts: [{command: example}]
steps:
"""

ACTIONS = """
def find_order(code): ...
"""

ANSWERS = {
    "text": Said("Rome"),
    "number": Said("7"),
    "yes_no": Said("yes"),
    "rating": Said("4"),
    "date": Said("tomorrow"),
    "photo": Said("", (Media("image", "telegram:a"),)),
}
"""What is answered to a question of a type; of choices the first is taken."""

UNFINISHED = "without"
"""What is said of a dialogue whose last word an example leaves to its reader."""

LONGEST = 20
"""Turns in which an example is over."""


def go_on(talk: Talk) -> None:
    """Answer what is asked, or let happen what is waited for."""
    if talk.state.threads:
        frame = talk.state.threads[-1].frames[-1]
        asked = talk.library.dialogues[frame.dialogue].program.instructions[frame.at]
        talk.handle(_answer(asked))
        return
    frame = talk.state.resting[-1].frames[-1]
    awaited = talk.library.dialogues[frame.dialogue].program.instructions[frame.at]
    if isinstance(awaited, Do | Http):
        talk.answer({"day": "2030-12-05", "count": 3})
    elif isinstance(awaited, WaitFor):
        talk.happen(awaited.event, {"code": "Rome", "carrier": "the post"})
    else:
        talk.ring()


def _answer(asked: Ask | Offer) -> Said:
    if isinstance(asked, Offer):
        return Said("yes")
    choices = asked.question.choices
    return Said(choices[0].label.original) if choices else ANSWERS[asked.question.type]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "brand.yaml").write_text(BRAND)
    (tmp_path / "actions.py").write_text(ACTIONS)
    (tmp_path / "dialogues" / "survey.yaml").write_text(SURVEY)
    (tmp_path / "dialogues" / "address.yaml").write_text(ADDRESS)
    return tmp_path


@pytest.mark.parametrize("name", BY_KIND)
def test_the_example_of_a_step_holds(name: str, folder: Path) -> None:
    example = EXAMPLE + indent(BY_KIND[name].example, "  ")
    (folder / "dialogues" / "example.yaml").write_text(example)
    reading = read_brand(folder, {"OUT": "whsec_b3V0", "SHOP_TOKEN": "t"}, ("webhook",))
    assert reading.library is not None
    faults = [fault for fault in reading.faults if fault.severity != "information"]
    assert not [fault for fault in faults if UNFINISHED not in fault.message]
    talk = Talk(reading.library)
    talk.say("/example")
    for _ in range(LONGEST):
        if waiting_dialogue(talk.state) is not None:
            go_on(talk)
    assert waiting_dialogue(talk.state) is None
    assert not talk.every(ReportIncident)
    paths = {visit.path for turn in talk.turns for visit in turn.trail}
    assert len(paths) > 1
