"""Events come in, wake and start dialogues, and dialogues tell events, over real sockets."""

import asyncio
import json

import pytest
from at_work import message, working, write_brand
from receiver import receiving
from served import Sender

SITE = "/channels/paint/site/messages"
PARCEL = """\
dialogue: parcel
starts:
  - event: order.shipped
steps:
  - say: "Order {event.data.number} is on its way."
"""
ORDER = """\
dialogue: order
starts:
  - command: order
steps:
  - set: {order: "4711"}
  - say: We tell you when it is paid.
  - wait_for: order.paid
    where: event.data.number == order
    as: paid
  - say: "Paid: {paid.amount}."
"""
EARLY = """\
dialogue: early
starts:
  - command: early
steps:
  - ask: Whose name is on it?
    as: whose
  - wait_for: order.paid
  - say: It is paid already.
"""
SEAT = """\
dialogue: seat
starts:
  - command: seat
steps:
  - ask: Which evening?
    as: evening
  - emit: seat.taken
    with: {evening: "{evening}", seats: 2}
  - say: Taken.
"""
QUESTION = """\
dialogue: question
starts:
  - command: question
steps:
  - ask: Which colour?
    as: colour
  - say: "{colour} it is."
"""
BRAND = {
    "parcel": PARCEL,
    "order": ORDER,
    "early": EARLY,
    "seat": SEAT,
    "question": QUESTION,
}


async def happen(
    sender: Sender, name: str, data: object, who: str = "ada", key: str = "e-1"
) -> int:
    body = json.dumps({"person": {"channel": "site", "id": who}, "data": data}).encode()
    return (await sender.post(f"/events/paint/{name}", body, message_id=key)).status


async def say(sender: Sender, text: str, key: str, who: str = "ada") -> list[str]:
    body = message(text=text, **{"from": who})
    answer = await sender.post(f"{SITE}?wait=5", body, message_id=key)
    return [one["text"] for one in (await answer.json())["messages"]]


def told(receiver) -> list[str]:
    return [one["text"] for _, body in receiver.deliveries for one in body["messages"]]


async def test_an_event_starts_a_dialogue_with_whom_it_is_about(tmp_path):
    async with receiving() as receiver:
        write_brand(tmp_path, BRAND, receiver.address)
        async with working(tmp_path) as sender:
            await say(sender, "hello", "m-1")
            await say(sender, "hello", "m-2", "bob")
            assert await happen(sender, "order.shipped", {"number": "4711"}) == 202
            assert await happen(sender, "order.shipped", {"number": "4712"}) == 200
            await receiver.until(1)
            await asyncio.sleep(0.1)
            assert told(receiver) == ["Order 4711 is on its way."]
            assert receiver.deliveries[0][1]["to"] == "ada"


async def test_nothing_is_kept_of_an_event_about_a_stranger(tmp_path):
    async with receiving() as receiver:
        write_brand(tmp_path, BRAND, receiver.address)
        async with working(tmp_path) as sender:
            assert await happen(sender, "order.shipped", {"number": "1"}) == 404
            await say(sender, "hello", "m-1")
            # The same id again: it was not kept, so it is no repetition.
            assert await happen(sender, "order.shipped", {"number": "2"}) == 202
            await receiver.until(1)
            assert told(receiver) == ["Order 2 is on its way."]


async def test_an_event_wakes_what_waits_for_it_once(tmp_path):
    async with receiving() as receiver:
        write_brand(tmp_path, BRAND, receiver.address)
        async with working(tmp_path) as sender:
            assert await say(sender, "order", "m-1") == ["We tell you when it is paid."]
            assert await happen(sender, "order.paid", {"number": "1"}, key="e-0") == 202
        async with working(tmp_path) as sender:
            paid = {"number": "4711", "amount": 12}
            assert await happen(sender, "order.paid", paid, key="e-1") == 202
            assert await happen(sender, "order.paid", paid, key="e-1") == 200
            assert await happen(sender, "order.paid", paid, key="e-2") == 202
            await receiver.until(1)
            await asyncio.sleep(0.1)
            assert told(receiver) == ["Paid: 12."]


async def test_an_event_that_came_before_its_wait_is_not_lost(tmp_path):
    write_brand(tmp_path, BRAND)
    async with working(tmp_path) as sender:
        assert await say(sender, "early", "m-1") == ["Whose name is on it?"]
        assert await happen(sender, "order.paid", {"number": "4711"}) == 202
        assert await say(sender, "Ada", "m-2") == ["It is paid already."]


async def test_a_question_under_way_comes_back_after_an_event(tmp_path):
    async with receiving() as receiver:
        write_brand(tmp_path, BRAND, receiver.address)
        async with working(tmp_path) as sender:
            assert await say(sender, "question", "m-1") == ["Which colour?"]
            assert await happen(sender, "order.shipped", {"number": "7"}) == 202
            await receiver.until(1)
            assert told(receiver) == ["Order 7 is on its way.", "Which colour?"]
            assert await say(sender, "red", "m-2") == ["red it is."]


@pytest.mark.parametrize("name", ["order.paid", "nothing.uses.it"])
async def test_an_event_that_wakes_nobody_is_taken_in_all_the_same(tmp_path, name):
    write_brand(tmp_path, BRAND)
    async with working(tmp_path) as sender:
        await say(sender, "hello", "m-1")
        assert await happen(sender, name, {"number": "4711"}) == 202
        assert await happen(sender, name, {"number": "4711"}) == 200


async def test_what_a_dialogue_emits_is_told_signed(tmp_path):
    async with receiving() as receiver:
        to = f'events_to: {{url: {json.dumps(receiver.address)}, secret: "${{SECRET}}"}}\n'
        write_brand(tmp_path, BRAND, more=to)
        async with working(tmp_path) as sender:
            await say(sender, "seat", "m-1")
            receiver.statuses = [500]
            assert await say(sender, "Thursday", "m-2") == ["Taken."]
            await receiver.until(2)
            await emitted(sender, 1)
        first, second = receiver.deliveries
        key, body = first
        assert first == second
        assert body.pop("time").endswith("Z")
        assert body == {
            "event": "seat.taken",
            "id": key,
            "person": {"channel": "site", "id": "ada"},
            "data": {"evening": "Thursday", "seats": 2},
        }


async def emitted(sender: Sender, number: int) -> None:
    """Wait until so many events are recorded as taken."""
    line = f'convivio_emissions_total{{brand="paint",outcome="accepted"}} {number}.0'
    async with asyncio.timeout(5):
        while True:
            answer = await sender.session.get(sender.base + "/metrics")
            if line in await answer.text():
                return
            await asyncio.sleep(0.01)


async def test_what_a_system_did_not_take_is_told_after_a_restart(tmp_path):
    async with receiving() as receiver:
        to = f'events_to: {{url: {json.dumps(receiver.address)}, secret: "${{SECRET}}"}}\n'
        write_brand(tmp_path, BRAND, more=to)
        async with working(tmp_path) as sender:
            await say(sender, "seat", "m-1")
            receiver.statuses = [410]
            await say(sender, "Thursday", "m-2")
            await receiver.until(1)
        async with working(tmp_path) as sender:
            await emitted(sender, 1)
        assert len(receiver.deliveries) == 2
        assert receiver.deliveries[0] == receiver.deliveries[1]


NEW_POST = """\
dialogue: new_post
starts:
  - {event: post.published, topic: blog}
steps:
  - say: "New: {event.data.title}"
  - ask: Shall I send the link?
    as: link
    type: yes_no
  - say: Here it is.
"""
SUBSCRIBE = """\
dialogue: subscribe
starts:
  - command: subscribe
steps:
  - offer: blog
"""
TOPIC = """\
topics:
  blog: {title: New posts, wording: Tell me when a new post is out}
events_secret: "${SECRET}"
"""


async def test_an_event_about_everybody_reaches_who_subscribed_and_nobody_else(tmp_path):
    async with receiving() as receiver:
        dialogues = {**BRAND, "new_post": NEW_POST, "subscribe": SUBSCRIBE}
        write_brand(tmp_path, dialogues, receiver.address, TOPIC)
        async with working(tmp_path) as sender:
            for number, who in enumerate(["ada", "bob", "cy"]):
                await say(sender, "subscribe", f"m-{number}", who)
            for number, (who, word) in enumerate([("ada", "yes"), ("bob", "no"), ("cy", "yes")]):
                await say(sender, word, f"a-{number}", who)
            body = b'{"data": {"title": "Talking"}}'
            for status in (202, 200):
                answer = await sender.post("/events/paint/post.published", body, message_id="p-1")
                assert answer.status == status
            await receiver.until(2)
            await asyncio.sleep(0.2)
            assert sorted(one["to"] for _, one in receiver.deliveries) == ["ada", "cy"]
            assert told(receiver)[:2] == ["New: Talking", "Shall I send the link?"]
            assert await say(sender, "yes", "b-1") == ["Here it is."]


async def test_an_event_with_a_topic_about_one_person_needs_their_consent(tmp_path):
    async with receiving() as receiver:
        dialogues = {**BRAND, "new_post": NEW_POST, "subscribe": SUBSCRIBE}
        write_brand(tmp_path, dialogues, receiver.address, TOPIC)
        async with working(tmp_path) as sender:
            await say(sender, "hello", "m-0", "bob")
            await say(sender, "subscribe", "m-1")
            await say(sender, "yes", "m-2")
            title = {"title": "Talking"}
            assert await happen(sender, "post.published", title, "bob", "e-1") == 202
            assert await happen(sender, "post.published", title, "ada", "e-2") == 202
            await receiver.until(1)
            await asyncio.sleep(0.2)
            assert [one["to"] for _, one in receiver.deliveries] == ["ada"]


async def test_who_has_stopped_hears_nothing_before_they_write_again(tmp_path):
    async with receiving() as receiver:
        write_brand(tmp_path, BRAND, receiver.address)
        async with working(tmp_path) as sender:
            await say(sender, "hello", "m-1")
            await say(sender, "stop", "m-2")
            assert await happen(sender, "order.shipped", {"number": "1"}, key="e-1") == 202
            await asyncio.sleep(0.2)
            assert told(receiver) == []
            await say(sender, "hello", "m-3")
            assert await happen(sender, "order.shipped", {"number": "2"}, key="e-2") == 202
            await receiver.until(1)
            assert told(receiver) == ["Order 2 is on its way."]
