"""Messages of the Discord stand-in: nonces, histories, edits, files, limits, mentions."""

import json
from base64 import b64encode
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from sandbox.discord.nonces import REMEMBERED_SECONDS
from tests.sandbox.discord_square import TOKEN, Square, square


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        yield made


async def unlimited(place: Square) -> None:
    await place.order("limits", on=False)


async def test_an_enforced_nonce_makes_one_message_for_a_while(place: Square) -> None:
    first = await place.post("hi", nonce="n1", enforce_nonce=True)
    again = await place.post("something else", nonce="n1", enforce_nonce=True)
    assert again["id"] == first["id"]
    assert first["nonce"] == "n1"
    place.clock.moved = REMEMBERED_SECONDS + 1
    late = await place.post("hi", nonce="n1", enforce_nonce=True)
    assert late["id"] != first["id"]
    assert [said["content"] for said in await place.said()] == ["hi", "hi"]


async def test_somebody_sends_a_file(place: Square) -> None:
    file = {"name": "a.png", "media_type": "image/png", "content": b64encode(b"PNG").decode()}
    await place.order("say", token=TOKEN, person=place.ada, files=[file])
    (said,) = await place.said()
    assert (said["content"], said["files"][0]["name"], said["files"][0]["size"]) == ("", "a.png", 3)
    refused = await place.order("say", 400, token=TOKEN, person=place.ada, files=[])
    assert refused == {"error": "a message has between 1 and 2000 characters"}


async def test_a_nonce_holds_for_its_channel_and_only_where_it_is_enforced(place: Square) -> None:
    body = {"content": "hi", "nonce": "n1", "enforce_nonce": True}
    here = await place.rest("POST", f"channels/{place.dm}/messages", body)
    there = await place.rest("POST", f"channels/{place.general}/messages", body)
    assert here[1]["id"] != there[1]["id"]
    loose = [await place.post("hi", nonce="n2") for _ in range(2)]
    assert loose[0]["id"] != loose[1]["id"]


async def test_a_history_has_no_nonces_and_is_newest_first(place: Square) -> None:
    await unlimited(place)
    ids = [(await place.post(str(number), nonce=number))["id"] for number in range(6)]

    async def page(query: str) -> list[str]:
        status, found = await place.rest("GET", f"channels/{place.dm}/messages?{query}")
        assert status == 200
        assert not any("nonce" in message for message in found)
        return [message["content"] for message in found]

    assert await page("limit=2") == ["5", "4"]
    assert await page(f"before={ids[2]}") == ["1", "0"]
    assert await page(f"after={ids[1]}&limit=2") == ["3", "2"]
    assert await page(f"around={ids[3]}&limit=3") == ["4", "3", "2"]


async def test_ids_tell_the_time_and_grow(place: Square) -> None:
    await unlimited(place)
    ids = [int((await place.post("hi"))["id"]) for _ in range(3)]
    assert ids == sorted(set(ids))
    made = (ids[0] >> 22) / 1000 + 1_420_070_400
    assert abs(made - place.clock()) < 5


async def test_an_edit_changes_what_it_names(place: Square) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Yes", "custom_id": "y"}]}
    message = await place.post("Well?", components=[row])
    path = f"channels/{place.dm}/messages/{message['id']}"
    status, edited = await place.rest("PATCH", path, {"content": "Done."})
    assert (status, edited["content"]) == (200, "Done.")
    assert edited["components"][0]["components"][0]["custom_id"] == "y"
    assert edited["edited_timestamp"] is not None
    status, bare = await place.rest("PATCH", path, {"components": []})
    assert bare["components"] == []
    status, refused = await place.rest("PATCH", path, {"content": ""})
    assert (status, refused["code"]) == (400, 50006)
    assert (await place.rest("DELETE", path))[0] == 204
    assert (await place.rest("GET", path))[1]["code"] == 10008


async def test_files_are_kept_and_served(place: Square) -> None:
    form = aiohttp.FormData(quote_fields=False)
    described = {"attachments": [{"id": 0, "description": "what we hold"}]}
    form.add_field("payload_json", json.dumps(described), content_type="application/json")
    form.add_field("files[0]", BytesIO(b"{}"), filename="you.json", content_type="text/plain")
    headers = {"Authorization": f"Bot {TOKEN}"}
    url = f"{place.url}/api/v10/channels/{place.dm}/messages"
    async with place.http.post(url, data=form, headers=headers) as answer:
        assert answer.status == 200
        message = await answer.json()
    [file] = message["attachments"]
    assert (file["filename"], file["size"]) == ("you.json", 2)
    assert file["description"] == "what we hold"
    async with place.http.get(file["url"]) as answer:
        assert await answer.read() == b"{}"
    async with place.http.get(file["url"].replace(file["id"], "17")) as answer:
        assert answer.status == 404
    path = f"channels/{place.dm}/messages/{message['id']}"
    _, edited = await place.rest("PATCH", path, {"content": "gone", "attachments": []})
    assert edited["attachments"] == []


async def test_mentions_are_those_that_are_allowed(place: Square) -> None:
    hi = f"hi <@{place.ada}>"
    assert [user["id"] for user in (await place.post(hi))["mentions"]] == [place.ada]
    quiet = await place.post(hi, allowed_mentions={"parse": []})
    assert quiet["mentions"] == []
    chosen = await place.post(hi, allowed_mentions={"parse": [], "users": [place.ada]})
    assert len(chosen["mentions"]) == 1
    hers = await place.say("hello")
    reply = {"message_reference": {"message_id": hers}}
    silent = await place.post("yes?", **reply, allowed_mentions={"parse": []})
    assert silent["mentions"] == []
    assert silent["referenced_message"]["content"] == "hello"


async def test_the_answer_says_json_and_nothing_of_a_charset(place: Square) -> None:
    answer = await place.raw("GET", "users/@me")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Via"]


async def test_a_channel_takes_five_messages_in_five_seconds(place: Square) -> None:
    path = f"channels/{place.dm}/messages"
    for left in (4, 3, 2, 1, 0):
        answer = await place.raw("POST", path, {"content": "hi"})
        assert answer.status == 200
        assert answer.headers["X-RateLimit-Limit"] == "5"
        assert answer.headers["X-RateLimit-Remaining"] == str(left)
        assert 0 < float(answer.headers["X-RateLimit-Reset-After"]) <= 5
    refused = await place.raw("POST", path, {"content": "hi"})
    assert refused.status == 429
    body = await refused.json()
    assert body["message"] == "You are being rate limited."
    assert (0 < body["retry_after"] <= 5, body["global"]) == (True, False)
    assert refused.headers["X-RateLimit-Scope"] == "user"
    elsewhere = await place.raw("POST", f"channels/{place.general}/messages", {"content": "hi"})
    assert elsewhere.status == 200
    assert elsewhere.headers["X-RateLimit-Bucket"] == refused.headers["X-RateLimit-Bucket"]
    place.clock.moved = 5.1
    assert (await place.raw("POST", path, {"content": "hi"})).status == 200


async def test_a_bot_asks_fifty_times_a_second(place: Square) -> None:
    place.clock.stop()
    statuses = [(await place.raw("GET", "users/@me")).status for _ in range(51)]
    assert statuses == [200] * 50 + [429]
    refused = await place.raw("GET", "users/@me")
    assert refused.headers["X-RateLimit-Scope"] == "global"
    assert refused.headers["X-RateLimit-Global"] == "true"
    assert (await refused.json())["global"] is True
    assert (await place.answer({"id": "17", "token": "x"}, 6))[0] == 404


async def test_limits_can_be_changed_and_switched_off(place: Square) -> None:
    route = "POST channels/{id}/messages"
    await place.order("limits", route=route, requests=1, seconds=60)
    path = f"channels/{place.dm}/messages"
    assert (await place.rest("POST", path, {"content": "1"}))[0] == 200
    assert (await place.rest("POST", path, {"content": "2"}))[0] == 429
    await place.order("limits", on=False)
    answer = await place.raw("POST", path, {"content": "3"})
    assert answer.status == 200
    assert "X-RateLimit-Limit" not in answer.headers


CONTENT = {"content", "embeds", "attachments", "components"}


async def seen(place: Square, message_id: str) -> dict[str, Any]:
    path = f"channels/{place.general}/messages/{message_id}"
    status, message = await place.rest("GET", path)
    assert status == 200
    return dict(message)


async def test_without_the_privileged_intent_histories_are_covered_too(place: Square) -> None:
    await unlimited(place)
    plain = await place.say("psst", channel=place.general)
    mentioned = await place.say("you there?", channel=place.general, mention=True)
    assert (await seen(place, plain))["content"] == "psst"
    await place.order("privileged", token=TOKEN, message_content=False)
    covered = await seen(place, plain)
    assert not any(covered[name] for name in CONTENT)
    assert "you there?" in (await seen(place, mentioned))["content"]
    answer = await place.say("and me?", channel=place.general, reply_to=plain)
    shown = await seen(place, answer)
    assert (shown["content"], shown["referenced_message"]["content"]) == ("", "")
