"""Several pictures at once, over sockets to the stand-in."""

import base64
from typing import Any

from adapters.telegram import Telegram
from bot.channels.fit import fit
from bot.core.content import Button, Media, Message
from bot.core.outcomes import Accepted
from tests.adapters.telegram_stage import Taken, deliver, opened, square

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nhall").decode()
HALL = Media("image", f"data:image/png;base64,{PNG}", "hall.png")
YARD = Media("image", "https://example.org/yard.jpg")
MOVING = Media("image", "https://example.org/a.gif")
YES = Button("a.1", "Yes")


async def test_pictures_stand_in_one_album_with_their_text():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        await place.say("hello")
        outcome = await deliver(channel, place.ada, "**two**", media=(HALL, YARD))
        _, hall, yard = await place.messages()
        (call,) = await place.calls("sendMediaGroup")
    assert outcome == Accepted(str(hall["message_id"]))
    assert [hall["text"], hall["picture"], yard["text"], yard["picture"]] == ["two", True, "", True]
    assert [one["type"] for one in hall["entities"]] == ["bold"]
    assert call["complaints"] == []


async def test_an_album_that_is_refused_is_taken_apart():
    refusal: dict[str, Any] = {"ok": False, "error_code": 400, "description": "Bad Request: x"}
    async with square() as place, opened(place.settings(), Taken()) as channel:
        await place.say("hello")
        await place.fault("sendMediaGroup", "answer", status=400, body=refusal)
        outcome = await deliver(channel, place.ada, "two", media=(HALL, YARD))
        shown = await place.messages()
    assert isinstance(outcome, Accepted)
    assert [(one["picture"], one["text"]) for one in shown[1:]] == [
        (True, ""),
        (True, ""),
        (False, "two"),
    ]


def shapes(message: Message) -> list[tuple[int, str, int]]:
    fitted = fit(message, Telegram.capabilities)
    return [(len(one.media), one.text, len(one.buttons)) for one in fitted.messages]


def test_only_what_makes_an_album_stands_together():
    assert shapes(Message("x", "x", media=(HALL, YARD))) == [(2, "x", 0)]
    assert shapes(Message("x", "x", (YES,), (HALL, YARD))) == [(2, "", 0), (0, "x", 1)]
    assert shapes(Message("", "", (YES,), (HALL, YARD, HALL))) == [(2, "", 0), (1, "", 1)]
    assert shapes(Message("", "", (), (HALL, MOVING, YARD))) == [(1, "", 0)] * 3
    assert shapes(Message("", "", (), (HALL,) * 11)) == [(10, "", 0), (1, "", 0)]
