"""Spoken notes on Discord: heard as such, and told as such where they stand alone."""

from base64 import b64encode

import pytest

from adapters.discord.voice import seconds_of
from bot.channels.contract import Group, Part
from bot.core.content import Media, Message
from bot.core.events import Said
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted
from tests.adapters.discord_stage import TOKEN, Market, a_market
from tests.eventually import eventually


def page(samples: int, content: bytes) -> bytes:
    """Return a page of Ogg (RFC 3533), with what nobody looks at left at zero."""
    head = b"OggS\0\0" + samples.to_bytes(8, "little", signed=True) + bytes(12)
    return head + bytes([1, len(content)]) + content


OPUS = b"OpusHead\x01\x01" + (312).to_bytes(2, "little") + bytes(7)
SPOKEN = page(0, OPUS) + page(72_312, b"sound")


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        (SPOKEN, 1.5),
        (page(0, OPUS) + page(-1, b""), 0.0),
        (b"ID3 a song", None),
        (page(48_000, b"\x01vorbis"), None),
        (SPOKEN[:30], None),
        (SPOKEN[:-20], None),
        (b"", None),
    ],
)
def test_how_long_it_is(data: bytes, seconds: float | None):
    assert seconds_of(data) == seconds


async def send(market: Market, text: str, data: bytes) -> None:
    url = f"data:audio/ogg;base64,{b64encode(data).decode()}"
    message = Message(text, text, media=(Media("voice", url, "note.ogg"),))
    part = Part(DeliveryId(f"{text}{len(data)}"), message)
    group = Group(GroupId(text), market.ada, None, (part,))
    (outcome,) = await market.channel.deliver(group)
    assert isinstance(outcome, Accepted)


async def test_a_note_is_one_where_it_stands_alone():
    async with a_market() as market:
        await market.open()
        await send(market, "", SPOKEN)
        await send(market, "listen", SPOKEN)
        await send(market, "", b"ID3 a song")
        shown = await market.messages()
        posts = await market.calls("POST channels/{id}/messages")
    assert [bool(one["flags"] & 1 << 13) for one in shown] == [True, False, False]
    assert [len(one["files"]) for one in shown] == [1, 1, 1]
    assert posts[0]["body"]["attachments"][0]["duration_secs"] == 1.5


async def test_what_somebody_spoke_is_heard_as_such():
    async with a_market() as market:
        await market.open()
        file = {"name": "voice-message.ogg", "media_type": "audio/ogg"}
        order = {"token": TOKEN, "person": market.ada, "files": [file]}
        await market.order("say", **order, spoken=True)
        await market.order("say", **order)
        await eventually(lambda: len(market.taken.incoming) == 2)
    said = [one.happening for one in market.taken.incoming]
    kinds = [[file.kind for file in one.attachments] for one in said if isinstance(one, Said)]
    assert kinds == [["voice"], ["audio"]]
