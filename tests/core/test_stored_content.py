"""Messages and happenings as earlier versions stored them are still read, and written alike."""

import msgspec
import pytest

from bot.core.content import Button, Card, Contact, Media, Message, Picks, Poll
from bot.core.events import Happening, Pressed, Reacted, Said, Voted

STORED: dict[str, tuple[str, Message]] = {
    "text alone": ('{"text":"Hi","markdown":"*Hi*"}', Message("Hi", "*Hi*")),
    "with a button": (
        (
            '{"text":"Hi","markdown":"Hi","buttons":[{"id":"a.0","label":"A"},'
            '{"id":"a.1","label":"B","url":"https://example.org/"},'
            '{"id":"a.skip","label":"Skip","authored":false}]}'
        ),
        Message(
            "Hi",
            "Hi",
            (
                Button("a.0", "A"),
                Button("a.1", "B", "https://example.org/"),
                Button("a.skip", "Skip", authored=False),
            ),
        ),
    ),
    "with files and a card": (
        (
            '{"text":"","markdown":"","media":[{"kind":"audio","url":"media/a.ogg","size":3}],'
            '"card":{"title":"Hall","image":{"kind":"image","url":"media/a.png","alt":"A hall"}}}'
        ),
        Message(
            "",
            "",
            media=(Media("audio", "media/a.ogg", size=3),),
            card=Card("Hall", image=Media("image", "media/a.png", alt="A hall")),
        ),
    ),
}

HAPPENED: dict[str, tuple[str, Happening]] = {
    "said": ('{"type":"said","text":"hi"}', Said("hi")),
    "shared": (
        '{"type":"said","text":"+39","contact":{"phone":"+39","name":null},"quotes":"a.0"}',
        Said("+39", contact=Contact("+39"), quotes="a.0"),
    ),
    "pressed": ('{"type":"pressed","button":"a.0"}', Pressed("a.0")),
}

NEW = [
    Message(
        "Which?",
        "Which?",
        (Button("a.0", "A"),),
        poll=Poll(several=True),
        picks=Picks(done="a.done"),
    ),
    Message("", "", contact=Contact("+39", "Ada"), answers="17", replaces="0123456789ab"),
    Message("", "", (Button("a.contact", "Mine", shares="contact"),)),
]


@pytest.mark.parametrize("name", STORED)
def test_a_message_of_before_is_read_and_written_as_it_was(name: str) -> None:
    stored, message = STORED[name]
    assert msgspec.json.decode(stored, type=Message) == message
    assert msgspec.json.encode(message).decode() == stored


@pytest.mark.parametrize("name", HAPPENED)
def test_a_happening_of_before_is_read(name: str) -> None:
    stored, happening = HAPPENED[name]
    assert msgspec.json.decode(stored, type=Happening) == happening


@pytest.mark.parametrize("message", NEW, ids=repr)
def test_what_is_new_comes_back_as_it_was(message: Message) -> None:
    assert msgspec.json.decode(msgspec.json.encode(message), type=Message) == message


@pytest.mark.parametrize("happening", [Voted("p", (0, 2)), Voted("p"), Reacted("👍", "17")])
def test_a_new_happening_comes_back_as_it_was(happening: Happening) -> None:
    assert msgspec.json.decode(msgspec.json.encode(happening), type=Happening) == happening


@pytest.mark.parametrize(
    ("button", "kind"),
    [
        (Button("a", "A"), "reply"),
        (Button("a", "A", "https://example.org/"), "link"),
        (Button("a", "A", shares="contact"), "share_contact"),
        (Button("a", "A", shares="location"), "share_location"),
    ],
)
def test_a_button_is_of_a_kind(button: Button, kind: str) -> None:
    assert button.kind == kind
