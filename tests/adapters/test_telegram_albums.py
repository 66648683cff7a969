"""Several pictures at once, over sockets to the stand-in."""

import base64
from typing import Any

import pytest
from msgspec import structs

from adapters.telegram import Telegram
from bot.channels.contract import Group, Part
from bot.channels.fit import fit
from bot.core.content import Button, Media, Message
from bot.core.events import Said
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Throttled
from tests.adapters.telegram_stage import TOKEN, Taken, deliver, opened, square

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


@pytest.mark.parametrize(
    ("media", "buttons", "weight"),
    [
        ((), (), 1),
        ((HALL,), (), 1),
        ((HALL, YARD), (), 2),
        ((HALL,) * 10, (), 10),
        ((HALL, MOVING, YARD), (), 4),
        ((HALL, YARD), (YES,), 3),
        ((HALL, Media("location", "geo:1,x")), (), 1),
    ],
)
async def test_an_album_counts_as_the_messages_that_it_is(media, buttons, weight: int):
    parts = (Part(DeliveryId("d"), Message("two", "two", buttons, media)),)
    group = Group(GroupId("g"), "17", None, parts)
    async with square() as place, opened(place.settings(), Taken()) as channel:
        assert channel.weight(group) == weight
        changed = structs.replace(group, parts=(structs.replace(parts[0], earlier="7"),))
        assert channel.weight(changed) == 1


async def test_an_album_is_refused_where_one_message_fewer_would_go():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        made = await place.post("groups", title="Readers", members=[place.ada, TOKEN], kind="group")
        await place.post("limits", group_per_minute=3)
        space = str(made["id"])
        first = await deliver(channel, place.ada, "two", space=space, media=(HALL, YARD))
        second = await deliver(channel, place.ada, "two", space=space, media=(HALL, YARD))
        third = await deliver(channel, place.ada, "one", space=space, media=(HALL,))
    assert isinstance(first, Accepted)
    assert isinstance(second, Throttled)
    assert isinstance(third, Accepted)


def shapes(message: Message) -> list[tuple[int, str, int]]:
    fitted = fit(message, Telegram.capabilities)
    return [(len(one.media), one.text, len(one.buttons)) for one in fitted.messages]


def test_only_what_makes_an_album_stands_together():
    assert shapes(Message("x", "x", media=(HALL, YARD))) == [(2, "x", 0)]
    assert shapes(Message("x", "x", (YES,), (HALL, YARD))) == [(2, "", 0), (0, "x", 1)]
    assert shapes(Message("", "", (YES,), (HALL, YARD, HALL))) == [(2, "", 0), (1, "", 1)]
    assert shapes(Message("", "", (), (HALL, MOVING, YARD))) == [(1, "", 0)] * 3
    assert shapes(Message("", "", (), (HALL,) * 11)) == [(10, "", 0), (1, "", 0)]


async def test_what_people_send_together_comes_as_parts_of_one_album():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken):
        for album in ("77", "77", None):
            sent: dict[str, Any] = {"person": place.ada, "kind": "photo", "content": PNG}
            await place.post("send", **sent, album=album)
        heard = [one.happening for one in await taken.count(3)]
    assert [one.album for one in heard if isinstance(one, Said)] == ["77", "77", None]
