"""Polls, contacts, places, buttons of every kind, edits and replies, fitted to what there is."""

import pytest
from msgspec import structs

from bot.channels.capabilities import Ability, Capabilities, MediaRoom, PollRoom
from bot.channels.fit import Fitted, fit
from bot.core.changes import (
    CardWritten,
    Change,
    ChoicesListed,
    ContactApart,
    ContactWritten,
    LinkWritten,
    MarksLeftOut,
    MediaApart,
    MediaTold,
    PollAsChoices,
    QuoteLeftOut,
    SentAnew,
    ShareLeftOut,
    ShownAs,
)
from bot.core.content import Button, Card, Contact, Media, Message, Picks, Poll
from bot.core.markup import unmarked

ADA = Contact("+390212345", "Ada")
VOICE = Media("voice", "https://example.org/a.ogg", "a.ogg")
PLACE = Media("location", "geo:45.5,9.25", alt="The hall")
MAP = "https://www.openstreetmap.org/?mlat=45.5&mlon=9.25#map=16/45.5/9.25"
PICTURE = Media("image", "https://example.org/a.png")
RED, BLUE = Button("m.0", "Red"), Button("m.1", "Blue")
DONE, SKIP = Button("m.done", "Done", authored=False), Button("m.skip", "Skip", authored=False)
NUMBER = Button("m.number", "My number", authored=False, shares="contact")
SITE = Button("m.2", "Site", "https://example.org/")

SMALL = PollRoom(question=10, label=4, most=3)
POLLS = Capabilities(buttons=10, poll=SMALL)
BARE = Capabilities(buttons=10, has=frozenset())
NONE = Capabilities(has=frozenset())


def has(*abilities: Ability) -> Capabilities:
    return Capabilities(buttons=10, has=frozenset(abilities))


def said(markdown: str, *buttons: Button) -> Message:
    return Message(unmarked(markdown), markdown, buttons)


def asked(
    markdown: str, *buttons: Button, several: bool = False, done: str | None = None
) -> Message:
    picks = Picks(done=done) if done else None
    return structs.replace(said(markdown, *buttons), poll=Poll(several), picks=picks)


CHOICES = said("Which?", RED, BLUE)
POLL = asked("Which?", RED, BLUE)
SEVERAL = asked("Which?", RED, BLUE, DONE, several=True, done="m.done")

FITTED: dict[str, tuple[Capabilities, Message, list[Message], tuple[Change, ...]]] = {
    "a poll": (POLLS, POLL, [POLL], ()),
    "a poll where there are none": (BARE, POLL, [CHOICES], (PollAsChoices(),)),
    "a poll where there is nothing to press": (
        NONE,
        POLL,
        [said("Which?\n\n1. Red\n2. Blue")],
        (PollAsChoices(), ChoicesListed(("Red", "Blue"))),
    ),
    "a poll of its own ends by itself": (
        POLLS,
        SEVERAL,
        [asked("Which?", RED, BLUE, several=True, done="m.done")],
        (),
    ),
    "choices end with a button": (
        BARE,
        SEVERAL,
        [said("Which?", RED, BLUE, DONE)],
        (PollAsChoices(),),
    ),
    "one vote each": (
        Capabilities(buttons=10, poll=structs.replace(SMALL, several=False)),
        SEVERAL,
        [said("Which?", RED, BLUE, DONE)],
        (PollAsChoices(),),
    ),
    "nothing below a poll": (
        POLLS,
        asked("Which?", RED, BLUE, SKIP),
        [said("Which?", RED, BLUE, SKIP)],
        (PollAsChoices(),),
    ),
    "a button below a poll": (
        Capabilities(buttons=10, poll=structs.replace(SMALL, buttons=True)),
        asked("Which?", RED, BLUE, SKIP),
        [asked("Which?", RED, BLUE, SKIP)],
        (),
    ),
    "a long question": (
        POLLS,
        asked("Which of them?", RED, BLUE),
        [said("Which of them?", RED, BLUE)],
        (PollAsChoices(),),
    ),
    "a long option": (
        POLLS,
        asked("Which?", RED, Button("m.1", "Green")),
        [said("Which?", RED, Button("m.1", "Green"))],
        (PollAsChoices(),),
    ),
    "one option": (POLLS, asked("Which?", RED), [said("Which?", RED)], (PollAsChoices(),)),
    "a styled question": (
        POLLS,
        asked("*Which*?", RED, BLUE),
        [POLL],
        (MarksLeftOut(),),
    ),
    "a poll about a picture": (
        POLLS,
        structs.replace(POLL, media=(PICTURE,)),
        [Message("", "", media=(PICTURE,)), POLL],
        (MediaApart(1),),
    ),
    "a poll about a card": (
        POLLS,
        structs.replace(POLL, card=Card("Hall")),
        [said("Which?\n\n**Hall**", RED, BLUE)],
        (CardWritten("Hall"), PollAsChoices()),
    ),
    "a contact": (
        has("contact"),
        Message("", "", (RED,), contact=ADA),
        [Message("", "", (RED,), contact=ADA)],
        (),
    ),
    "a contact with words": (
        has("contact"),
        Message("Call her.", "Call her.", (RED,), contact=ADA),
        [Message("", "", contact=ADA), said("Call her.", RED)],
        (ContactApart(),),
    ),
    "a contact in words": (
        BARE,
        Message("Call her.", "Call her.", contact=ADA),
        [Message("Call her.\n\nAda, +390212345", "Call her.\n\nAda, +390212345")],
        (ContactWritten(),),
    ),
    "a contact without a name": (
        BARE,
        Message("", "", contact=Contact("+39_1")),
        [Message("+39_1", "+39\\_1")],
        (ContactWritten(),),
    ),
    "a spoken note": (
        Capabilities(media=MediaRoom(kinds=frozenset({"voice"}))),
        Message("", "", media=(VOICE,)),
        [Message("", "", media=(VOICE,))],
        (),
    ),
    "a spoken note is a sound": (
        Capabilities(),
        Message("", "", media=(VOICE,)),
        [Message("", "", media=(structs.replace(VOICE, kind="audio"),))],
        (ShownAs("a.ogg", "audio"),),
    ),
    "a spoken note is a file": (
        Capabilities(media=MediaRoom(kinds=frozenset({"file"}))),
        Message("", "", media=(VOICE,)),
        [Message("", "", media=(structs.replace(VOICE, kind="file"),))],
        (ShownAs("a.ogg", "file"),),
    ),
    "a spoken note is a link": (
        Capabilities(media=MediaRoom(kinds=frozenset())),
        Message("", "", media=(VOICE,)),
        [said("[\\[a.ogg\\]](https://example.org/a.ogg)")],
        (MediaTold("a.ogg"),),
    ),
    "a place on a map": (
        Capabilities(media=MediaRoom(kinds=frozenset({"file"}))),
        Message("", "", media=(PLACE,)),
        [said(f"[The hall (45.5, 9.25)]({MAP})")],
        (MediaTold("location"),),
    ),
    "a link": (has("link"), said("See.", SITE), [said("See.", SITE)], ()),
    "a link in words": (
        BARE,
        said("See.", RED, SITE),
        [said("See.\n\n[Site](https://example.org/)", RED)],
        (LinkWritten("Site", "https://example.org/"),),
    ),
    "a number that is shared": (
        has("share_contact"),
        said("Number?", NUMBER, SKIP),
        [said("Number?", NUMBER, SKIP)],
        (),
    ),
    "a number that is written": (
        has("share_location"),
        said("Number?", NUMBER, SKIP),
        [said("Number?", SKIP)],
        (ShareLeftOut("My number"),),
    ),
    "an edit": (
        has("edit"),
        structs.replace(CHOICES, replaces="0123456789ab"),
        [structs.replace(CHOICES, replaces="0123456789ab")],
        (),
    ),
    "an edit where nothing changes": (
        BARE,
        structs.replace(CHOICES, replaces="0123456789ab"),
        [CHOICES],
        (SentAnew(),),
    ),
    "an edit that became two": (
        has("edit", "contact"),
        Message("Call her.", "Call her.", contact=ADA, replaces="0123456789ab"),
        [Message("", "", contact=ADA), said("Call her.")],
        (ContactApart(), SentAnew()),
    ),
    "a reply": (
        has("quote", "contact"),
        Message("Call her.", "Call her.", contact=ADA, answers="17"),
        [Message("", "", contact=ADA, answers="17"), said("Call her.")],
        (ContactApart(),),
    ),
    "a reply that quotes nothing": (
        BARE,
        structs.replace(CHOICES, answers="17"),
        [CHOICES],
        (QuoteLeftOut(),),
    ),
}


@pytest.mark.parametrize("name", FITTED)
def test_a_block_is_shown_as_the_platform_can(name: str) -> None:
    table, message, messages, changes = FITTED[name]
    fitted = fit(message, table)
    assert list(fitted.messages) == messages
    assert fitted.changes == changes
    assert all(fit(one, table) == Fitted((one,)) for one in fitted.messages)
