"""Files and cards fitted to a platform: each message is one call, and nothing is lost."""

from collections.abc import Sequence

import pytest
from msgspec import structs

from adapters.discord import Discord
from adapters.telegram import Telegram
from adapters.webchat import Webchat
from adapters.webhook import Webhook
from bot.channels.capabilities import Capabilities, MediaRoom
from bot.channels.fit import fit
from bot.core.changes import (
    CardWritten,
    Change,
    MediaApart,
    MediaTold,
    ShownAs,
    TextSplit,
)
from bot.core.content import Button, Card, Media, Message

TELEGRAM, DISCORD = Telegram.capabilities, Discord.capabilities
PAGE, WEBHOOK = Webchat.capabilities, Webhook.capabilities
MEGABYTE = 1024 * 1024

HALL = Media("image", "media/hall.jpg", size=MEGABYTE, alt="The hall")
LARGE = structs.replace(HALL, size=11 * MEGABYTE)
HUGE = structs.replace(HALL, size=51 * MEGABYTE)
WEB = Media("image", "https://example.org/a.png")
BUTTON = (Button("m.0", "Come"),)
CAPTION = "x" * 1024
LONG = "x" * 1025


def said(text: str, *media: Media) -> Message:
    return Message(text, text, BUTTON, media)


ARRANGED: dict[str, tuple[Capabilities, Message, list[Message], tuple[Change, ...]]] = {
    "a caption": (TELEGRAM, said(CAPTION, HALL), [said(CAPTION, HALL)], ()),
    "a caption counts UTF-16 units": (
        TELEGRAM,
        said("👍" * 513, HALL),
        [Message("", "", media=(HALL,)), said("👍" * 513)],
        (MediaApart(1),),
    ),
    "more than a caption": (
        TELEGRAM,
        said(LONG, HALL),
        [Message("", "", media=(HALL,)), said(LONG)],
        (MediaApart(1),),
    ),
    "two pictures": (
        TELEGRAM,
        said("look", HALL, WEB),
        [Message("", "", media=(HALL, WEB)), said("look")],
        (MediaApart(1),),
    ),
    "pictures without words": (
        TELEGRAM,
        Message("", "", BUTTON, (HALL, WEB)),
        [Message("", "", media=(HALL,)), Message("", "", BUTTON, (WEB,))],
        (MediaApart(2),),
    ),
    "two pictures where they stand together": (
        DISCORD,
        said("look", HALL, WEB),
        [said("look", HALL, WEB)],
        (),
    ),
    "a picture that is too large for one": (
        TELEGRAM,
        said("look", LARGE),
        [said("look", structs.replace(LARGE, kind="file"))],
        (ShownAs("image", "file"),),
    ),
    "a picture that is too large for any file": (
        TELEGRAM,
        said("look", HUGE),
        [Message("look\n\n[The hall]", "look\n\n\\[The hall\\]", BUTTON)],
        (MediaTold("image"),),
    ),
    "as large as a page likes": (PAGE, said("look", HUGE), [said("look", HUGE)], ()),
    "what only another platform finds": (
        DISCORD,
        said("yours", Media("image", "telegram:AgAD", "me.jpg")),
        [Message("yours\n\n[me.jpg]", "yours\n\n\\[me.jpg\\]", BUTTON)],
        (MediaTold("me.jpg"),),
    ),
    "what the platform finds itself": (
        TELEGRAM,
        said("yours", Media("image", "telegram:AgAD")),
        [said("yours", Media("image", "telegram:AgAD"))],
        (),
    ),
}


@pytest.mark.parametrize("name", ARRANGED)
def test_files_are_arranged(name: str) -> None:
    table, message, messages, changes = ARRANGED[name]
    fitted = fit(message, table)
    assert list(fitted.messages) == messages
    assert fitted.changes == changes


def test_a_document_on_the_web_that_nobody_fetches_is_a_link() -> None:
    sheet = Media("file", "https://example.org/a.xlsx", "prices.xlsx")
    (message,) = fit(said("look", sheet), TELEGRAM).messages
    assert message.text == "look\n\n[prices.xlsx] (https://example.org/a.xlsx)"
    assert not message.media
    paper = Media("file", "https://example.org/a.pdf")
    assert fit(said("look", paper), TELEGRAM).messages == (said("look", paper),)


def test_a_long_text_is_cut_behind_the_files() -> None:
    text = " ".join(["word"] * 1_000)
    fitted = fit(said(text, HALL), TELEGRAM)
    first, *pieces = fitted.messages
    assert first == Message("", "", media=(HALL,))
    assert " ".join(piece.text for piece in pieces) == text
    assert [bool(piece.buttons) for piece in pieces] == [False, True]
    assert fitted.changes == (MediaApart(1), TextSplit(2))


CARD = Card("Winter jacket", "Warm.", "**Warm.**", "https://example.org/j", HALL)


@pytest.mark.parametrize("table", [DISCORD, PAGE], ids=["discord", "page"])
def test_a_card_stays_one_where_there_are_cards(table: Capabilities) -> None:
    message = Message("We have this.", "We have this.", BUTTON, card=CARD)
    assert fit(message, table).messages == (message,)


@pytest.mark.parametrize("table", [TELEGRAM, WEBHOOK], ids=["telegram", "webhook"])
def test_elsewhere_a_card_is_text_with_a_picture(table: Capabilities) -> None:
    fitted = fit(Message("We have this.", "We have this.", BUTTON, card=CARD), table)
    (message,) = fitted.messages
    assert message.markdown == (
        "We have this.\n\n**[Winter jacket](https://example.org/j)**\n**Warm.**"
    )
    assert message.text == "We have this.\n\nWinter jacket (https://example.org/j)\nWarm."
    assert (message.media, message.buttons, message.card) == ((HALL,), BUTTON, None)
    assert fitted.changes == (CardWritten("Winter jacket"),)


@pytest.mark.parametrize(
    "card",
    [
        structs.replace(CARD, title="x" * 257),
        structs.replace(CARD, text="x" * 4097, markdown="x" * 4097),
        structs.replace(CARD, image=LARGE),
    ],
    ids=["title", "text", "picture"],
)
def test_a_card_that_is_too_large_becomes_text(card: Card) -> None:
    fitted = fit(Message("Look.", "Look.", card=card), DISCORD)
    assert all(message.card is None for message in fitted.messages)
    assert card.title in "".join(message.text for message in fitted.messages)
    assert CardWritten(card.title) in fitted.changes


def test_a_card_without_words_goes_behind_files_that_are_too_many() -> None:
    fitted = fit(Message("", "", BUTTON, media=(HALL,) * 10, card=CARD), DISCORD)
    assert [len(message.media) for message in fitted.messages] == [9, 1, 0]
    assert [message.card for message in fitted.messages] == [None, None, CARD]
    assert fitted.messages[-1].buttons == BUTTON


def room(together: int) -> Capabilities:
    return Capabilities(buttons=9, media=MediaRoom(together=together))


@pytest.mark.parametrize(
    ("count", "together", "groups"),
    [(3, 9, [3]), (9, 9, [9]), (10, 9, [9, 1, 0]), (3, 2, [2, 1, 0])],
)
def test_no_message_has_more_files_than_go_together(
    count: int, together: int, groups: Sequence[int]
) -> None:
    fitted = fit(said("look", *([WEB] * count)), room(together))
    assert [len(message.media) for message in fitted.messages] == groups
    assert [message.text for message in fitted.messages][-1] == "look"
