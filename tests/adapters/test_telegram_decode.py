"""What Telegram's updates tell us: samples of every kind, and any JSON at all."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from adapters.telegram.decode import BotName, decode, number_of, read
from bot.core.content import Contact, Media
from bot.core.events import (
    Blocked,
    Happening,
    Pressed,
    Reacted,
    Said,
    SpaceMoved,
    Unblocked,
    Voted,
)

SAMPLES = Path(__file__).parent / "samples" / "telegram"
ME = BotName(4001, "WeConverseBot")
SUPERGROUP = "-1001234567890"
LARGE = Media("image", "telegram:AgAClarge", None, None, 88123)

TOLD: dict[str, tuple[Happening, str, str | None]] = {
    "private_text": (Said("“8” è giusto 👍"), "17", None),
    "private_start": (Said("/start survey"), "17", None),
    "private_own_command": (Said("/survey now please"), "17", None),
    "private_photo": (Said("my desk", (LARGE,)), "17", None),
    "private_document": (
        Said("", (Media("file", "telegram:BQACdoc", "cv.pdf", "application/pdf", 4242),)),
        "18",
        None,
    ),
    "private_animation": (
        Said("", (Media("video", "telegram:CgACanim", "x.mp4", "video/mp4", 9),)),
        "17",
        None,
    ),
    "private_voice": (
        Said("", (Media("voice", "telegram:AwACvoice", None, "audio/ogg", 777),)),
        "17",
        None,
    ),
    "private_sticker": (Said("👍", (Media("image", "telegram:CAACsticker"),)), "17", None),
    "private_location": (Said("", (Media("location", "geo:45.4642,9.19"),)), "17", None),
    "private_contact": (Said("+390212345678", contact=Contact("+390212345678", "Ada")), "17", None),
    "press": (Pressed("a.1"), "17", None),
    "press_old": (Pressed("a.2"), "17", None),
    "press_in_group": (Pressed("b.1"), "18", SUPERGROUP),
    "press_in_topic": (Pressed("b.1"), "18", f"{SUPERGROUP}/9"),
    "blocked": (Blocked(), "17", None),
    "unblocked": (Unblocked(), "17", None),
    "reaction": (Reacted("👍", "7"), "17", None),
    "reaction_taken_away": (Reacted(None, "7"), "17", None),
    "vote": (Voted("5291000000000000001", (0, 2)), "17", None),
    "group_command": (Said("/survey"), "17", "-500"),
    "group_own_command": (Said("/Survey"), "17", "-500"),
    "group_mention": (Said("what's new?"), "18", "-500"),
    "group_mention_inside": (Said("what does think?"), "18", SUPERGROUP),
    "group_mention_alone": (Said(""), "18", SUPERGROUP),
    "group_mention_in_caption": (Said("look", (LARGE,)), "18", SUPERGROUP),
    "group_reply": (Said("I agree", replies_to="70"), "18", SUPERGROUP),
    "group_reply_in_thread": (Said("I agree", replies_to="70"), "18", SUPERGROUP),
    "topic_mention": (Said("hello"), "18", f"{SUPERGROUP}/9"),
    "group_moves": (SpaceMoved(SUPERGROUP), "-500", "-500"),
    "group_has_moved": (SpaceMoved(SUPERGROUP), "-500", "-500"),
    "topic_reply": (Said("yes", replies_to="70"), "18", f"{SUPERGROUP}/9"),
}
NOTHING = {
    "private_pinned",
    "press_of_a_game",
    "press_inline",
    "added_to_group",
    "group_chatter",
    "group_other_command",
    "group_mention_of_namesake",
    "group_reply_to_person",
    "topic_chatter",
    "anonymous_admin",
    "another_bot",
    "channel_post_forwarded",
    "channel_post",
    "edited",
    "vote_of_a_channel",
    "reaction_of_ones_own",
    "reaction_in_group",
    "unknown_kind",
}


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", TOLD)
def test_an_update_tells(name: str):
    raw = sample(name)
    incoming = decode(raw, ME)
    assert incoming is not None
    happening = incoming.happening
    if isinstance(happening, Said):
        assert happening.message == str(json.loads(raw)["message"]["message_id"])
        happening = structs.replace(happening, message=None)
    assert (happening, incoming.sender.id, incoming.space) == TOLD[name]
    assert incoming.external_id == str(json.loads(raw)["update_id"])
    assert incoming.raw == raw


@pytest.mark.parametrize("name", sorted(NOTHING))
def test_an_update_concerns_nobody_here(name: str):
    assert decode(sample(name), ME) is None
    assert read(sample(name)) is not None


@pytest.mark.parametrize(
    ("rows", "quotes"),
    [
        ([[{"url": "https://x.example"}, {"callback_data": "0a.1"}]], "0a.1"),
        ([[{"url": "https://x.example"}]], None),
        ([], None),
    ],
)
def test_an_answer_to_a_message_with_buttons_tells_which(rows: list[Any], quotes: str | None):
    update = json.loads(sample("group_reply"))
    update["message"]["reply_to_message"]["reply_markup"] = {"inline_keyboard": rows}
    incoming = decode(json.dumps(update).encode(), ME)
    assert incoming is not None
    assert isinstance(incoming.happening, Said)
    assert (incoming.happening.text, incoming.happening.quotes) == ("I agree", quotes)


def test_every_sample_is_in_a_table():
    assert {path.stem for path in SAMPLES.glob("*.json")} == TOLD.keys() | NOTHING


def test_a_sender_is_known_by_what_telegram_tells():
    ada = decode(sample("private_text"), ME)
    bob = decode(sample("private_document"), ME)
    assert ada is not None
    assert bob is not None
    assert (ada.sender.name, ada.sender.first_name, ada.sender.language) == (
        "Ada Lovelace",
        "Ada",
        "it",
    )
    assert (bob.sender.name, bob.sender.first_name, bob.sender.language) == ("Bob", "Bob", None)


UNREADABLE = {
    "not JSON": b"<html>",
    "not text": b'{"update_id": 7, "message": {"text": "\xff"}}',
    "no number": b'{"message": {}}',
    "wrong types": b'{"update_id": 7, "message": {"chat": 5}}',
    "half a character": rb'{"update_id": 7, "message": {"chat": {"id": 1}, "text": "\ud83d"}}',
    "too deep": b'{"update_id": 7, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("update", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_nothing(update: bytes):
    assert decode(update, ME) is None


def test_even_an_unreadable_update_has_its_number():
    assert number_of(UNREADABLE["wrong types"]) == 7
    assert number_of(UNREADABLE["not JSON"]) is None


def test_a_zero_character_is_left_out():
    sender = rb'{"id":1,"first_name":"A\\u0000"}'
    raw = rb'{"update_id":1,"message":{"chat":{"id":1},"from":%b,"text":"a\u0000b"}}' % sender
    incoming = decode(raw, ME)
    assert incoming is not None
    assert incoming.happening == Said("ab")
    assert incoming.sender.name == r"A\u0000"


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
ANY = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
NAMES = st.sampled_from(
    [
        *(
            "update_id",
            "message",
            "callback_query",
            "my_chat_member",
            "poll_answer",
            "from",
            "chat",
            "id",
        ),
        *("message_reaction", "new_reaction", "old_reaction", "emoji", "message_id"),
        *("type", "text", "caption", "data", "photo", "file_id", "status", "new_chat_member"),
        *("reply_to_message", "message_thread_id", "is_topic_message", "first_name", "sticker"),
    ]
)
ALMOST = st.recursive(
    LEAVES | st.sampled_from(["private", "group", "kicked", "/a@WeConverseBot", "@WeConverseBot"]),
    lambda inner: st.dictionaries(NAMES, inner, max_size=6) | st.lists(inner, max_size=2),
    max_leaves=20,
)


@given(st.binary() | ANY.map(msgspec.json.encode) | ALMOST.map(msgspec.json.encode))
def test_any_bytes_are_an_event_or_nothing(update: bytes):
    incoming = decode(update, ME)
    if incoming is not None:
        kept = msgspec.json.encode((incoming.sender, incoming.happening, incoming.space))
        assert incoming.raw == update
        assert b"\\u0000" not in kept.replace(rb"\\", b"")


@given(
    chat=st.sampled_from(["private", "group", "supergroup", "channel", ""]),
    text=st.text() | st.sampled_from(["@WeConverseBot@WeConverseBot", "/@WeConverseBot", "/a@"]),
)
def test_any_text_is_kept_or_nothing(chat: str, text: str):
    message: dict[str, Any] = {"chat": {"id": 5, "type": chat}, "from": {"id": 5}, "text": text}
    update = msgspec.json.encode({"update_id": 1, "message": message})
    incoming = decode(update, ME)
    if chat == "private" and text.strip("\0") and "@" not in text:
        assert incoming is not None
        assert incoming.happening == Said(text.replace("\0", ""))


def test_what_was_sent_together_is_told_with_each_picture_of_it():
    update = json.loads(sample("private_photo"))
    update["message"]["media_group_id"] = "13954321098765432"
    incoming = decode(json.dumps(update).encode(), ME)
    assert incoming is not None
    assert isinstance(incoming.happening, Said)
    assert incoming.happening.album == "13954321098765432"


def with_more(value: Any) -> Any:
    """Return the same JSON with fields in every object that no version of the Bot API has yet."""
    match value:
        case dict():
            known = {name: with_more(inner) for name, inner in value.items()}
            return {"of_tomorrow": [{"id": 1}], **known, "and_beside": None}
        case list():
            return [with_more(inner) for inner in value]
        case _:
            return value


@pytest.mark.parametrize("name", sorted(TOLD.keys() | NOTHING))
def test_fields_of_a_newer_bot_api_change_nothing_and_are_kept(name: str):
    raw = json.dumps(with_more(json.loads(sample(name)))).encode()
    before, incoming = decode(sample(name), ME), decode(raw, ME)
    if before is None:
        assert incoming is None
        assert read(raw) is not None
    else:
        assert incoming == structs.replace(before, raw=raw)
