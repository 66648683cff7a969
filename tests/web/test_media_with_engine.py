"""Files and things through the doors of the web, with the real engine behind them."""

import json
from contextlib import asynccontextmanager
from pathlib import Path

import at_work
from at_work import message, write_brand
from receiver import receiving

DIALOGUE = """\
dialogue: wall
starts: [{command: wall}]
steps:
  - say: This is our red.
    media: {file: media/red wall.png, alt: A red wall}
    card: {title: Red, text: The **warm** one., url: "https://paint.example/red"}
  - ask: A photo of your wall?
    as: wall
    type: photo
    media: https://paint.example/how.png
  - ask: Where is it?
    as: where
    type: location
  - say: "{wall.name}, {where}"
"""
SITE = "/channels/paint/site/messages"
RED = {
    "type": "image",
    "url": "https://paint.example/media/paint/red%20wall.png",
    "name": "red wall.png",
    "media_type": "image/png",
    "size": 3,
    "alt": "A red wall",
}
HOW = {
    "type": "image",
    "url": "https://paint.example/how.png",
    "name": "how.png",
    "media_type": "image/png",
    "size": None,
}
PHOTO = {"type": "image", "url": "https://e.org/1.jpg", "name": "1.jpg", "size": 12}
HERE = {"type": "location", "url": "geo:45.4642,9.19"}


@asynccontextmanager
async def working(folder: Path, deliver_to: str | None = None):
    write_brand(folder, {"wall": DIALOGUE}, deliver_to)
    (folder / "media").mkdir()
    (folder / "media" / "red wall.png").write_bytes(b"PNG")
    async with at_work.working(folder) as sender:
        yield sender


async def test_files_have_addresses_and_things_are_answers(tmp_path: Path):
    async with receiving() as receiver, working(tmp_path, receiver.address) as sender:
        first = await sender.post(f"{SITE}?wait=5", message(text="wall"))
        red, question = (await first.json())["messages"]
        assert red["text"] == "This is our red.\n\nRed (https://paint.example/red)\nThe warm one."
        assert red["media"] == [RED]
        assert question["media"] == [HOW]
        async with sender.session.get(f"{sender.base}/media/paint/red%20wall.png") as file:
            assert (file.status, await file.read()) == (200, b"PNG")
        refused = await sender.post(f"{SITE}?wait=5", message(text="here"), message_id="m-2")
        assert [one["text"] for one in (await refused.json())["messages"]] == ["A photo, please."]
        sent = message(attachments=[PHOTO], text="here it is")
        asked = await sender.post(f"{SITE}?wait=5", sent, message_id="m-3")
        assert [one["text"] for one in (await asked.json())["messages"]] == ["Where is it?"]
        await sender.post(SITE, message(attachments=[HERE]), message_id="m-4")
        await receiver.until(1)
        await sender.post(SITE, message(text="wall"), message_id="m-5")
        await receiver.until(2)
    ((_, told), (_, again)) = receiver.deliveries
    assert [one["text"] for one in told["messages"]] == ["1.jpg, 45.4642, 9.19"]
    assert [one["media"] for one in again["messages"]] == [[RED], [HOW]]


async def test_a_page_finds_files_beside_itself(tmp_path: Path):
    async with working(tmp_path) as sender:
        address = f"{sender.base}/chat/paint"
        async with sender.session.ws_connect(address, origin=sender.base) as socket:
            await socket.send_json({"type": "hello", "session": "s" * 32})
            await socket.send_json({"type": "say", "id": "c-1", "text": "wall"})
            lines = []
            while len(lines) < 2:
                frame = json.loads((await socket.receive(5)).data)
                lines += [frame] if frame["type"] == "line" else []
        assert lines[0]["media"] == [{**RED, "url": "/media/paint/red%20wall.png"}]
        async with sender.session.get(sender.base + lines[0]["media"][0]["url"]) as file:
            assert await file.read() == b"PNG"
