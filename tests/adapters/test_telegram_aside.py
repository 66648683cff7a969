"""In a group on Telegram, what concerns one person is said in their private chat."""

import json

from msgspec import structs

from adapters.telegram.decode import BotName, decode
from bot.channels.contract import Group as Said
from bot.channels.contract import Part
from bot.core.content import Button, Message
from bot.core.events import Incoming, Pressed
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted, Outcome, Rejected, Throttled
from tests.adapters.test_telegram_groups import Group, group

HELD = Message("held", "held", (Button("a.1", "Erase"),), private=True, instead="Only in private.")


async def confide(one: Group, message: Message = HELD) -> Outcome:
    said = Said(GroupId("g"), str(one.place.ada), one.space, (Part(DeliveryId("d"), message),))
    (outcome,) = await one.channel.deliver(said)
    return outcome


async def bots(one: Group, chat: int) -> list[str]:
    """Return what the bot has said in a chat."""
    return [it["text"] for it in await one.place.messages(chat) if it["from"] == "bot"]


async def test_who_has_begun_reads_it_alone_and_presses_for_the_group():
    async with group("forum") as one:
        await one.place.say("/start")
        assert await confide(one) == Accepted()  # what goes by that number in the group is another
        shown = (await one.place.messages())[-1]["message_id"]
        await one.place.post("press", person=one.place.ada, message_id=shown, label="Erase")
        await one.heard()
        told = [(it.happening, it.space) for it in one.taken.incoming]
        assert (Pressed("a.1"), one.space) in told
        assert await bots(one, one.chat) == []
        assert await bots(one, one.place.ada) == ["held"]


async def test_who_never_began_is_told_in_the_group_where_it_can_be_said():
    async with group("supergroup") as one:
        await one.say("/privacy@WeConverseBot")
        await one.taken.count(1)
        assert isinstance(await confide(one), Accepted)
        assert await bots(one, one.chat) == ["Only in private.\nhttps://t.me/WeConverseBot"]


async def test_a_group_learns_nothing_where_there_are_no_words_for_it():
    async with group("supergroup") as one:
        assert isinstance(await confide(one, structs.replace(HELD, instead=None)), Rejected)
        assert await bots(one, one.chat) == []


async def test_what_fails_in_private_is_tried_there_again():
    async with group("supergroup") as one:
        await one.place.say("/start")
        await one.place.fault(
            "sendMessage", "answer", status=429, text="", headers={"Retry-After": "1"}
        )
        assert isinstance(await confide(one), Throttled)
        assert isinstance(await confide(one), Accepted)
        assert await bots(one, one.chat) == []
        assert await bots(one, one.place.ada) == ["held"]


def press(data: str, *keys: str) -> Incoming | None:
    """Return what a press in Ada's private chat tells, below a message with these buttons."""
    ada = {"id": 7, "first_name": "Ada"}
    rows = [[{"text": "x", "callback_data": key}] for key in keys]
    message = {"message_id": 1, "chat": {"id": 7, "type": "private"}}
    below = {"reply_markup": {"inline_keyboard": rows}}
    query = {"id": "1", "from": ada, "data": data, "message": {**message, **below}}
    update = {"update_id": 5, "callback_query": query}
    return decode(json.dumps(update).encode(), BotName(1, "bot"))


def test_nobody_makes_up_in_which_group_they_press():
    honest, forged = press("a.1@-100", "a.1@-100"), press("a.1@-100", "a.1@-200")
    assert honest is not None
    assert forged is not None
    assert (honest.happening, honest.space) == (Pressed("a.1"), "-100")
    assert (forged.happening, forged.space) == (Pressed("a.1@-100"), None)
