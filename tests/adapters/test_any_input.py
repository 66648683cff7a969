"""Whatever is sent, the doors decode it or refuse it: they never fail, and keep only what can be
stored.
"""

import json
from datetime import UTC, datetime
from functools import partial

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import Discord
from adapters.discord.endpoint import is_ping
from adapters.discord.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER
from adapters.telegram import Telegram
from adapters.telegram.webhook import SECRET_HEADER
from adapters.webchat import decode_frame, greet
from adapters.webhook import decode_body
from bot.channels.body import Malformed
from bot.channels.contract import ChannelSettings
from bot.channels.doors import PlatformCall, Refused, Visit
from bot.channels.identity_token import Connecting, read_token
from bot.core.events import Incoming
from bot.core.ids import BrandId, ChannelName

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
words = st.sampled_from(["a", "", "\0", "\ud800", "Europe/Rome", "../etc", "image", "x" * 300])
WEBHOOK = ["from", "text", "button", "space", "name", "language", "timezone", "attachments"]
ATTACHMENT = ["type", "url", "name", "media_type", "size"]
FRAME = [
    "type",
    "id",
    "token",
    *("files", "place", "name", "media_type", "size"),
    "text",
    "button",
    "start",
    "session",
    "after",
    "language",
    "timezone",
]
attachments = st.lists(
    st.dictionaries(st.sampled_from(ATTACHMENT), words | st.integers()), max_size=2
)
bodies = st.dictionaries(st.sampled_from(WEBHOOK), words | attachments | anything)
frames = st.dictionaries(
    st.sampled_from(FRAME),
    words | st.sampled_from(["hello", "say", "press", "open", "offer"]) | anything,
)
distrust = partial(read_token, secrets=["s" * 32], connecting=Connecting("n", "acme", 0))
often = settings(max_examples=300)


def is_storable(incoming: Incoming) -> bool:
    kept = msgspec.json.encode((incoming.sender, incoming.happening, incoming.space))
    return b"\\u0000" not in kept


@often
@given(bodies)
def test_any_body_is_decoded_or_refused_with_a_reason(body):
    decoded = decode_body("m-1", json.dumps(body).encode())
    if isinstance(decoded, Malformed):
        assert decoded.faults
    else:
        assert is_storable(decoded)


@often
@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_are_decoded_or_refused(body):
    assert isinstance(decode_body("m-1", body), Malformed)


@often
@given(frames)
def test_any_frame_is_decoded_or_refused(frame):
    written = json.dumps(frame)
    visit = greet(written, distrust)
    decoded = decode_frame(Visit("ada") if isinstance(visit, Refused) else visit, written)
    assert isinstance(decoded, Refused) or is_storable(decoded)


@often
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_refused(frame):
    assert isinstance(greet(frame, distrust), Refused)
    assert isinstance(decode_frame(Visit("ada"), frame), Refused)


CALLED = {
    "telegram": (Telegram(), {"token": "1:a-token", "mode": "webhook"}, SECRET_HEADER),
    "discord": (Discord(), {"token": "a-token", "public_key": "0f" * 32}, SIGNATURE_HEADER),
}


@often
@given(st.sampled_from(sorted(CALLED)), st.text(st.characters()), st.text(), st.binary(max_size=60))
def test_no_call_is_taken_for_a_platforms(name, shown, at, body):
    door, options, header = CALLED[name]
    channel = ChannelSettings(BrandId("b"), ChannelName(name), name, options)
    call = PlatformCall("POST", {}, {header: shown, TIMESTAMP_HEADER: at}, body, datetime.now(UTC))
    assert not door.is_genuine(channel, call)
    assert not is_ping(body)
