"""Groups and threads of another system over its webhook channel, with the real engine behind it."""

from pathlib import Path

from at_work import message, working, write_brand
from receiver import Receiver, receiving

DIALOGUE = """\
dialogue: colour
starts: [{command: colour}]
steps:
  - ask: Which colour?
    as: colour
  - say: "{person.first_name} likes {colour}."
"""
SITE = "/channels/paint/site/messages"

Told = tuple[str, str | None, str]


def told(receiver: Receiver) -> list[Told]:
    """Return to whom, in which space and what was said, in the order of the requests."""
    return [
        (body["to"], body.get("space"), one["text"])
        for _, body in receiver.deliveries
        for one in body["messages"]
    ]


async def test_a_reply_names_the_person_and_the_space(tmp_path: Path):
    async with receiving() as receiver:
        write_brand(tmp_path, {"colour": DIALOGUE}, receiver.address)
        async with working(tmp_path) as sender:
            room = message(text="/colour", space="room-1")
            assert (await sender.post(SITE, room, message_id="m-1")).status == 202
            await receiver.until(1)
            await sender.post(SITE, message(text="/colour"), message_id="m-2")
            await receiver.until(2)
            awaited = await sender.post(
                f"{SITE}?wait=5", message(text="red", space="room-1"), message_id="m-3"
            )
            body = await awaited.json()
    assert told(receiver) == [("ada", "room-1", "Which colour?"), ("ada", None, "Which colour?")]
    assert "space" not in receiver.deliveries[1][1]
    assert (body["to"], body["space"]) == ("ada", "room-1")
    assert [one["text"] for one in body["messages"]] == ["Ada likes red."]


async def test_a_space_waits_for_itself_whoever_speaks_and_no_other_waits_for_it(tmp_path: Path):
    async with receiving() as receiver:
        write_brand(tmp_path, {"colour": DIALOGUE}, receiver.address)
        async with working(tmp_path) as sender:
            receiver.statuses = [500]
            await sender.post(SITE, message(text="/colour", space="room-1"), message_id="m-1")
            await receiver.until(1)
            bob = {"from": "bob", "name": "Bob", "text": "/colour"}
            await sender.post(SITE, message(**bob, space="room-1"), message_id="m-2")
            await sender.post(SITE, message(**bob, space="room-2"), message_id="m-3")
            await sender.post(SITE, message(**bob), message_id="m-4")
            await receiver.until(5)
    places = [(to, space) for to, space, _ in told(receiver)]
    room = [place for place in places if place[1] == "room-1"]
    assert room == [("ada", "room-1"), ("ada", "room-1"), ("bob", "room-1")]
    (first, _), (again, _) = [one for one in receiver.deliveries if one[1]["to"] == "ada"]
    assert first == again
    assert places.index(("bob", None)) < places.index(("ada", "room-1"), 1)
    assert places.index(("bob", "room-2")) < places.index(("bob", "room-1"))


async def test_what_is_said_in_a_space_comes_in_the_order_in_which_it_was_taken_in(tmp_path: Path):
    async with receiving() as receiver:
        write_brand(tmp_path, {"colour": DIALOGUE}, receiver.address)
        async with working(tmp_path) as sender:
            people = [f"person-{number}" for number in range(6)]
            for who in people:
                opening = message(**{"from": who, "text": "/colour", "space": "room-1"})
                assert (await sender.post(SITE, opening, message_id=who)).status == 202
            await receiver.until(len(people))
    assert [to for to, _, _ in told(receiver)] == people
