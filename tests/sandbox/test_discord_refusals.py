"""The Discord stand-in refuses what Discord refuses, in Discord's words."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import aiohttp
import pytest

from sandbox.discord.drafts import FILE_BYTES
from tests.sandbox.discord_square import TOKEN, Square, square

LONG = "x" * 2001


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        yield made


def button(**fields: Any) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "Yes", "custom_id": "y"} | fields


def rows(*rows_: list[dict[str, Any]]) -> dict[str, Any]:
    return {"content": "?", "components": [{"type": 1, "components": row} for row in rows_]}


def many(count: int) -> list[dict[str, Any]]:
    return [button(custom_id=f"b{number}") for number in range(count)]


FIRST = ("components", "0", "components", "0")

WRONG_BODIES = {
    "content too long": (
        {"content": LONG},
        ("content",),
        "BASE_TYPE_MAX_LENGTH",
        "Must be 2000 or fewer in length.",
    ),
    "nonce too long": (
        {"content": "hi", "nonce": "n" * 26},
        ("nonce",),
        "BASE_TYPE_MAX_LENGTH",
        "Must be 25 or fewer in length.",
    ),
    "custom id too long": (
        rows([button(custom_id="c" * 101)]),
        (*FIRST, "custom_id"),
        "BASE_TYPE_BAD_LENGTH",
        "Must be between 1 and 100 in length.",
    ),
    "custom id missing": (
        rows([{"type": 2, "style": 1, "label": "Yes"}]),
        (*FIRST, "custom_id"),
        "BASE_TYPE_REQUIRED",
        "This field is required",
    ),
    "label too long": (
        rows([button(label="l" * 81)]),
        (*FIRST, "label"),
        "BASE_TYPE_MAX_LENGTH",
        "Must be 80 or fewer in length.",
    ),
    "six rows": (
        rows(*[[button(custom_id=f"r{number}")] for number in range(6)]),
        ("components",),
        "BASE_TYPE_MAX_LENGTH",
        "Must be 5 or fewer in length.",
    ),
    "six buttons": (
        rows(many(6)),
        ("components", "0", "components"),
        "BASE_TYPE_BAD_LENGTH",
        "Must be between 1 and 5 in length.",
    ),
    "an empty row": (
        rows([]),
        ("components", "0", "components"),
        "BASE_TYPE_BAD_LENGTH",
        "Must be between 1 and 5 in length.",
    ),
    "a custom id twice": (
        rows([button()], [button()]),
        ("components", "1", "components", "0", "custom_id"),
        "COMPONENT_CUSTOM_ID_DUPLICATED",
        "Component custom id cannot be duplicated",
    ),
    "a link without an address": (
        rows([{"type": 2, "style": 5, "label": "Go"}]),
        (*FIRST, "url"),
        "BASE_TYPE_REQUIRED",
        "This field is required",
    ),
    "a link to nowhere": (
        rows([{"type": 2, "style": 5, "label": "Go", "url": "there"}]),
        (*FIRST, "url"),
        "URL_TYPE_INVALID_URL",
        "Not a well formed URL.",
    ),
    "a link to a file": (
        rows([{"type": 2, "style": 5, "label": "Go", "url": "file:///x"}]),
        (*FIRST, "url"),
        "URL_TYPE_INVALID_SCHEME",
        "Scheme \"file\" is not supported. Scheme must be one of ('http', 'https', 'discord').",
    ),
    "an unknown style": (
        rows([button(style=9)]),
        (*FIRST, "style"),
        "BASE_TYPE_CHOICES",
        "Value must be one of {1, 2, 3, 4, 5, 6}.",
    ),
    "a button without its row": (
        {"content": "?", "components": [button()]},
        ("components", "0", "type"),
        "BASE_TYPE_CHOICES",
        "Value must be one of {1}.",
    ),
    "an answer to nothing": (
        {"content": "?", "message_reference": {"message_id": "17"}},
        ("message_reference",),
        "REPLIES_UNKNOWN_MESSAGE",
        "Unknown message",
    ),
    "eleven embeds": (
        {"embeds": [{"title": "t"}] * 11},
        ("embeds",),
        "BASE_TYPE_MAX_LENGTH",
        "Must be 10 or fewer in length.",
    ),
    "embeds with too much in all": (
        {"embeds": [{"title": "t", "description": "x" * 3000}] * 2},
        ("embeds",),
        "MAX_EMBED_SIZE_EXCEEDED",
        "Embed size exceeds maximum size of 6000",
    ),
    "an embed that leads nowhere": (
        {"embeds": [{"title": "t", "url": "example.org"}]},
        ("embeds", "0", "url"),
        "URL_TYPE_INVALID_URL",
        "Not a well formed URL.",
    ),
    "a picture of another kind": (
        {"embeds": [{"image": {"url": "ftp://example.org/a.png"}}]},
        ("embeds", "0", "image", "url"),
        "URL_TYPE_INVALID_SCHEME",
        "Scheme \"ftp\" is not supported. Scheme must be one of ('http', 'https').",
    ),
    "no text": (
        {"content": {"a": 1}},
        ("content",),
        "BASE_TYPE_STRING",
        "Could not interpret this value as string.",
    ),
}


@pytest.mark.parametrize("case", WRONG_BODIES)
async def test_a_wrong_body_is_refused_with_the_path_of_the_field(place: Square, case: str) -> None:
    body, path, code, words = WRONG_BODIES[case]
    status, said = await place.rest("POST", f"channels/{place.dm}/messages", body)
    assert (status, said["code"], said["message"]) == (400, 50035, "Invalid Form Body")
    errors = said["errors"]
    for name in path:
        errors = errors[name]
    assert {"code": code, "message": words} in errors["_errors"]
    assert await place.said() == []


async def test_every_fault_of_a_body_is_told_at_once(place: Square) -> None:
    body = {"content": LONG, "components": rows([button(label="l" * 81)])["components"]}
    _, said = await place.rest("POST", f"channels/{place.dm}/messages", body)
    assert set(said["errors"]) == {"content", "components"}


REFUSED = {
    "an empty message": ("POST", "channels/{dm}/messages", {"content": "  "}, 400, 50006),
    "a list for a body": ("POST", "channels/{dm}/messages", [1], 400, 50035),
    "an unknown channel": ("POST", "channels/17/messages", {"content": "hi"}, 404, 10003),
    "a strange id": ("POST", "channels/abc/messages", {"content": "hi"}, 400, 50035),
    "an unknown message": ("GET", "channels/{dm}/messages/17", None, 404, 10008),
    "another one's message": (
        "PATCH",
        "channels/{dm}/messages/{hers}",
        {"content": "x"},
        403,
        50005,
    ),
    "her message in private": ("DELETE", "channels/{dm}/messages/{hers}", None, 403, 50003),
    "an unknown recipient": ("POST", "users/@me/channels", {"recipient_id": "17"}, 400, 50033),
    "no recipient": ("POST", "users/@me/channels", {}, 400, 50035),
    "an unknown user": ("GET", "users/17", None, 404, 10013),
    "an unknown guild": ("GET", "guilds/17", None, 404, 10004),
    "an unknown member": ("GET", "guilds/{guild}/members/17", None, 404, 10007),
    "another application": ("GET", "applications/17/commands", None, 404, 10002),
    "commands of a foreign guild": (
        "GET",
        "applications/{bot}/guilds/17/commands",
        None,
        403,
        50001,
    ),
    "an unknown command": ("DELETE", "applications/{bot}/commands/17", None, 404, 10063),
    "an unknown interaction": ("POST", "interactions/17/x/callback", {"type": 1}, 404, 10062),
    "an unknown webhook": ("POST", "webhooks/17/x", {"content": "hi"}, 404, 10015),
    "a strange webhook token": ("POST", "webhooks/{bot}/x", {"content": "hi"}, 401, 50027),
    "too many messages": ("GET", "channels/{dm}/messages?limit=101", None, 400, 50035),
    "no such route": ("GET", "nonsense", None, 404, 0),
    "no such method": ("DELETE", "users/@me", None, 405, 0),
}


@pytest.mark.parametrize("case", REFUSED)
async def test_what_cannot_be_is_refused_by_its_code(place: Square, case: str) -> None:
    method, path, body, status, code = REFUSED[case]
    hers = await place.say("hello")
    path = path.format(dm=place.dm, guild=place.guild, bot=place.bot, hers=hers)
    said_status, said = await place.rest(method, path, body)
    assert (said_status, said["code"]) == (status, code), said


@pytest.mark.parametrize("token", ["nobody's", None])
async def test_a_token_that_nobody_has_is_unauthorized(place: Square, token: str | None) -> None:
    status, said = await place.rest("GET", "users/@me", token=token)
    assert (status, said) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_a_token_without_its_scheme_is_unauthorized(place: Square) -> None:
    headers = {"Authorization": TOKEN}
    async with place.http.get(f"{place.url}/api/v10/users/@me", headers=headers) as answer:
        assert answer.status == 401


async def test_broken_json_and_strange_types_are_refused(place: Square) -> None:
    url = f"{place.url}/api/v10/channels/{place.dm}/messages"
    for kind, code in (("application/json", 50109), ("text/plain", 50035)):
        headers = {"Authorization": f"Bot {TOKEN}", "Content-Type": kind}
        async with place.http.post(url, data=b"{not json", headers=headers) as answer:
            assert answer.status == 400
            assert (await answer.json())["code"] == code


async def test_a_file_that_is_too_large_is_refused(place: Square) -> None:
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("files[0]", BytesIO(b"x" * (FILE_BYTES + 1)), filename="big.bin")
    headers = {"Authorization": f"Bot {TOKEN}"}
    url = f"{place.url}/api/v10/channels/{place.dm}/messages"
    async with place.http.post(url, data=form, headers=headers) as answer:
        assert answer.status == 413
        assert (await answer.json())["code"] == 40005


async def test_closed_direct_messages_cannot_be_reached(place: Square) -> None:
    await place.order("closed-dms", person=place.ada, closed=True)
    path = f"channels/{place.dm}/messages"
    status, said = await place.rest("POST", path, {"content": "hi"})
    assert (status, said["code"]) == (403, 50007)
    assert said["message"] == "Cannot send messages to this user"
    await place.order("closed-dms", person=place.ada, closed=False)
    assert (await place.rest("POST", path, {"content": "hi"}))[0] == 200


@pytest.mark.parametrize(("access", "code"), [({"sees": False}, 50001), ({"writes": False}, 50013)])
async def test_access_to_a_channel_can_be_taken(
    place: Square, access: dict[str, bool], code: int
) -> None:
    await place.order("access", token=TOKEN, channel=place.general, **access)
    path = f"channels/{place.general}/messages"
    status, said = await place.rest("POST", path, {"content": "hi"})
    assert (status, said["code"]) == (403, code)


async def test_a_deleted_channel_is_unknown(place: Square) -> None:
    await place.order("delete", channel=place.general)
    path = f"channels/{place.general}/messages"
    assert (await place.rest("POST", path, {"content": "hi"}))[1]["code"] == 10003
