"""The same things, sent on every platform, are the same answers; and what is shown is shown on all.

Tables over the adapters' pure parts: what one cannot do there is said in the table, not left out.
"""

import io
import json

import msgspec
import pytest
from msgspec import structs

from adapters.discord import Discord
from adapters.discord.decode import decode_message
from adapters.discord.encode import encode_message
from adapters.telegram import Telegram
from adapters.telegram.decode import BotName, decode
from adapters.telegram.encode import encode
from adapters.terminal import Terminal
from adapters.webchat import Webchat
from adapters.webhook import Webhook, decode_body
from bot.channels.contract import Adapter, Group, Part
from bot.channels.delivery import write_message
from bot.channels.fit import fit
from bot.core.content import Button, Card, Media, Message
from bot.core.events import Happening, Said
from bot.core.ids import DeliveryId, GroupId
from bot.core.values import Value
from bot.dialogue.program import AskType
from bot.dialogue.questions.things import thing_in

ADA = {"id": "17", "username": "ada"}


def on_telegram(**held: object) -> Happening:
    chat, sender = {"id": 17, "type": "private"}, {"id": 17, "first_name": "Ada"}
    message = {"message_id": 1, "date": 0, "chat": chat, "from": sender, **held}
    update = json.dumps({"update_id": 1, "message": message}).encode()
    incoming = decode(update, BotName(1, "bot"))
    assert incoming is not None
    return incoming.happening


def on_discord(**file: object) -> Happening:
    body = {"id": "1", "channel_id": "2", "author": ADA, "content": "", "attachments": [file]}
    heard = decode_message(json.dumps(body).encode(), "99", in_guild=False)
    assert heard is not None
    return heard.incoming.happening


def by_webhook(**attachment: object) -> Happening:
    body = json.dumps({"from": "ada", "attachments": [attachment]}).encode()
    incoming = decode_body("m-1", body)
    assert not isinstance(incoming, Exception)
    return incoming.happening  # type: ignore[union-attr]


CDN = "https://cdn.discordapp.com/attachments/2/3/me.jpg"
OWN = "https://example.org/me.jpg"
FILE = {"file_id": "BQAD", "file_unique_id": "u", "file_name": "me.pdf", "file_size": 7}
VOICE = {"file_id": "AwAD", "file_unique_id": "u", "duration": 1, "mime_type": "audio/ogg"}
PHOTO = [
    {"file_id": "AgAD1", "file_unique_id": "s", "width": 1, "height": 1, "file_size": 3},
    {"file_id": "AgAD2", "file_unique_id": "l", "width": 9, "height": 9, "file_size": 12},
]

SENT: dict[str, tuple[Happening, AskType, Value]] = {
    "telegram: a photo": (
        on_telegram(photo=PHOTO),
        "photo",
        {"kind": "image", "name": None, "size": 12, "url": "telegram:AgAD2"},
    ),
    "telegram: a photo as a file": (
        on_telegram(document={**FILE, "file_name": "me.jpg", "mime_type": "image/jpeg"}),
        "photo",
        {"kind": "file", "name": "me.jpg", "size": 7, "url": "telegram:BQAD"},
    ),
    "telegram: a file": (
        on_telegram(document=FILE),
        "file",
        {"kind": "file", "name": "me.pdf", "size": 7, "url": "telegram:BQAD"},
    ),
    "telegram: a spoken note": (
        on_telegram(voice=VOICE),
        "file",
        {"kind": "voice", "name": None, "size": None, "url": "telegram:AwAD"},
    ),
    "telegram: a place": (
        on_telegram(location={"latitude": 45.5, "longitude": 9.25}),
        "location",
        {"lat": 45.5, "lon": 9.25},
    ),
    "telegram: a contact": (
        on_telegram(contact={"phone_number": "+3902", "first_name": "Ada", "last_name": "Byron"}),
        "contact",
        {"phone": "+3902", "name": "Ada Byron"},
    ),
    "telegram: the contact of somebody on it": (
        on_telegram(contact={"phone_number": "3902", "first_name": "Ada", "user_id": 17}),
        "contact",
        {"phone": "+3902", "name": "Ada"},
    ),
    "telegram: a contact from an address book": (
        on_telegram(contact={"phone_number": "02 123", "first_name": "Ada"}),
        "contact",
        {"phone": "02 123", "name": "Ada"},
    ),
    "discord: a photo": (
        on_discord(id="3", filename="me.jpg", content_type="image/jpeg", size=12, url=CDN),
        "photo",
        {"kind": "image", "name": "me.jpg", "size": 12, "url": CDN},
    ),
    "discord: a file": (
        on_discord(id="3", filename="me.bin", size=7, url=CDN),
        "file",
        {"kind": "file", "name": "me.bin", "size": 7, "url": CDN},
    ),
    "webhook: a photo": (
        by_webhook(type="image", url=OWN, name="me.jpg", size=12),
        "photo",
        {"kind": "image", "name": "me.jpg", "size": 12, "url": OWN},
    ),
    "webhook: a file": (
        by_webhook(type="video", url=OWN),
        "file",
        {"kind": "video", "name": None, "size": None, "url": OWN},
    ),
    "webhook: a place": (
        by_webhook(type="location", url="geo:45.5,9.25"),
        "location",
        {"lat": 45.5, "lon": 9.25},
    ),
    "webhook: a place that is none": (by_webhook(type="location", url=OWN), "location", None),
}


@pytest.mark.parametrize("name", SENT)
def test_what_is_sent_is_the_answer(name: str) -> None:
    happening, kind, value = SENT[name]
    assert isinstance(happening, Said)
    assert thing_in(happening, kind) == value
    assert thing_in(happening, "text") is None


HALL = Media("image", "media/hall.png", "hall.png", "image/png", 3, "The hall")
CARD = Card("Table", "For four.", "For **four**.", "https://example.org/t", HALL)
SHOWN = Message("Here.", "Here.", (Button("m.0", "Take it"),), (), CARD)
TEXT = "Here.\n\nTable (https://example.org/t)\nFor four."
CONTENTS = {"media/hall.png": b"PNG"}


def fitted(adapter: Adapter, message: Message) -> Message:
    (one,) = fit(message, adapter.capabilities).messages
    return one


def test_a_card_is_shown_on_telegram() -> None:
    (call,) = encode(fitted(Telegram(), SHOWN), CONTENTS)  # type: ignore[misc]
    assert (call.kind, call.caption) == ("image", "Here.\n\nTable\nFor four.")
    assert [one.url for one in call.entities if one.type == "text_link"] == [CARD.url]
    assert [key.text for row in call.keyboard for key in row] == ["Take it"]


def test_a_card_is_shown_on_discord() -> None:
    sent = encode_message(fitted(Discord(), SHOWN), contents=CONTENTS)
    (embed,) = sent.body["embeds"]  # type: ignore[misc]
    assert (sent.body["content"], embed["title"], embed["url"]) == ("Here.", "Table", CARD.url)
    assert [one.data for one in sent.uploads] == [b"PNG"]


def test_a_card_is_written_elsewhere() -> None:
    part = Part(DeliveryId("d"), fitted(Webhook(), SHOWN))
    written = write_message(part, lambda path: f"https://example.org/{path}")
    assert written.text == TEXT
    assert [msgspec.structs.asdict(one) for one in written.media] == [
        {
            "type": "image",
            "url": "https://example.org/media/hall.png",
            "name": "hall.png",
            "media_type": "image/png",
            "size": 3,
            "alt": "The hall",
        }
    ]


async def test_a_card_is_printed_at_a_terminal() -> None:
    out = io.StringIO()
    terminal = Terminal(io.StringIO(), out)
    part = Part(DeliveryId("d"), fitted(terminal, SHOWN))
    await terminal.deliver(Group(GroupId("g"), "you", None, (part,)))
    assert out.getvalue() == f"{TEXT}\n[The hall: media/hall.png]\n  1. Take it\n"


@pytest.mark.parametrize(
    "adapter", [Discord(), Webhook(), Webchat(), Terminal()], ids=lambda adapter: adapter.name
)
def test_what_telegram_keeps_is_told_in_words_elsewhere(adapter: Adapter) -> None:
    message = structs.replace(SHOWN, card=None, media=(Media("image", "telegram:a", "me.jpg"),))
    assert fitted(adapter, message).text == "Here.\n\n[me.jpg]"
