"""What Meta posts, as neutral events: by sample, and by anything at all."""

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.whatsapp.decode import decode
from bot.core.content import Contact, Media
from bot.core.events import Blocked, Happening, Opened, Pressed, Reacted, Said, Sender, Undelivered
from bot.core.ids import DeliveryId
from tests.adapters.whatsapp_stage import ADA, NUMBER

WRITTEN = {"id": "wamid.1", "from": ADA, "type": "text", "text": {"body": "ciao"}}


def post(*messages: Any, number: str = NUMBER, **value: Any) -> bytes:
    """Return a post that tells these messages."""
    told = {
        "messaging_product": "whatsapp",
        "metadata": {"phone_number_id": number, "display_phone_number": "39 055 000 111"},
        "contacts": [{"wa_id": ADA, "profile": {"name": "Ada Lovelace"}}],
        "messages": list(messages),
        **value,
    }
    changes = [{"field": "messages", "value": told}]
    return json.dumps(
        {"object": "whatsapp_business_account", "entry": [{"changes": changes}]}
    ).encode()


def file(**more: Any) -> dict[str, Any]:
    return {"id": "55", "mime_type": "image/jpeg", "sha256": "x", **more}


def said(text: str, *media: Media, contact: Contact | None = None) -> Said:
    return Said(text, media, contact, message="wamid.1")


SAMPLES: dict[str, tuple[dict[str, Any], Happening]] = {
    "a text": ({"type": "text", "text": {"body": "ciao"}}, said("ciao")),
    "a reply that quotes": (
        {"type": "text", "text": {"body": "yes"}, "context": {"from": "39055", "id": "wamid.0"}},
        said("yes"),
    ),
    "a button": (
        {
            "type": "interactive",
            "interactive": {"type": "button_reply", "button_reply": {"id": "a.1", "title": "Yes"}},
        },
        Pressed("a.1"),
    ),
    "a row of a list": (
        {
            "type": "interactive",
            "interactive": {
                "type": "list_reply",
                "list_reply": {"id": "a.7", "title": "Genova", "description": "by the sea"},
            },
        },
        Pressed("a.7"),
    ),
    "a button of a template": (
        {"type": "button", "button": {"payload": "Stop", "text": "Stop"}},
        said("Stop"),
    ),
    "a picture with words": (
        {"type": "image", "image": file(caption="look")},
        said("look", Media("image", "whatsapp:55", None, "image/jpeg")),
    ),
    "a sticker": (
        {"type": "sticker", "sticker": file(mime_type="image/webp", animated=False)},
        said("", Media("image", "whatsapp:55", None, "image/webp")),
    ),
    "a spoken note": (
        {"type": "audio", "audio": file(mime_type="audio/ogg; codecs=opus", voice=True)},
        said("", Media("voice", "whatsapp:55", None, "audio/ogg")),
    ),
    "a sound": (
        {"type": "audio", "audio": file(mime_type="audio/mpeg", voice=False)},
        said("", Media("audio", "whatsapp:55", None, "audio/mpeg")),
    ),
    "a film": (
        {"type": "video", "video": file(mime_type="video/mp4")},
        said("", Media("video", "whatsapp:55", None, "video/mp4")),
    ),
    "a document": (
        {"type": "document", "document": file(mime_type="application/pdf", filename="a.pdf")},
        said("", Media("file", "whatsapp:55", "a.pdf", "application/pdf")),
    ),
    "a place": (
        {"type": "location", "location": {"latitude": 45.46, "longitude": 9.19, "name": "Duomo"}},
        said("", Media("location", "geo:45.46,9.19", "Duomo")),
    ),
    "a card": (
        {
            "type": "contacts",
            "contacts": [
                {
                    "name": {"formatted_name": "Grace Hopper"},
                    "phones": [{"phone": "+1 555 0100", "wa_id": "15550100"}],
                }
            ],
        },
        said("+1 555 0100", contact=Contact("+1 555 0100", "Grace Hopper")),
    ),
    "a sign": (
        {"type": "reaction", "reaction": {"message_id": "wamid.9", "emoji": "👍"}},
        Reacted("👍", "wamid.9"),
    ),
    "a sign taken away": (
        {"type": "reaction", "reaction": {"message_id": "wamid.9"}},
        Reacted(None, "wamid.9"),
    ),
    "a chat opened": ({"type": "request_welcome"}, Opened()),
    "a character that no database keeps": (
        {"type": "text", "text": {"body": "a\0b"}},
        said("ab"),
    ),
}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample(name: str):
    fields, happening = SAMPLES[name]
    heard = decode(post({"id": "wamid.1", "from": ADA, "timestamp": "1", **fields}), NUMBER)
    assert heard is not None
    (incoming,) = heard.incoming
    assert incoming.happening == happening
    assert incoming.external_id == "wamid.1"
    assert incoming.sender == Sender(ADA, "Ada Lovelace", "Ada")
    assert incoming.space is None
    assert heard.unread == 0


PASSED_OVER: dict[str, dict[str, Any]] = {
    "a type that the API does not tell": {
        "type": "unsupported",
        "errors": [{"code": 131051, "title": "Message type unknown"}],
    },
    "a new number of somebody": {
        "type": "system",
        "system": {"type": "user_changed_number", "wa_id": "1", "body": "Ada changed"},
    },
    "what was said in a group": {"type": "text", "text": {"body": "hi"}, "group_id": "g"},
    "an empty text": {"type": "text", "text": {"body": ""}},
}


@pytest.mark.parametrize("name", PASSED_OVER)
def test_what_tells_nothing_is_passed_over(name: str):
    heard = decode(post({"id": "wamid.1", "from": ADA, **PASSED_OVER[name]}), NUMBER)
    assert heard is not None
    assert heard.incoming == ()


def test_one_post_holds_many_updates_and_the_rest_is_told_beside_what_cannot_be_read():
    broken = {"id": 7, "from": ADA, "type": "text"}
    second = {**WRITTEN, "id": "wamid.2"}
    heard = decode(post(WRITTEN, broken, second), NUMBER)
    assert heard is not None
    assert [one.external_id for one in heard.incoming] == ["wamid.1", "wamid.2"]
    assert heard.unread == 1
    assert heard.shown == "39 055 000 111"


def test_what_concerns_another_number_is_passed_over():
    heard = decode(post(WRITTEN, number="999999"), NUMBER)
    assert heard is not None
    assert heard.incoming == ()
    assert heard.shown is None


FAILED: dict[int, list[Happening]] = {
    131026: [
        Undelivered(DeliveryId("d1"), "131026: there is nobody on WhatsApp who can read this"),
        Blocked(),
    ],
    131047: [
        Undelivered(
            DeliveryId("d1"), "131047: more than 24 hours have passed since the person's last word"
        )
    ],
    987654: [Undelivered(DeliveryId("d1"), "987654")],
}


def failed(code: int, **more: str) -> dict[str, Any]:
    status = {"id": "wamid.7", "status": "failed", "recipient_id": ADA}
    return {**status, "errors": [{"code": code, "title": "why"}], **more}


@pytest.mark.parametrize("code", FAILED)
def test_a_message_that_did_not_arrive(code: int):
    arrived = {"id": "wamid.6", "status": "delivered", "recipient_id": ADA}
    heard = decode(post(statuses=[arrived, failed(code, biz_opaque_callback_data="d1")]), NUMBER)
    assert heard is not None
    assert [one.happening for one in heard.incoming] == FAILED[code]
    assert heard.late == ((ADA,) if code == 131047 else ())
    assert len({one.external_id for one in heard.incoming}) == len(heard.incoming)


def test_a_message_of_another_program_is_none_of_ours():
    heard = decode(post(statuses=[failed(131049)]), NUMBER)
    assert heard is not None
    assert heard.incoming == ()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"null", b'{"entry": 7}', b'{"entry": []}', b"\xff", b"[" * 9_000],
)
def test_what_is_none_of_metas(body: bytes):
    assert decode(body, NUMBER) is None


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["id", "from", "type", "text", "body", "x"]), inner)
    ),
    max_leaves=12,
)


@given(st.lists(ANY, max_size=4), st.dictionaries(st.sampled_from(["statuses", "contacts"]), ANY))
def test_anything_can_be_told(messages: list[Any], value: dict[str, Any]):
    heard = decode(post(*messages, **value), NUMBER)
    assert heard is None or all(one.external_id for one in heard.incoming)


@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_sample_with_anything_in_it_never_raises(name: str, data: st.DataObject):
    fields = SAMPLES[name][0]
    changed = dict(
        data.draw(st.fixed_dictionaries({key: ANY | st.just(fields[key]) for key in fields}))
    )
    heard = decode(post({"id": "wamid.1", "from": ADA, **changed}), NUMBER)
    assert heard is not None
    assert len(heard.incoming) + heard.unread <= 1


@given(st.binary(max_size=60), st.integers(0, 200))
def test_a_post_with_bytes_changed_never_raises(noise: bytes, at: int):
    body = post(WRITTEN)
    heard = decode(body[:at] + noise + body[at + len(noise) :], NUMBER)
    assert heard is None or msgspec.json.encode(heard)
