"""Dialogues that call functions and other systems, over real sockets from end to end."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import at_work
from aiohttp import web
from at_work import message, write_brand
from served import Sender

SITE = "/channels/paint/site/messages"
ACTIONS = """
import asyncio

async def mix(colour, *, idempotency_key):
    await asyncio.sleep(0)
    return {"name": colour.upper(), "key": len(idempotency_key)}
"""
DIALOGUE = """
dialogue: colours
starts: [{{command: colours}}]
steps:
  - say: One moment.
  - do: actions.mix
    with: {{colour: "{{event.text or 'red'}}"}}
    as: mixed
  - http: {{post: "{place}/shades/{{mixed.name}}", json: {{key: "{{mixed.key}}"}}, as: shade}}
    failed: [{{say: No shade.}}]
  - say: "{{mixed.name}} {{shade.number}}"
  - http: {{get: "{place}/gone", retries: 0}}
    failed: [{{say: Gone.}}]
"""


@asynccontextmanager
async def system() -> AsyncIterator[tuple[str, list[tuple[str, object]]]]:
    """Serve another system; yields where it is, and what it is asked."""
    asked: list[tuple[str, object]] = []

    async def shade(request: web.Request) -> web.Response:
        asked.append((request.match_info["name"], await request.json()))
        return web.json_response({"number": 7})

    app = web.Application()
    app.router.add_post("/shades/{name}", shade)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        await web.SockSite(runner, listener).start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}", asked
        finally:
            await runner.cleanup()


@asynccontextmanager
async def working(folder: Path, place: str, own: str) -> AsyncIterator[Sender]:
    (folder / "actions.py").write_text(ACTIONS)
    write_brand(folder, {"colours": DIALOGUE.format(place=place)}, more=own)
    async with at_work.working(folder) as sender:
        yield sender


async def texts(sender: Sender, text: str, key: str) -> list[str]:
    answer = await sender.post(f"{SITE}?wait=10", message(text=text), message_id=key)
    assert answer.status == 200
    return [one["text"] for one in (await answer.json())["messages"]]


async def test_a_request_that_waits_gets_all_that_follows_from_the_calls(tmp_path: Path):
    said = ["One moment.", "BLUE 7", "Gone."]
    async with (
        system() as (place, asked),
        working(tmp_path, place, f"own_systems: {json.dumps([place])}\n") as sender,
    ):
        assert await texts(sender, "/colours blue", "m-1") == said
        assert await texts(sender, "/colours blue", "m-1") == said
        told = await (await sender.session.get(sender.base + "/metrics")).text()
    assert asked == [("BLUE", {"key": 24})]
    assert 'convivio_calls_total{brand="paint",outcome="answered"} 2.0' in told
    assert 'convivio_calls_total{brand="paint",outcome="failed"} 1.0' in told


async def test_a_system_of_this_machine_is_not_reached_where_the_operator_did_not_name_it(
    tmp_path: Path,
):
    async with system() as (place, asked), working(tmp_path, place, "") as sender:
        said = await texts(sender, "/colours blue", "m-1")
    assert said == ["One moment.", "No shade.", "BLUE ", "Gone."]
    assert asked == []
