"""What the contract says of a webhook channel's messages, with the real engine behind the doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from at_work import message, working, write_brand
from receiver import Receiver, receiving
from served import Sender

VIEW = """\
dialogue: view
starts: [{command: view}]
steps:
  - say: Two questions.
  - ask: Marketing is above **all**…
    as: view
    choices: {talk: A *conversation*, noise: An interruption}
  - ask: Why?
    as: reason
  - say: "{view}, because {reason}."
"""
SHOP = '  shop: {adapter: webhook, secret: "${SECRET}"}\n'
SITE, OTHER = "/channels/paint/site/messages", "/channels/paint/shop/messages"


@asynccontextmanager
async def at_market(folder: Path) -> AsyncIterator[tuple[Sender, Receiver]]:
    async with receiving() as receiver:
        write_brand(folder, {"view": VIEW}, receiver.address, SHOP)
        async with working(folder) as sender:
            yield sender, receiver


async def said(sender: Sender, name: str, **fields: object) -> list[dict]:
    """Say something and return the messages of this turn."""
    answer = await sender.post(f"{SITE}?wait=5", message(**fields), message_id=name)
    return (await answer.json())["messages"]


async def test_a_turn_is_one_request_and_its_texts_hold_no_choices(tmp_path: Path):
    async with at_market(tmp_path) as (sender, receiver):
        await sender.post(SITE, message(text="/VIEW"))
        await receiver.until(1)
    ((_, told),) = receiver.deliveries
    opening, question = told["messages"]
    assert (opening["text"], opening["markdown"]) == ("Two questions.", "Two questions.")
    assert opening["buttons"] == []
    assert question["text"] == "Marketing is above all…"
    assert question["markdown"] == "Marketing is above **all**…"
    assert [one["label"] for one in question["buttons"]] == ["A conversation", "An interruption"]


async def test_ids_are_of_their_channel_and_of_events_apart(tmp_path: Path):
    async with at_market(tmp_path) as (sender, _):
        for path in (SITE, OTHER):
            assert (await sender.post(path, message(text="view"), message_id="one")).status == 202
        event = b'{"person": {"channel": "site", "id": "ada"}}'
        told = await sender.post("/events/paint/arrived", event, message_id="one")
        assert told.status == 202
        for path, body in (
            (SITE, message(text="words of another kind")),
            (OTHER, message(text="view")),
            ("/events/paint/arrived", event),
        ):
            again = await sender.post(path, body, message_id="one")
            assert (again.status, await again.json()) == (200, {"duplicate": True})


async def test_a_button_of_a_question_that_is_over_changes_nothing(tmp_path: Path):
    async with at_market(tmp_path) as (sender, _):
        _, question = await said(sender, "m-1", text="view")
        talk, noise = (one["id"] for one in question["buttons"])
        (why,) = await said(sender, "m-2", button=talk)
        assert why["text"] == "Why?"
        (notice,) = await said(sender, "m-3", button=noise)
        assert notice["text"] not in {"Why?", ""}
        (end,) = await said(sender, "m-4", text="I like it")
        assert end["text"] == "A conversation, because I like it."


@pytest.mark.parametrize("wait", ["", "?wait=5"])
async def test_a_button_of_somebody_else_changes_nothing(tmp_path: Path, wait: str):
    async with at_market(tmp_path) as (sender, _):
        _, question = await said(sender, "m-1", text="view")
        talk = question["buttons"][0]["id"]
        eve = message(**{"from": "eve", "button": talk})
        pressed = await sender.post(SITE + wait, eve, message_id="m-2")
        assert pressed.status == (200 if wait else 202)
        (why,) = await said(sender, "m-3", text="An interruption")
        assert why["text"] == "Why?"
        (end,) = await said(sender, "m-4", text="who knows")
        assert end["text"] == "An interruption, because who knows."


async def test_a_repeated_request_that_waits_gets_the_same_messages(tmp_path: Path):
    async with at_market(tmp_path) as (sender, receiver):
        first = await sender.post(f"{SITE}?wait=5", message(text="view"), message_id="m-1")
        again = await sender.post(f"{SITE}?wait=5", message(text="view"), message_id="m-1")
        told, repeated = await first.json(), await again.json()
        assert (first.status, again.status) == (200, 200)
        assert repeated == {"duplicate": True, **told}
        assert set(told) == {"to", "messages"}
        assert receiver.deliveries == []
