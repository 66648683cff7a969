"""Neutral messages as calls of WhatsApp's, within all its limits."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp import WhatsApp
from adapters.whatsapp.calls import (
    AskPlace,
    Call,
    Choice,
    FillTemplate,
    OfferButtons,
    OfferLink,
    OfferList,
    SayText,
    ShowContact,
    ShowFile,
    ShowPlace,
)
from adapters.whatsapp.encode import encode
from adapters.whatsapp.options import Settings
from adapters.whatsapp.requests import file_in, request_of
from adapters.whatsapp.room import TEXT
from adapters.whatsapp.template import NO_TEMPLATE, fill
from adapters.whatsapp.weight import weight_of
from bot.channels.conformance.messages import messages_for
from bot.channels.contract import Group, Part
from bot.channels.fit import fit
from bot.channels.uploading import Unusable, Upload
from bot.core.content import Button, Contact, Media, Message
from bot.core.ids import DeliveryId, GroupId
from sandbox.whatsapp.requests import Message as Asked
from tests.adapters.whatsapp_stage import ADA

TABLE = WhatsApp.capabilities
PICTURE = Media("image", "https://example.org/a.png", alt="a hall")
SITE = Button("site", "Our site", "https://example.org/")
PLACE = Button("place", "My place", authored=False, shares="location")
SKIP = Button("skip", "Skip", authored=False)


def labelled(*labels: str) -> tuple[Button, ...]:
    return tuple(Button(f"b.{place}", label) for place, label in enumerate(labels))


def said(text: str = "which?", *buttons: Button, media: tuple[Media, ...] = ()) -> Message:
    return Message(text, text, buttons, media)


def choices(*titles: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"b.{place}", title) for place, title in enumerate(titles))


IMAGE = ShowFile("image", "https://example.org/a.png", "a.png")

SHOWN: dict[str, tuple[Message, list[Call]]] = {
    "a text": (said("hello"), [SayText("hello")]),
    "an address alone": (
        said("https://example.org"),
        [SayText("https://example.org", preview=True)],
    ),
    "three short answers": (
        said("which?", *labelled("A", "B", "C")),
        [OfferButtons("which?", choices("A", "B", "C"))],
    ),
    "four answers": (
        said("which?", *labelled("A", "B", "C", "D")),
        [OfferList("which?", choices("A", "B", "C", "D"), "Menu")],
    ),
    "an answer that is too long for a button": (
        said("which?", *labelled("A", "twenty-one characters")),
        [OfferList("which?", choices("A", "twenty-one characters"), "Menu")],
    ),
    "an answer that is too long for a title": (
        said("which?", *labelled("A", "It was a conversation from the start")),
        [
            OfferList(
                "which?",
                (
                    Choice("b.0", "A"),
                    Choice(
                        "b.1", "It was a conversation f…", "It was a conversation from the start"
                    ),
                ),
                "Menu",
            )
        ],
    ),
    "answers whose beginnings are the same": (
        said(
            "which?", *labelled("It was a conversation with us", "It was a conversation with you")
        ),
        [
            OfferList(
                "which?",
                (
                    Choice("b.0", "1. It was a conversatio…", "It was a conversation with us"),
                    Choice("b.1", "2. It was a conversatio…", "It was a conversation with you"),
                ),
                "Menu",
            )
        ],
    ),
    "one link": (
        said("look", SITE),
        [OfferLink("look", "Our site", "https://example.org/")],
    ),
    "a link beside an answer": (
        said("look", *labelled("A"), SITE),
        [OfferButtons("look\n\nOur site (https://example.org/)", choices("A"))],
    ),
    "a request for a place, beside an answer": (
        said("where?", PLACE, SKIP),
        [AskPlace("where?\n\nSkip")],
    ),
    "a picture with words": (
        said("look", media=(PICTURE,)),
        [ShowFile("image", "https://example.org/a.png", "a.png", "look")],
    ),
    "a picture with answers": (
        said("look", *labelled("A"), media=(PICTURE,)),
        [OfferButtons("look", choices("A"), IMAGE)],
    ),
    "a picture with a list": (
        said("look", *labelled("A", "B", "C", "D"), media=(PICTURE,)),
        [IMAGE, OfferList("look", choices("A", "B", "C", "D"), "Menu")],
    ),
    "a sound with words": (
        said("listen", media=(Media("audio", "https://example.org/a.mp3"),)),
        [ShowFile("audio", "https://example.org/a.mp3", "a.mp3"), SayText("listen")],
    ),
    "a moving picture goes as a document": (
        said("", media=(Media("image", "https://example.org/a.gif"),)),
        [ShowFile("document", "https://example.org/a.gif", "a.gif")],
    ),
    "a place": (
        said("", media=(Media("location", "geo:45.46,9.19", alt="Duomo"),)),
        [ShowPlace(45.46, 9.19, "Duomo")],
    ),
    "a contact": (
        Message("", "", contact=Contact("+390551", "Ada")),
        [ShowContact("+390551", "Ada")],
    ),
    "inline content": (
        said("", media=(Media("file", "data:text/plain,hi", "a.txt"),)),
        [ShowFile("document", Upload("a.txt", b"hi", "text/plain"), "a.txt")],
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_message(name: str):
    message, calls = SHOWN[name]
    assert list(encode(message)) == calls


@pytest.mark.parametrize("name", SHOWN)
def test_each_call_counts_in_the_pace(name: str):
    message, calls = SHOWN[name]
    part = Part(DeliveryId("d1"), message)
    assert weight_of(Group(GroupId("g1"), ADA, None, (part, part))) == 2 * len(calls)


@pytest.mark.parametrize("more", [0, 1, TEXT.limit])
def test_a_text_counts_as_the_messages_that_it_becomes(more: int):
    text = ("word " * TEXT.limit)[: TEXT.limit - 1 + more] + "."
    calls = encode(said(text))
    assert (len(calls) > 1) == (more > 0)
    part = Part(DeliveryId("d1"), said(text))
    assert weight_of(Group(GroupId("g1"), ADA, None, (part,))) == len(calls)


def test_a_long_text_above_buttons_goes_before_them():
    text = " ".join(["word"] * 300)
    *earlier, last = encode(said(text, *labelled("A")))
    assert all(isinstance(call, SayText) for call in earlier)
    assert isinstance(last, OfferButtons)
    told = " ".join([*(call.body for call in earlier if isinstance(call, SayText)), last.body])
    assert told == text


def test_a_file_that_the_brand_has_not_is_told():
    lost = said("", media=(Media("image", "media/no.png"),))
    assert encode(lost) == Unusable("the brand has no file media/no.png")
    content = {"media/no.png": b"png"}
    assert list(encode(lost, content)) == [
        ShowFile("image", Upload("no.png", b"png", "image/png"), "no.png")
    ]


@pytest.mark.parametrize(
    ("media", "name"),
    [
        (Media("file", "data:application/pdf;base64,aGk/bG9v", "plan.pdf"), "plan.pdf"),
        (Media("file", "data:application/pdf;base64,aGk/bG9v"), "file"),
        (Media("file", "https://example.org/a/plan.pdf?key=1"), "plan.pdf"),
        (Media("file", "https://example.org/a", "p" * 300), "p" * 240),
    ],
)
def test_a_document_is_called_by_its_name(media: Media, name: str):
    call, *_ = encode(said("", media=(media,)))
    assert isinstance(call, ShowFile)
    assert call.name == name


def asked_for(call: Call) -> None:
    """Check that Meta would take a call, as the stand-in reads it."""
    file = file_in(call)
    place: dict[str, object] = {} if file is None else {"link": "https://example.org/a"}
    body = msgspec.json.encode(request_of(call, place, ADA, "d1", "wamid.1"))
    assert msgspec.json.decode(body, type=Asked)


def test_whatever_fits_is_within_every_limit():
    fitted = [one for message in messages_for(TABLE) for one in fit(message, TABLE).messages]
    assert fitted
    for one in fitted:
        calls = encode(one)
        assert not isinstance(calls, Unusable)
        for call in calls:
            asked_for(call)


@given(st.text(min_size=1, max_size=3000), st.lists(st.text(min_size=1, max_size=90), max_size=12))
def test_any_words_fit(text: str, labels: list[str]):
    buttons = tuple(
        Button(f"b.{place}", label) for place, label in enumerate(labels) if label.strip()
    )
    for one in fit(Message(text, text, buttons), TABLE).messages:
        calls = encode(one)
        assert not isinstance(calls, Unusable)
        for call in calls:
            asked_for(call)


SETTINGS = Settings("t", "s", "v", "12345", template="notice", template_language="it")


def test_a_template_says_all_in_one_line():
    message = said("Hello\n\n\tthere     you", *labelled("Yes", "No"), SITE, media=(PICTURE,))
    told = fill(message, SETTINGS)
    assert told == FillTemplate(
        "notice",
        "it",
        "Hello · there you · [a hall] (https://example.org/a.png) ·"
        " Our site (https://example.org/) · Yes / No",
    )


def test_without_a_template_it_is_said_why():
    bare = msgspec.structs.replace(SETTINGS, template=None)
    assert fill(said(), bare) == Unusable(NO_TEMPLATE)


def test_what_is_too_long_for_a_template_is_said():
    told = fill(said("x" * 1025), SETTINGS)
    assert told == Unusable("1025 characters are more than a template holds: 1024")
