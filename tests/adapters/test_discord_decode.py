"""What Discord tells is read, or is nothing to us; whatever comes, nothing raises."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from adapters.discord.decode import Frame, decode_frame, decode_message, decode_ready, id_of
from adapters.discord.decode_interaction import decode_interaction
from adapters.discord.decode_signs import decode_sign, votes_in
from adapters.discord.heard import Heard, Us
from bot.core.content import Media
from bot.core.events import Happening, Incoming, Pressed, Reacted, Said, Sender, Voted

US = "1574222230907256832"
SAMPLES = Path(__file__).parent / "samples" / "discord"


def sample(name: str, **changes: Any) -> bytes:
    data = json.loads((SAMPLES / f"{name}.json").read_text())
    return json.dumps({**data, **changes}).encode()


def without(name: str, *fields: str) -> bytes:
    data = json.loads((SAMPLES / f"{name}.json").read_text())
    return json.dumps({key: value for key, value in data.items() if key not in fields}).encode()


def heard(data: bytes) -> Heard:
    found = decode_message(data, US)
    assert found is not None
    return found


def said_of(found: Heard) -> Said:
    """Return what was said, without the id by which a reply of ours names it."""
    said = found.incoming.happening
    assert isinstance(said, Said)
    assert said.message == found.incoming.external_id
    return structs.replace(said, message=None)


def test_a_private_message():
    found = heard(sample("private_message"))
    assert said_of(found) == Said("hello")
    assert found.incoming.space is None
    assert found.private
    assert found.incoming.external_id == json.loads(sample("private_message"))["id"]
    assert (found.incoming.sender.name, found.incoming.sender.language) == ("Ada", None)
    assert json.loads(found.incoming.raw or b"") == json.loads(sample("private_message"))


def test_a_mention_in_a_server_is_taken_off_and_answered_there():
    found = heard(sample("mention"))
    assert said_of(found) == Said("hi there")
    assert found.incoming.space == found.channel
    assert not found.private


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (f"<@{US}> hi", "hi"),
        (f"<@!{US}> hi", "hi"),
        (f"hi <@{US}>", "hi"),
        (f"tell me, <@{US}>  what now", "tell me, what now"),
        (f"<@{US}>", ""),
        ("hi <@42>", "hi <@42>"),
        (f"<@{US}> nul\0s", "nuls"),
    ],
)
def test_mentions(content: str, text: str):
    assert said_of(heard(sample("mention", content=content))) == Said(text)


def test_no_zero_character_is_kept():
    author = {"id": "7", "username": "ad\0a"}
    found = heard(sample("private_message", author=author, content="\\u0000 \0 is zero"))
    assert said_of(found) == Said("\\u0000  is zero")
    assert found.incoming.sender.name == "ada"
    pressed = decode_interaction(sample("press", data={"custom_id": "b\0", "component_type": 2}))
    assert pressed is not None
    assert pressed.incoming.happening == Pressed("b")


def test_a_reply_to_us_needs_no_mention():
    said = said_of(heard(sample("reply", mentions=[])))
    assert said == Said("my answer", quotes="b.1", replies_to="1574222231049863168")


def test_a_reply_to_a_message_with_buttons_tells_which():
    quoted = json.loads(sample("reply"))["referenced_message"]
    buttons = [{"type": 2, "url": "https://x.example"}, {"type": 2, "custom_id": "0a.1"}]
    for rows, quotes in (([{"type": 1, "components": buttons}], "0a.1"), ([], None)):
        data = sample("reply", referenced_message={**quoted, "components": rows})
        told = Said("my answer", quotes=quotes, replies_to=quoted["id"])
        assert said_of(heard(data)) == told


def test_a_reply_whose_content_is_kept_from_us_is_nothing():
    assert decode_message(sample("reply", content="", mentions=[]), US) is None


def test_a_private_message_keeps_mentions():
    said = said_of(heard(sample("private_message", content=f"is <@{US}> you?")))
    assert said == Said(f"is <@{US}> you?")


@pytest.mark.parametrize(
    "data",
    [
        sample("own_message"),
        sample("mention", content="not for us", mentions=[]),
        sample("private_message", author={"id": "7", "username": "a-bot", "bot": True}),
        sample("private_message", author={"id": US, "username": "convivio"}),
        sample("private_message", webhook_id="9"),
        sample("private_message", type=6),
        sample("private_message", content=""),
        sample("private_message", id=7),
        without("private_message", "author"),
        without("private_message", "channel_id"),
        b"",
        b"[]",
        b"null",
        b'{"id": "1"',
    ],
)
def test_what_is_nothing_to_us(data: bytes):
    assert decode_message(data, US) is None


def test_only_what_must_be_there_is_needed():
    minimal = json.dumps({"id": "1", "channel_id": "2", "author": {"id": "3"}, "content": "hi"})
    found = heard(minimal.encode())
    assert (found.incoming.sender.id, found.incoming.sender.name) == ("3", None)


def test_history_does_not_say_that_it_is_of_a_server():
    data = without("mention", "guild_id")
    found = decode_message(data, US, in_guild=True)
    assert found is not None
    assert found.incoming.space == found.channel


def test_attachments():
    files = [
        {"url": "https://cdn.example/a", "filename": "a.png", "content_type": "image/png"},
        {"url": "https://cdn.example/b", "content_type": "audio/ogg", "size": 17},
        {"url": "https://cdn.example/c", "content_type": "video/mp4"},
        {"url": "https://cdn.example/d", "filename": "d"},
    ]
    found = heard(sample("private_message", content="", attachments=files))
    assert said_of(found) == Said(
        "",
        (
            Media("image", "https://cdn.example/a", "a.png", "image/png"),
            Media("audio", "https://cdn.example/b", None, "audio/ogg", 17),
            Media("video", "https://cdn.example/c", None, "video/mp4"),
            Media("file", "https://cdn.example/d", "d"),
        ),
    )


def test_a_press():
    found = decode_interaction(sample("press"))
    assert found is not None
    assert found.interaction is not None
    assert found.incoming.happening == Pressed("b.1")
    assert (found.incoming.space, found.private) == (None, True)
    assert found.incoming.external_id == found.interaction.id
    assert found.incoming.sender.language == "it"
    assert found.interaction.kind == "button"


def test_a_command():
    found = decode_interaction(sample("command"))
    assert found is not None
    assert found.interaction is not None
    assert found.incoming.happening == Said("/survey")
    assert (found.incoming.space, found.private) == (found.channel, False)
    assert found.interaction.kind == "command"


def test_between_friends_the_channel_is_not_the_one_with_us():
    found = decode_interaction(sample("press", context=2))
    assert found is not None
    assert (found.incoming.space, found.private) == (None, False)


@pytest.mark.parametrize(
    "data",
    [
        sample("command", type=1),
        sample("command", type=4),
        sample("command", type=5),
        sample("command", data=None),
        sample("command", data={"name": "pin", "type": 3}),
        sample("press", data={"custom_id": "x", "component_type": 3}),
        without("press", "user"),
        without("press", "channel_id"),
        without("press", "token"),
        b"{}",
    ],
)
def test_interactions_that_we_did_not_offer(data: bytes):
    assert decode_interaction(data) is None


def test_numbers_beyond_all_measure_are_no_matter():
    data = sample("press").replace(b'"version": 1', b'"version": 1e999')
    assert data != sample("press")
    assert decode_interaction(data) is not None


def test_no_token_of_an_interaction_is_shown():
    found = decode_interaction(sample("press"))
    assert found is not None
    assert found.interaction is not None
    assert found.interaction.token == "token-of-the-interaction"
    assert "token-of" not in repr(found)


def test_frames():
    frame = decode_frame('{"op": 0, "t": "READY", "s": 1, "d": {"user": {"id": "5"}}}')
    assert frame is not None
    assert (frame.op, frame.t) == (0, "READY")
    assert decode_ready(frame.d) == Us("5", "5")
    assert decode_frame('{"op": 11}') is not None
    for odd in ("", "no json", "[]", '{"op": "x"}', '{"op": 0, "t": "\ud800"}', "[" * 5000):
        assert decode_frame(odd) is None


def test_the_application_may_have_another_id():
    assert decode_ready(b'{"user": {"id": "5"}, "application": {"id": "6"}}') == Us("5", "6")
    assert decode_ready(b'{"user": null}') is None


def test_ids():
    assert id_of(b'{"id": "17"}') == 17
    assert id_of(b'{"id": "x"}') == id_of(b"[]") == 0


anything = st.recursive(
    st.just("a\0b")
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        *("id", "channel_id", "author", "content", "type", "guild_id", "mentions", "attachments"),
        *("referenced_message", "data", "token", "member", "user", "locale", "context"),
        "webhook_id",
    ]
)
often = settings(max_examples=300)


@often
@given(
    st.sampled_from(["private_message", "mention", "reply", "press", "command"]), FIELDS, anything
)
def test_any_field_may_hold_anything(name: str, field: str, value: Any):
    data = sample(name, **{field: value})
    for found in (decode_message(data, US), decode_interaction(data)):
        if found is not None:
            kept = msgspec.json.encode((found.incoming.sender, found.incoming.happening))
            assert b"\\u0000" not in kept


@often
@given(st.binary(max_size=80) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_read_or_are_nothing_to_us(data: bytes):
    assert isinstance(decode_frame(data), Frame | None)
    assert isinstance(decode_ready(data), Us | None)
    assert isinstance(id_of(data), int)
    assert isinstance(decode_message(data, US), Heard | None)
    assert isinstance(decode_interaction(data), Heard | None)


@pytest.mark.parametrize(
    ("data", "happening"),
    [
        ({"custom_id": "list.0", "values": ["a.1"]}, Pressed("a.1")),
        ({"custom_id": "votes", "values": ["2", "0"]}, Voted("1574222231007137792", (0, 2))),
        ({"custom_id": "votes", "values": ["9" * 5000]}, None),
        ({"custom_id": "votes", "values": ["²"]}, None),
        ({"custom_id": "list.0", "values": []}, None),
        ({"custom_id": "list.0", "values": ["a", "b"]}, None),
    ],
)
def test_a_pick(data: dict[str, Any], happening: Pressed | Voted | None):
    message = {"id": "1574222231007137792"}
    found = decode_interaction(sample("press", data={"component_type": 3, **data}, message=message))
    assert (None if found is None else found.incoming.happening) == happening


WE = Us(US, US, "session")
SIGN = {"user_id": "7", "channel_id": "8", "message_id": "9"}
THUMB = {"emoji": {"id": None, "name": "👍"}}


def sign_of(event: str, data: Any) -> Incoming | None:
    frame = Frame(0, event, 5, msgspec.Raw(json.dumps(data).encode()))
    found = decode_sign(frame, WE)
    return None if found is None else found.incoming


@pytest.mark.parametrize(
    ("event", "data", "happening", "update", "space"),
    [
        ("MESSAGE_POLL_VOTE_ADD", {"answer_id": 2}, Voted("9", (1,)), "9:2", None),
        ("MESSAGE_POLL_VOTE_REMOVE", {"answer_id": 2}, Voted("9"), "session:5", None),
        (
            *("MESSAGE_POLL_VOTE_ADD", {"answer_id": 1, "guild_id": "4"}, Voted("9", (0,))),
            *("session:5", "8"),
        ),
        ("MESSAGE_REACTION_ADD", THUMB, Reacted("👍", "9"), "session:5", None),
        ("MESSAGE_REACTION_REMOVE", THUMB, Reacted(None, "9"), "session:5", None),
    ],
)
def test_a_sign(
    event: str, data: dict[str, Any], happening: Happening, update: str, space: str | None
):
    told = sign_of(event, {**SIGN, **data})
    assert told is not None
    assert (told.external_id, told.sender, told.space) == (update, Sender("7"), space)
    assert told.happening == happening


@pytest.mark.parametrize(
    ("event", "data"),
    [
        ("MESSAGE_POLL_VOTE_ADD", {}),
        ("MESSAGE_POLL_VOTE_ADD", {"answer_id": 0}),
        ("MESSAGE_POLL_VOTE_ADD", {"answer_id": 2**70}),
        ("MESSAGE_REACTION_ADD", {"emoji": {"id": "3", "name": "blob"}}),
        ("MESSAGE_REACTION_ADD", {}),
        ("MESSAGE_REACTION_ADD", {**THUMB, "guild_id": "4"}),
        ("MESSAGE_REACTION_ADD", {**THUMB, "user_id": US}),
        ("MESSAGE_REACTION_ADD", {**THUMB, "user_id": ""}),
        ("MESSAGE_REACTION_REMOVE_ALL", THUMB),
    ],
)
def test_a_sign_that_is_nothing_to_us(event: str, data: dict[str, Any]):
    assert sign_of(event, {**SIGN, **data}) is None


def test_only_votes_in_a_poll_of_ours_are_found_in_a_history():
    poll = {"results": {"answer_counts": [{"id": 2, "count": 1}, {"id": 1, "count": 0}]}}
    asked = {"id": "9", "channel_id": "8", "author": {"id": US}, "poll": poll}
    (found,) = votes_in(json.dumps(asked).encode(), WE, "7")
    assert found.incoming == Incoming("9:2", Sender("7"), Voted("9", (1,)))
    for other in ({"author": {"id": "7"}}, {"poll": None}, {"poll": {}}, {"poll": 3}, {"id": ""}):
        assert list(votes_in(json.dumps({**asked, **other}).encode(), WE, "7")) == []
