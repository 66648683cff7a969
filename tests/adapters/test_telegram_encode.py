"""How messages of ours look on Telegram: text with entities, keyboards, files and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.telegram.encode import (
    AskPoll,
    Call,
    SayText,
    ShowAlbum,
    ShowContact,
    ShowFile,
    ShowPlace,
    encode,
)
from adapters.telegram.entities import MOST_ENTITIES, Entity, units, write
from adapters.telegram.files import file_kind
from adapters.telegram.keyboards import Key, Sharing, SharingKey, keyboard_of
from bot.channels.uploading import Unusable, Upload
from bot.core.content import Button, Contact, Media, Message, Poll
from bot.core.markup import Run, parse

STYLES = {
    "plain": ("hello *you", "hello *you", ()),
    "bold": ("a **b** c", "a b c", (Entity("bold", 2, 1),)),
    "italic": ("*b*", "b", (Entity("italic", 0, 1),)),
    "struck": ("~~b~~", "b", (Entity("strikethrough", 0, 1),)),
    "code": ("`b`", "b", (Entity("code", 0, 1),)),
    "link": ("[b](https://e.org)", "b", (Entity("text_link", 0, 1, "https://e.org"),)),
    "after an emoji": ("👍🏽 **b**", "👍🏽 b", (Entity("bold", 5, 1),)),
    "an emoji itself": ("**👍**", "👍", (Entity("bold", 0, 2),)),
    "one in another": (
        "**a *b* c**",
        "a b c",
        (Entity("bold", 0, 5), Entity("italic", 2, 1)),
    ),
    "escaped": (r"\*b\* 2 \< 3", "*b* 2 < 3", ()),
}


@pytest.mark.parametrize("name", STYLES)
def test_marks_become_entities(name: str):
    markdown, text, entities = STYLES[name]
    assert encode(Message(text, markdown)) == [SayText(text, entities)]


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")


@given(st.text(alphabet="ab *_~`[](h)👍\n\\é"))
def test_entities_cover_the_runs_in_utf16_units(markdown: str):
    runs = parse(markdown)
    text, entities = write(runs)
    assert text == "".join(run.text for run in runs)
    assert units(text) == len(utf16(text)) // 2
    bold = b"".join(
        utf16(text)[2 * one.offset : 2 * (one.offset + one.length)]
        for one in entities
        if one.type == "bold"
    )
    if len(entities) < MOST_ENTITIES:
        assert bold.decode("utf-16-le") == "".join(
            run.text for run in runs if run.strong and not run.code
        )


def test_code_takes_no_other_style():
    runs = (Run("a", strong=True, code=True, link="https://e.org"), Run("b", strong=True))
    assert write(runs) == ("ab", (Entity("code", 0, 1), Entity("bold", 1, 1)))


def test_telegram_takes_a_hundred_entities():
    runs = [Run("a", strong=number % 2 == 0) for number in range(400)]
    assert len(write(runs)[1]) == MOST_ENTITIES


def test_long_labels_have_a_row_each():
    buttons = (Button("a.1", "An interruption"), Button("a.2", "A conversation"))
    assert encode(Message("?", "?", buttons)) == [
        SayText(
            "?",
            (),
            (
                (Key("An interruption", callback_data="a.1"),),
                (Key("A conversation", callback_data="a.2"),),
            ),
        )
    ]


def test_short_labels_share_rows():
    buttons = tuple(Button(f"n.{number}", str(number)) for number in range(7))
    (call,) = encoded(Message("?", "?", buttons))
    assert [[key.text for key in row] for row in call.keyboard] == [
        ["0", "1", "2"],
        ["3", "4", "5"],
        ["6"],
    ]


def test_a_button_with_an_address_opens_it():
    (call,) = encoded(Message("?", "?", (Button("b.1", "Shop", url="https://e.org/"),)))
    assert call.keyboard == ((Key("Shop", url="https://e.org/"),),)


SHARE = Button("s", "Share my number", authored=False, shares="contact")
SKIP = Button("k", "Skip", authored=False)
SHOP = Button("b", "Shop", url="https://e.org/")


def test_a_number_is_shared_by_a_key_in_private_only():
    shown = Sharing((SharingKey("Share my number", request_contact=True), SharingKey("Skip")))
    assert keyboard_of((SHARE, SKIP)) == shown
    assert keyboard_of((SHARE, SKIP), is_private=False) == ((Key("Skip", callback_data="k"),),)


def test_where_a_page_opens_nothing_is_shared():
    assert keyboard_of((SHARE, SHOP)) == ((Key("Shop", url="https://e.org/"),),)


def encoded(message: Message) -> list[Call]:
    calls = encode(message)
    assert not isinstance(calls, Unusable)
    return list(calls)


EXPORT = Media("file", "data:application/json;base64,e30=", "export.json")
PICTURE = Media("image", "https://e.org/a.png")
HERE = Media("location", "geo:45.4,-9.19")
KEYS = ((Key("Yes", callback_data="a.1"),),)
UPLOAD = Upload("export.json", b"{}", "application/json")
LONG = "x" * 1025

ARRANGED: dict[str, tuple[Message, list[Call]]] = {
    "a file with its caption": (
        Message("hi", "**hi**", (Button("a.1", "Yes"),), (EXPORT,)),
        [ShowFile("file", UPLOAD, "hi", (Entity("bold", 0, 2),), KEYS)],
    ),
    "a file with a long text": (
        Message(LONG, LONG, (Button("a.1", "Yes"),), (PICTURE,)),
        [ShowFile("image", PICTURE.url), SayText(LONG, (), KEYS)],
    ),
    "files alone": (
        Message("", "", (Button("a.1", "Yes"),), (PICTURE, EXPORT)),
        [ShowFile("image", PICTURE.url), ShowFile("file", UPLOAD, keyboard=KEYS)],
    ),
    "several files and a text": (
        Message("hi", "hi", (), (PICTURE, PICTURE)),
        [ShowAlbum((ShowFile("image", PICTURE.url), ShowFile("image", PICTURE.url)), "hi")],
    ),
    "a place": (
        Message("", "", (Button("a.1", "Yes"),), (HERE,)),
        [ShowPlace(45.4, -9.19, KEYS)],
    ),
    "a contact": (
        Message("", "", (Button("a.1", "Yes"),), contact=Contact("+39021", "Ada L.")),
        [ShowContact("+39021", "Ada L.", KEYS)],
    ),
    "a contact without a name": (
        Message("", "", contact=Contact("+39021")),
        [ShowContact("+39021", "+39021")],
    ),
    "a poll": (
        Message(
            "Which *day*?",
            r"Which \*day\*?",
            (Button("a.1", "Monday"), Button("a.2", "Friday"), Button("s", "Skip", authored=False)),
            poll=Poll(several=True),
        ),
        [
            AskPoll(
                "Which *day*?",
                ("Monday", "Friday"),
                several=True,
                keyboard=((Key("Skip", callback_data="s"),),),
            )
        ],
    ),
    "a place with a text": (
        Message("here", "here", (), (HERE,)),
        [ShowPlace(45.4, -9.19), SayText("here")],
    ),
}


@pytest.mark.parametrize("name", ARRANGED)
def test_files_and_text_are_arranged(name: str):
    message, calls = ARRANGED[name]
    assert encode(message) == calls


OWN = {"media/hall.png": b"PNG", "media/menu": b"soup"}

SOURCES: dict[str, tuple[Media, Upload | str]] = {
    "the brand's own folder": (
        Media("image", "media/hall.png"),
        Upload("hall.png", b"PNG", "image/png"),
    ),
    "the brand's own folder, its type unknown": (
        Media("file", "media/menu", "The menu"),
        Upload("The menu", b"soup", "application/octet-stream"),
    ),
    "address": (PICTURE, "https://e.org/a.png"),
    "file that Telegram keeps": (Media("audio", "telegram:AwAC_x-1"), "AwAC_x-1"),
    "data with its type": (
        Media("file", "data:text/plain;charset=utf-8,ci%C3%A0o", "a.txt"),
        Upload("a.txt", "ciào".encode(), "text/plain"),
    ),
    "data without anything": (
        Media("file", "data:,x"),
        Upload("file", b"x", "application/octet-stream"),
    ),
    "data with a type of ours": (
        Media("file", "data:text/plain,x", "x.csv", "text/csv"),
        Upload("x.csv", b"x", "text/csv"),
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_a_file_comes_from(name: str):
    media, source = SOURCES[name]
    assert encode(Message("", "", media=(media,)), OWN) == [ShowFile(media.kind, source)]  # type: ignore[arg-type]


SHOWN_AS: dict[str, tuple[Media, str]] = {
    "a picture": (Media("image", "media/a.jpg"), "image"),
    "a moving picture": (Media("image", "media/a.gif"), "animation"),
    "a picture of unknown type": (Media("image", "telegram:a"), "image"),
    "music": (Media("audio", "media/a.mp3"), "audio"),
    "music by its type": (Media("audio", "media/a", media_type="audio/mp4"), "audio"),
    "a spoken note": (Media("audio", "media/a.ogg"), "voice"),
    "a spoken note that is said to be one": (Media("voice", "telegram:a"), "voice"),
    "a spoken note that is none there": (Media("voice", "media/a.wav"), "file"),
    "a sound that is no music there": (Media("audio", "media/a.wav"), "file"),
    "a film": (Media("video", "media/a.mp4"), "video"),
    "a film that is none there": (Media("video", "media/a.webm"), "file"),
    "a picture that goes as a file": (Media("file", "media/a.jpg"), "file"),
}


@pytest.mark.parametrize("name", SHOWN_AS)
def test_telegram_shows(name: str):
    media, kind = SHOWN_AS[name]
    assert file_kind(media) == kind


@pytest.mark.parametrize(
    "url",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "a.png",
        "",
        "data:;base64,x",
        "telegram:../a",
        "media/../brand.yaml",
        "media/not-there.png",
    ],
)
def test_nothing_on_this_machine_is_ever_sent(url: str):
    assert isinstance(encode(Message("hi", "hi", media=(Media("file", url),))), Unusable)


def test_a_place_that_is_none_is_unusable():
    assert isinstance(
        encode(Message("", "", media=(Media("location", "https://e.org/map"),))), Unusable
    )
