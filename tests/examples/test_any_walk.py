"""Whatever people say, press or wait for in the example: they get a word, and all goes well."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.registry import adapter_names
from bot.core.effects import ReportIncident
from bot.core.events import Pressed
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from tests.dialogue.talking import Talk

EXAMPLE = Path(__file__).parents[2] / "examples" / "we-converse"
SAID = (
    *("back", "keep", "skip", "yes", "no", "3", "help", "restart", "lingua", "privacy", "stop"),
    *(
        "hm",
        "/start",
        "/nothing",
        "tutti i giorni",
        "12",
        "done",
        "export",
        "How often do you write",
    ),
)


@pytest.fixture(scope="module")
def library() -> Library:
    found = read_brand(EXAMPLE, {}, adapter_names()).library
    assert found is not None
    return found


def words_of(library: Library) -> tuple[str, ...]:
    triggers = [one for dialogue in library.dialogues.values() for one in dialogue.triggers]
    starts = [one.keyword or f"/{one.command}" for one in triggers if one.keyword or one.command]
    asked = (
        [] if library.faq is None else [text for one in library.faq.asked.values() for text in one]
    )
    return (*SAID, *starts, *asked)


STEP = st.one_of(
    st.integers(0, 500).map(lambda place: ("say", place)),
    st.integers(0, 30).map(lambda place: ("press", place)),
    st.just(("ring", 0)),
    st.just(("happen", 0)),
)


@settings(max_examples=120)
@given(st.lists(STEP, max_size=30))
def test_everybody_gets_a_word(library: Library, walk: list[tuple[str, int]]):
    talk, words = Talk(library), words_of(library)
    for kind, place in walk:
        resting = len(talk.state.resting)
        buttons = [one for sent in reversed(talk.sent) for one in sent.buttons if not one.url]
        if kind == "ring" and talk.timers:
            talk.ring(0)
        elif kind == "happen":
            talk.happen("order.shipped", {"code": 12, "number": "12"})
        else:
            pressed = buttons[place % len(buttons)].id if kind == "press" and buttons else None
            said = words[place % len(words)]
            heard = talk.say(said) if pressed is None else talk.handle(Pressed(pressed))
            assert heard or len(talk.state.resting) > resting, (said, pressed)
        assert not [one for one in talk.effects if isinstance(one, ReportIncident)]
