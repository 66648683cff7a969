from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bot.broadcasts.samples import NAMELESS, Reader, nameless, sample
from bot.channels.capabilities import Capabilities
from bot.core.events import Began, Event
from bot.core.ids import EventId, PersonId
from bot.core.person import Person
from bot.dialogue.machine.state import EMPTY
from bot.dialogue.publishing.library import Library
from bot.dialogue.publishing.publish import read_brand
from bot.understanding import words
from tests.dialogue.talking import written

AT = datetime(2026, 8, 3, 8, tzinfo=UTC)
ADA = Person(
    id=PersonId("ada"),
    name="Ada Lovelace",
    first_name="Ada",
    language="en",
    timezone="Europe/Rome",
    platform="webchat",
    channel="web",
    since=AT,
    subscribed=("news",),
)
OPENING = Event(EventId("one"), AT, Began("hello", "news", "first", "weekly"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("brand")
    (folder / "dialogues").mkdir()
    (folder / "brand.yaml").write_text(
        "brand: tiny\ntitle: Tiny\nlanguages: [en]\ntimezone: UTC\n"
        "topics:\n  news: {title: News, wording: 'News?'}\n"
    )
    (folder / "dialogues" / "hello.yaml").write_text(
        "dialogue: hello\nstarts:\n  - command: hello\nsteps:\n"
        "  - say: Hello {person.first_name or 'you'}!\n"
        "  - ask: How are you?\n    as: mood\n    choices: {good: Good, bad: Bad}\n"
    )
    found = read_brand(folder, {}).library
    assert found is not None
    return found


def test_it_reads_as_the_machine_would_say_it(library: Library) -> None:
    read = sample(library, words, Reader(ADA, EMPTY), OPENING)
    assert [message.text for message in read.messages] == ["Hello Ada!", "How are you?"]
    labels = [button.label for button in read.messages[-1].buttons if button.authored]
    assert labels == ["Good", "Bad"]
    assert (read.channel, read.language, read.zone, read.at) == ("web", "en", "Europe/Rome", AT)
    assert not read.postponed


def test_nobody_is_named_unless_asked_for(library: Library) -> None:
    read = sample(library, words, Reader(nameless(ADA), EMPTY), OPENING)
    assert read.messages[0].text == f"Hello {NAMELESS}!"
    unknown = nameless(replace(ADA, first_name=None, name=None))
    assert sample(library, words, Reader(unknown, EMPTY), OPENING).messages[0].text == "Hello you!"


def test_it_has_the_form_of_the_channel(library: Library) -> None:
    bare = Capabilities(buttons=0)
    read = sample(library, words, Reader(ADA, EMPTY, bare), OPENING)
    assert not read.messages[-1].buttons
    assert "Good" in read.messages[-1].text


def test_an_opening_that_calls_first_says_so() -> None:
    calling = written("dialogue: hello\nsteps:\n  - do: actions.todays\n  - say: Hi.\n")
    read = sample(calling, words, Reader(ADA, EMPTY), OPENING)
    assert (read.messages, read.calls) == ((), "actions.todays")
