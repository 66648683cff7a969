"""What we say leaves in Discord's form: marks of ours only, rows of buttons, files."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.encode import encode_message
from adapters.discord.files import UnsendableError
from adapters.discord.markdown import escape, markdown_of
from bot.core.content import Button, Card, Media, Message
from bot.core.markup import Run, write

BLANK = "\u200b"


def said(markdown: str, text: str = "") -> str:
    return markdown_of(Message(text, markdown))


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ([Run("plain")], "plain"),
        ([Run("strong", strong=True)], "**strong**"),
        ([Run("soft", emphasis=True)], "*soft*"),
        ([Run("gone", struck=True)], "~~gone~~"),
        ([Run("both", strong=True, emphasis=True)], "***both***"),
        ([Run("code_it", code=True)], "`code_it`"),
        ([Run("a`b", code=True)], "``a`b``"),
        ([Run("`b`", code=True)], "`` `b` ``"),
        ([Run("here", link="https://example.org/a_b")], "[here](<https://example.org/a_b>)"),
        ([Run("a", strong=True), Run("b", emphasis=True)], f"**a**{BLANK}*b*"),
        ([Run("a "), Run("b", strong=True), Run(" c")], "a **b** c"),
    ],
)
def test_styles(runs: list[Run], shown: str):
    assert said(write(runs)) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nothing special, really: 8.5!", "nothing special, really: 8.5!"),
        ("snake_case and 2*3", "snake\\_case and 2\\*3"),
        ("<@42> <#7> <:x:1>", "\\<@42\\> \\<#7\\> \\<:x:1\\>"),
        ("||not hidden||", "\\|\\|not hidden\\|\\|"),
        ("> not quoted", "\\> not quoted"),
        ("# no heading\n## nor here", "\\# no heading\n\\## nor here"),
        ("-# not small\n- no list\n  - nor this", "\\-# not small\n\\- no list\n  \\- nor this"),
        ("1. one\n7. seven", "1\\. one\n7\\. seven"),
        ("in - between # of it", "in - between # of it"),
        ("https://example.org/a_b_c?x=*1*", "https://example.org/a_b_c?x=*1*"),
        ("see https://example.org/a_b, snake_case", "see https://example.org/a_b, snake\\_case"),
        ("[a](b)", "\\[a\\](b)"),
        ("back\\slash", "back\\\\slash"),
    ],
)
def test_what_is_no_mark_stays_what_it_looks_like(text: str, shown: str):
    assert escape(text) == shown


@settings(max_examples=300)
@given(st.text(alphabet="ab *_`~|<>[]()\\#-+1.\n\u2019https://", max_size=60))
def test_any_text_is_escaped_and_only_grows_by_backslashes(text: str):
    shown = escape(text)
    assert len(shown) <= 2 * len(text)
    kept = iter(shown)
    assert all(character in kept for character in text)


def test_where_escapes_make_it_too_long_the_plain_text_goes_out():
    assert said("\\_" * 1500, "_" * 1500) == "_" * 1500
    assert said("\\_" * 900, "_" * 900) == "\\_" * 900


def test_nobody_is_mentioned_and_a_repetition_is_known():
    body = encode_message(Message("@everyone", "@everyone"), nonce="0123456789abcdef01234567").body
    assert body["allowed_mentions"] == {"parse": []}
    assert (body["nonce"], body["enforce_nonce"]) == ("0123456789abcdef01234567", True)
    assert len(str(encode_message(Message("a", "a"), nonce="x" * 40).body["nonce"])) == 25
    assert "nonce" not in encode_message(Message("a", "a")).body


def test_buttons_stand_in_rows_of_five():
    buttons = tuple(Button(f"b.{number}", f"label {number}") for number in range(8))
    rows = encode_message(Message("a", "a", buttons)).body["components"]
    assert [len(row["components"]) for row in rows] == [5, 3]  # type: ignore[attr-defined]
    assert rows[0]["components"][0] == {  # type: ignore[index]
        "type": 2,
        "style": 2,
        "label": "label 0",
        "custom_id": "b.0",
    }


def test_a_button_with_an_address_opens_it():
    body = encode_message(Message("a", "a", (Button("x", "Read", "https://example.org/"),))).body
    (row,) = body["components"]  # type: ignore[misc]
    button = {"type": 2, "style": 5, "label": "Read", "url": "https://example.org/"}
    assert row == {"type": 1, "components": [button]}


PICTURE = Media("image", "https://example.org/a.png")


def test_pictures_are_shown_and_other_addresses_stand_below_the_text_as_long_as_there_is_room():
    film = Media("video", "https://example.org/a.mp4", name="The film")
    body = encode_message(Message("look", "look", media=(PICTURE, film))).body
    assert body["content"] == "look\nhttps://example.org/a.mp4"
    assert body["embeds"] == [{"image": {"url": PICTURE.url}}]
    assert encode_message(Message("", "", media=(film,))).body["content"] == film.url
    full = "x" * 1990
    body = encode_message(Message(full, full, media=(film,))).body
    assert body["content"] == full
    assert body["embeds"] == [{"title": "The film", "url": film.url}]


HALL = Media("image", "media/the hall.png", alt="A hall, full of people")
OWN = {"media/the hall.png": b"PNG"}


def test_the_brands_own_files_go_along_with_what_there_is_to_see():
    sent = encode_message(Message("look", "look", media=(HALL,)), contents=OWN)
    assert [(one.name, one.media_type, one.data) for one in sent.uploads] == [
        ("the hall.png", "image/png", b"PNG")
    ]
    assert sent.body["attachments"] == [
        {"id": 0, "filename": "the hall.png", "description": "A hall, full of people"}
    ]


CARDS: dict[str, tuple[Card, dict[str, object], list[str]]] = {
    "a title": (Card("A_b"), {"title": "A\\_b"}, []),
    "everything": (
        Card("Jacket", "Warm", "**Warm**", "https://example.org/jacket", PICTURE),
        {
            "title": "Jacket",
            "description": "**Warm**",
            "url": "https://example.org/jacket",
            "image": {"url": PICTURE.url},
        },
        [],
    ),
    "a picture of our own": (
        Card("Hall", image=HALL),
        {"title": "Hall", "image": {"url": "attachment://card.png"}},
        ["card.png"],
    ),
}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_is_an_embed(name: str):
    card, embed, uploads = CARDS[name]
    sent = encode_message(Message("look", "look", card=card), contents=OWN)
    assert sent.body["content"] == "look"
    assert sent.body["embeds"] == [embed]
    assert [one.name for one in sent.uploads] == uploads


def test_data_goes_along_as_files():
    media = (
        Media("file", "data:application/json;base64,eyJhIjoxfQ==", name="me.json"),
        Media("image", "data:image/svg+xml,%3Csvg/%3E"),
        Media("file", "data:,hi", media_type="text/plain"),
    )
    uploads = encode_message(Message("your data", "your data", media=media)).uploads
    assert [(upload.name, upload.media_type, upload.data) for upload in uploads] == [
        ("me.json", "application/json", b'{"a":1}'),
        ("image-2", "image/svg+xml", b"<svg/>"),
        ("file-3", "text/plain", b"hi"),
    ]


@pytest.mark.parametrize(
    "url", ["data:nonsense", "data:text/plain;base64,???", "media/not-there.png"]
)
def test_what_cannot_be_read_cannot_be_sent(url: str):
    with pytest.raises(UnsendableError):
        encode_message(Message("a", "a", media=(Media("file", url),)))
