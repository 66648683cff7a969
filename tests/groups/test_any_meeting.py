"""Whatever members of a group say, press and vote: each event is one talk's, and all goes well."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.effects import GiveConsent, HandOver, ReportIncident, Send, SetTimer
from bot.core.events import Due, Event, Happening, Pressed, Said, Voted
from bot.core.ids import EventId, PersonId, derive
from bot.core.person import Person
from bot.dialogue.machine.in_space import Talks, step_in_space
from bot.dialogue.machine.state import EMPTY, State
from bot.dialogue.publishing.library import Library
from bot.understanding import words
from tests.engine.at_work import dialogues_in, fair_of
from tests.groups.square import DIALOGUES, Square

if TYPE_CHECKING:
    from bot.core.content import Button

MEMBERS = ("ada", "bob", "cy")
WORDS = (
    *("/vote", "/quiz", "/survey", "/want", "/table", "stop", "cancel", "/cancel", "back"),
    *("restart", "help", "privacy", "language", "done", "pizza", "Rome", "yes", "3", "hm"),
    *("the survey please", "close the vote", "export", "erase", "/unknown", "link", ""),
)
START = datetime(2030, 1, 1, 10, tzinfo=UTC)
STATE = msgspec.json.Decoder(State)

STEP = st.tuples(
    st.sampled_from(MEMBERS),
    st.one_of(
        st.sampled_from(WORDS),
        st.integers(0, 40).map(lambda place: ("press", place)),
        st.integers(0, 40).map(lambda place: ("vote", place)),
        st.integers(0, 5).map(lambda place: ("due", place)),
        st.tuples(st.sampled_from(WORDS), st.integers(0, 40)),
    ),
)


class Meeting:
    """The machine in a group, with all that was said there."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.own: dict[str, State] = dict.fromkeys(MEMBERS, EMPTY)
        self.shared = EMPTY
        self.buttons: list[Button] = []
        self.timers: list[str] = []
        self.count = 0

    def happening(self, what: object) -> Happening:
        match what:
            case str() as text:
                return Said(text)
            case ("press", int(place)) if self.buttons:
                return Pressed(self.buttons[place % len(self.buttons)].id)
            case ("vote", int(place)) if self.buttons:
                reference = self.buttons[place % len(self.buttons)].id.partition(".")[0]
                return Voted(reference, (place % 3,) if place % 4 else ())
            case ("due", int(place)) if self.timers:
                return Due(self.timers[place % len(self.timers)])
            case (str(text), int(place)) if text not in {"press", "vote", "due"} and self.buttons:
                return Said(text, quotes=self.buttons[place % len(self.buttons)].id)
            case _:
                return Said("hm")

    def take(self, who: str, happening: Happening) -> Iterator[object]:
        """Play one event; yield what is asked for, after what has to hold of it."""
        self.count += 1
        now = START + timedelta(minutes=self.count)
        person = Person(
            PersonId(who), who, who, "en", "UTC", "webhook", "site", START, in_space=True
        )
        event = Event(EventId(derive(self.count)), now, happening)
        talks = Talks(self.own[who], self.shared)
        taken = step_in_space(self.library, words, talks, event, person)
        state = STATE.decode(msgspec.json.encode(taken.turn.state))
        assert state == taken.turn.state
        if taken.party == "space":
            self.shared = state
            private = [one for one in taken.turn.effects if isinstance(one, GiveConsent | HandOver)]
            assert private == []
        else:
            self.own[who] = state
        for thread in (thread for own in self.own.values() for thread in own.threads):
            assert self.library.dialogues[thread.frames[0].dialogue].program.party == "person"
        for thread in self.shared.threads:
            assert self.library.dialogues[thread.frames[0].dialogue].program.party == "space"
            assert set(thread.waiting.votes) <= {PersonId(one) for one in MEMBERS}
        yield from taken.turn.effects


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    dialogues = {name: text for name, text in DIALOGUES.items() if name != "aid"}
    found = fair_of(tmp_path_factory.mktemp("brand"), Square.channels, dialogues_in(dialogues))
    # Nobody is handed over to whom nobody has asked for.
    return replace(found, brand=replace(found.brand, desk=None))


@settings(max_examples=150)
@given(st.lists(STEP, max_size=40))
def test_each_event_is_one_talks(library: Library, walk: list[tuple[str, object]]):
    meeting = Meeting(library)
    for who, what in walk:
        for effect in meeting.take(who, meeting.happening(what)):
            assert not isinstance(effect, ReportIncident), effect
            if isinstance(effect, Send):
                meeting.buttons += effect.message.buttons
            elif isinstance(effect, SetTimer):
                meeting.timers.append(effect.timer)
    assert meeting.count == len(walk)
