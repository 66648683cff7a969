"""The brand's own files leave over sockets, and the stand-ins take them as the platforms would."""

from itertools import count

import pytest
from msgspec import structs

from adapters.discord import Discord
from adapters.telegram import Telegram
from bot.channels.contract import Group, Part
from bot.channels.fit import fit
from bot.core.content import Button, Card, Media, Message
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome
from tests.adapters.discord_stage import a_market
from tests.adapters.telegram_stage import Taken, opened, square

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
CONTENTS = {
    "media/hall.png": PNG,
    "media/round.gif": b"GIF8" + b"\0" * 64,
    "media/menu.pdf": b"%PDF",
    "media/song.mp3": b"ID3",
    "media/hello.ogg": b"OggS",
    "media/film.mp4": b"ftyp",
    "media/wrong.png": b"no picture",
}


NUMBERS = count()


class Folder:
    """A brand's folder of files, in memory."""

    def read(self, path: str) -> bytes | None:
        return CONTENTS.get(path)

    def address(self, path: str) -> str:
        return f"https://example.org/{path}"


async def deliver(channel: Telegram | Discord, to: str, message: Message) -> list[Outcome]:
    """Send a message as the outbox would: fitted, each piece as a part of its own."""
    fitted = fit(message, channel.capabilities).messages
    return [
        outcome
        for one in fitted
        for outcome in await channel.deliver(
            Group(GroupId("g"), to, None, (Part(DeliveryId(f"d{next(NUMBERS)}"), one),))
        )
    ]


ON_TELEGRAM = {
    "media/hall.png": ("image", "sendPhoto"),
    "media/round.gif": ("image", "sendAnimation"),
    "media/menu.pdf": ("file", "sendDocument"),
    "media/song.mp3": ("audio", "sendAudio"),
    "media/hello.ogg": ("audio", "sendVoice"),
    "media/film.mp4": ("video", "sendVideo"),
    "https://example.org/a.png": ("image", "sendPhoto"),
}


async def test_each_file_has_its_method_on_telegram():
    async with square() as place:
        await place.say("hello")
        settings = structs.replace(place.settings(), files=Folder())
        async with opened(settings, Taken()) as channel:
            for url, (kind, method) in ON_TELEGRAM.items():
                media = Media(kind, url)  # type: ignore[arg-type]
                message = Message("look", "**look**", (Button("b.1", "Yes"),), (media,))
                (outcome,) = await deliver(channel, str(place.ada), message)
                assert isinstance(outcome, Accepted), (url, outcome)
                (call,) = (await place.calls(method))[-1:]
                assert call["params"]["caption"] == "look"
                assert call["complaints"] == []
                shown = (await place.messages())[-1]
                assert (shown["text"], bool(shown["file"])) == ("look", True)
                assert shown["buttons"] == [[{"label": "Yes", "data": "b.1"}]]


async def test_a_card_and_a_long_text_go_as_telegram_takes_them():
    picture = Media("image", "media/hall.png", size=len(PNG))
    card = Card("Jacket", "Warm.", "**Warm.**", "https://example.org/j", picture)
    async with square() as place:
        await place.say("hello")
        settings = structs.replace(place.settings(), files=Folder())
        async with opened(settings, Taken()) as channel:
            outcomes = await deliver(channel, str(place.ada), Message("Look:", "Look:", card=card))
            text = "x" * 1_025
            outcomes += await deliver(channel, str(place.ada), Message(text, text, (), (picture,)))
        shown = (await place.messages())[1:]
    assert all(isinstance(one, Accepted) for one in outcomes)
    assert [(one["text"], bool(one["file"])) for one in shown] == [
        ("Look:\n\nJacket\nWarm.", True),
        ("", True),
        (text, False),
    ]


REFUSED = {
    "media/gone.png": "the brand has no file media/gone.png",
    "media/wrong.png": "Image_process_failed",
}


@pytest.mark.parametrize("url", REFUSED)
async def test_what_is_said_goes_out_without_a_file_that_is_refused_on_telegram(
    url: str, caplog: pytest.LogCaptureFixture
):
    async with square() as place:
        await place.say("hello")
        settings = structs.replace(place.settings(), files=Folder())
        async with opened(settings, Taken()) as channel:
            picture = Media("image", url, alt="A hall")
            message = Message("look", "look", (Button("b.1", "Yes"),), (picture,))
            (outcome,) = await deliver(channel, str(place.ada), message)
        shown = (await place.messages())[1:]
    assert isinstance(outcome, Accepted)
    assert [(one["text"], one["file"]) for one in shown] == [("look\n\n[A hall]", None)]
    assert shown[0]["buttons"]
    assert f"a message goes out plainer form=without_files reason={REFUSED[url]!r}" in caplog.text


async def test_a_picture_of_the_web_that_telegram_cannot_fetch_is_a_link():
    refusal = {"ok": False, "error_code": 400, "description": "Bad Request: wrong type of content"}
    async with square() as place:
        await place.say("hello")
        await place.fault("sendPhoto", "answer", status=400, body=refusal)
        async with opened(place.settings(), Taken()) as channel:
            picture = Media("image", "https://example.org/a", "a.png")
            (outcome,) = await deliver(
                channel, str(place.ada), Message("look", "look", (), (picture,))
            )
        (shown,) = (await place.messages())[1:]
    assert isinstance(outcome, Accepted)
    assert (shown["text"], shown["entities"][0]["url"]) == ("look\n\n[a.png]", picture.url)


async def test_files_and_cards_are_shown_on_discord():
    hall = Media("image", "media/hall.png", size=len(PNG), alt="The hall")
    menu, web = Media("file", "media/menu.pdf"), Media("image", "https://example.org/a.png")
    card = Card("Jacket", "Warm.", "**Warm.**", "https://example.org/j", hall)
    async with a_market() as market:
        market.settings = structs.replace(market.settings, files=Folder())
        await market.open()
        message = Message("look", "look", (Button("b.1", "Yes"),), (hall, menu, web), card)
        (outcome,) = await deliver(market.channel, market.ada, message)
        assert isinstance(outcome, Accepted), outcome
        (shown,) = await market.messages()
        assert [file["name"] for file in shown["files"]] == ["hall.png", "menu.pdf", "card.png"]
        picture, framed = shown["embeds"]
        assert picture["image"]["url"] == web.url
        assert (framed["title"], framed["description"]) == ("Jacket", "**Warm.**")
        assert framed["image"]["url"] == "attachment://card.png"
        lost = Message("look", "look", (), (Media("image", "media/gone.png", "gone.png"),))
        (outcome,) = await deliver(market.channel, market.ada, lost)
        assert isinstance(outcome, Accepted)
        assert (await market.messages())[-1]["content"] == "look\n\n\\[gone.png\\]"
        full = Message("x" * 2_000, "x" * 2_000, media=lost.media)
        (outcome,) = await deliver(market.channel, market.ada, full)
        assert isinstance(outcome, Accepted), "there is no room for words about the file"
        assert (await market.messages())[-1]["content"] == full.text


@pytest.mark.parametrize("channel", [Telegram, Discord])
def test_what_people_can_send_is_said(channel: type[Telegram | Discord]):
    assert {"image", "file"} <= channel.capabilities.receives
