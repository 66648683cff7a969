"""The doors with the real engine behind them, in one process, over real sockets."""

import asyncio
import json
from contextlib import asynccontextmanager

import at_work
from at_work import message, write_brand
from receiver import receiving
from served import Sender

DIALOGUE = """\
dialogue: colours
starts:
  - command: colours
  - link: colours
steps:
  - say: Hello {person.first_name or 'you'}.
  - ask: Which colour?
    as: colour
    choices: {red: Red, blue: Blue}
  - say: "{colour} it is."
"""
SITE = "/channels/paint/site/messages"


@asynccontextmanager
async def working(folder, deliver_to: str | None = None):
    write_brand(folder, {"colours": DIALOGUE}, deliver_to)
    async with at_work.working(folder) as sender:
        yield sender


async def test_a_talk_with_awaited_replies(tmp_path):
    async with working(tmp_path) as sender:
        first = await sender.post(f"{SITE}?wait=5", message(text="colours"))
        told = await first.json()
        assert [one["text"] for one in told["messages"]] == ["Hello Ada.", "Which colour?"]
        blue = told["messages"][1]["buttons"][1]
        assert blue["label"] == "Blue"
        pressed = await sender.post(f"{SITE}?wait=5", message(button=blue["id"]), message_id="m-2")
        assert [one["text"] for one in (await pressed.json())["messages"]] == ["Blue it is."]
        again = await sender.post(f"{SITE}?wait=5", message(text="colours"))
        assert await again.json() == {**told, "duplicate": True}


async def test_replies_nobody_waits_for_are_delivered_once_in_order(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        for number, text in enumerate(["colours", "red", "colours", "blue"]):
            answer = await sender.post(SITE, message(text=text), message_id=f"m-{number}")
            assert answer.status == 202
        await receiver.until(4)
        await asyncio.sleep(0.1)
        said = [one["text"] for _, body in receiver.deliveries for one in body["messages"]]
    assert said == [
        "Hello Ada.",
        "Which colour?",
        "Red it is.",
        "Hello Ada.",
        "Which colour?",
        "Blue it is.",
    ]
    assert len({webhook_id for webhook_id, _ in receiver.deliveries}) == 4


async def test_replies_that_were_awaited_are_not_delivered_too(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        await sender.post(f"{SITE}?wait=5", message(text="colours"))
        await sender.post(SITE, message(text="red"), message_id="m-2")
        await receiver.until(1)
        ((_, body),) = receiver.deliveries
        assert body["messages"][0]["text"] == "Red it is."


async def test_a_failing_receiver_gets_the_same_again(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        receiver.statuses = [500]
        await sender.post(SITE, message(text="colours"))
        await receiver.until(2)
    assert receiver.deliveries[0] == receiver.deliveries[1]


async def test_a_receiver_that_is_gone_closes_its_channel(tmp_path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        receiver.statuses = [410]
        await sender.post(SITE, message(text="colours"))
        await receiver.until(1)
        async with asyncio.timeout(5):
            while await state_of_site(sender) != "closed":
                await asyncio.sleep(0.01)
        taken = await sender.post(SITE, message(text="red"), message_id="m-2")
        assert taken.status == 202
    assert len(receiver.deliveries) == 1


async def state_of_site(sender: Sender) -> str:
    answer = await sender.session.get(sender.base + "/health/ready")
    channels = (await answer.json())["channels"]
    return next(one["state"] for one in channels if one["channel"] == "site")


async def test_outside_events_know_who_has_begun(tmp_path):
    async with working(tmp_path) as sender:
        event = json.dumps({"person": {"channel": "site", "id": "ada"}}).encode()
        assert (await sender.post("/events/paint/shipped", event)).status == 404
        assert (await sender.post(f"{SITE}?wait=5", message(text="hi"))).status == 200
        answers = [await sender.post("/events/paint/shipped", event) for _ in range(2)]
        assert [answer.status for answer in answers] == [202, 200]


async def test_a_page_survives_a_restart(tmp_path):
    async def visit(sender: Sender, after: str | None, *frames: dict) -> list[dict]:
        heard: list[dict] = []
        address = f"{sender.base}/chat/paint"
        async with sender.session.ws_connect(address, origin=sender.base) as socket:
            await socket.send_json({"type": "hello", "session": "s" * 32, "after": after})
            for frame in frames:
                await socket.send_json(frame)
            try:
                async with asyncio.timeout(0.5):
                    while True:
                        heard.append(await socket.receive_json())
            except TimeoutError:
                return [frame for frame in heard if frame["type"] == "line"]

    opened = {"type": "open", "id": "c-1", "start": "colours"}
    said = {"type": "say", "id": "c-2", "text": "red"}
    async with working(tmp_path) as sender:
        first = await visit(sender, None, opened, opened)
        assert [line["text"] for line in first] == ["Hello you.", "Which colour?"]
    async with working(tmp_path) as sender:
        second = await visit(sender, first[-1]["id"], opened, said, said)
        assert [line["text"] for line in second] == ["Red it is."]
        whole = await visit(sender, None)
    assert [(line["from"], line["text"]) for line in whole] == [
        ("bot", "Hello you."),
        ("bot", "Which colour?"),
        ("person", "red"),
        ("bot", "Red it is."),
    ]
