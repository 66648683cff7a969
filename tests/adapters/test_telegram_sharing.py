"""Contacts and what people share, over sockets to the stand-in."""

from typing import Any

from bot.channels.contract import Group, Part
from bot.core.content import Button, Contact, Media, Message
from bot.core.events import Said
from bot.core.ids import DeliveryId, GroupId
from bot.core.outcomes import Accepted
from tests.adapters.telegram_stage import Taken, deliver, opened, square

NUMBER = Button("s.1", "Share my number", authored=False, shares="contact")
PLACE = Button("s.2", "Share where I am", authored=False, shares="location")


async def test_a_number_and_a_place_are_shared_by_a_tap():
    taken = Taken()
    async with square() as place, opened(place.settings(), taken) as channel:
        await place.say("hello")
        await deliver(channel, place.ada, "Who?", buttons=(NUMBER, PLACE))
        ada: dict[str, Any] = {"person": place.ada}
        await place.post("tap", **ada, label="Share my number", phone_number="39021")
        await place.post("tap", **ada, label="Share where I am", latitude=45.5, longitude=9.25)
        incoming = await taken.count(3)
        await deliver(channel, place.ada, "Thanks.", delivery="d2")
        await deliver(channel, place.ada, "Bye.", delivery="d3")
        markups = [one["params"].get("reply_markup") for one in await place.calls("sendMessage")]
        room = place.stand_in.world.private(
            next(iter(place.stand_in.world.bots.values())),
            place.stand_in.world.people[place.ada],
        )
    number, where = (one.happening for one in incoming[1:])
    assert isinstance(number, Said)
    assert number.contact == Contact("+39021", "Ada")
    assert isinstance(where, Said)
    assert where.attachments == (Media("location", "geo:45.5,9.25"),)
    assert markups[1:] == ['{"remove_keyboard": true}', None]
    assert room.keyboard == []


async def test_in_a_group_nothing_is_asked_to_be_shared():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        group = (await place.post("groups", title="Square", members=[place.ada]))["id"]
        outcome = await deliver(channel, place.ada, "Who?", space=str(group), buttons=(NUMBER,))
        refused = await place.api(
            "sendMessage",
            chat_id=group,
            text="?",
            reply_markup='{"keyboard": [[{"text": "x", "request_location": true}]]}',
        )
    assert isinstance(outcome, Accepted)
    assert refused["description"] == (
        "Bad Request: location can be requested in private chats only"
    )


async def test_a_contact_is_shown_as_one():
    async with square() as place, opened(place.settings(), Taken()) as channel:
        await place.say("hello")
        message = Message("", "", contact=Contact("+39021", "Ada L."))
        part = Part(DeliveryId("d1"), message)
        (outcome,) = await channel.deliver(Group(GroupId("g1"), str(place.ada), None, (part,)))
        (call,) = await place.calls("sendContact")
    assert isinstance(outcome, Accepted)
    assert (call["params"]["phone_number"], call["complaints"]) == ("+39021", [])
