"""What the real client asks, and what the stand-in answers, fits Discord's own OpenAPI file."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from functools import cache
from io import BytesIO
from typing import Any, Literal

import discord
import pytest
from aiohttp import web
from discord import app_commands
from jsonschema import Draft202012Validator
from msgspec import Struct
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from adapters.discord.answers import deferral, refusal
from adapters.discord.encode import as_edit, encode_message
from adapters.discord.heard import Interaction
from bot.core.content import Button, Card, Media, Message, Picks, Poll
from tests.described.descriptions import OPENAPI, absence, find_description
from tests.sandbox.discord_client import Client, client
from tests.sandbox.discord_square import TOKEN, Square, square

WHERE = "urn:discord"

KNOWN = {
    "POST /users/@me/channels 200": ["asked: recipient_id"],
    "POST /channels/{channel_id}/messages 200": ["asked: attachments.0.id"],
}
"""What does not fit and is right: the library writes these ids as numbers, as Discord allows."""

ABSENCE = absence(OPENAPI)
pytestmark = pytest.mark.skipif(ABSENCE is not None, reason=ABSENCE or "it is there")


class Exchange(Struct, frozen=True):
    """A request and its answer."""

    method: str
    path: str
    status: int
    asked: Any
    answered: Any

    @property
    def name(self) -> str:
        return f"{self.method} {template(self.path)} {self.status}"


@cache
def description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(find_description(OPENAPI).read_text(encoding="utf-8"))
    return found


@cache
def templates() -> dict[str, re.Pattern[str]]:
    found = {}
    for path in sorted(description()["paths"], key=lambda path: path.count("{")):
        found[path] = re.compile(re.sub(r"\{\w+\}", "[^/]+", path) + "$")
    return found


def template(path: str) -> str:
    return next(found for found, pattern in templates().items() if pattern.match(path))


@cache
def registry() -> Registry[Any]:
    resource = Resource.from_contents(description(), default_specification=DRAFT202012)
    return Registry().with_resource(WHERE, resource)


def faults(pointer: tuple[str, ...], instance: Any) -> Iterator[str]:
    """Return where something does not fit the schema at a place of the description."""
    steps = [step.replace("~", "~0").replace("/", "~1") for step in pointer]
    schema = {"$ref": f"{WHERE}#/" + "/".join(steps)}
    for error in Draft202012Validator(schema, registry=registry()).iter_errors(instance):
        deepest = best(error)
        yield ".".join(map(str, deepest.absolute_path))


def best(error: Any) -> Any:
    """Return the fault deepest inside alternatives: it says most."""
    while error.context:
        error = max(error.context, key=lambda each: len(each.absolute_path))
    return error


def request_faults(exchange: Exchange) -> list[str]:
    place = ("paths", template(exchange.path), exchange.method.lower())
    operation = description()["paths"][place[1]][place[2]]
    if exchange.asked is None or "requestBody" not in operation:
        return []
    body = ("requestBody", "content", "application/json", "schema")
    return [f"asked: {fault}" for fault in faults((*place, *body), exchange.asked)]


def answer_faults(exchange: Exchange) -> list[str]:
    place = ("paths", template(exchange.path), exchange.method.lower(), "responses")
    responses = description()
    for step in place:
        responses = responses[step]
    if exchange.status == 204:
        return [] if "204" in responses or exchange.answered is None else ["204 with a body"]
    body = ("content", "application/json", "schema")
    return list(faults((*place, str(exchange.status), *body), exchange.answered))


@pytest.fixture
async def exchanges() -> list[Exchange]:
    return []


@pytest.fixture
async def place(exchanges: list[Exchange]) -> AsyncIterator[Square]:
    squares: list[Square] = []

    @web.middleware
    async def listen(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        answer = await handler(request)
        _, found, path = request.path.partition("/api/v10")
        if squares and found and answer.status < 300 and isinstance(answer, web.Response):
            latest = squares[0].stand_in.calls.of(None)[-1]
            answered = json.loads(answer.body) if isinstance(answer.body, bytes) else None
            exchanges.append(Exchange(request.method, path, answer.status, latest.body, answered))
        return answer

    async with square(listen) as made:
        await made.order("limits", on=False)
        squares.append(made)
        yield made


async def test_a_whole_conversation_fits(
    place: Square, exchanges: list[Exchange], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with client(place, monkeypatch) as bot:
        await converse(place, bot)
    await look_around(place)
    wrong = {
        exchange.name: found
        for exchange in exchanges
        if (found := request_faults(exchange) + answer_faults(exchange))
    }
    assert wrong == KNOWN, json.dumps(wrong, indent=1)
    assert {exchange.method for exchange in exchanges} == {"GET", "POST", "PATCH", "PUT", "DELETE"}
    assert len({exchange.name for exchange in exchanges}) >= 25


async def converse(place: Square, bot: Client) -> None:
    """Let the real client do all that an adapter may do."""
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Yes", custom_id="y"))
    view.add_item(discord.ui.Button(label="Read", url="https://example.org", emoji="📖"))
    general = bot.get_partial_messageable(int(place.general))
    person = await bot.fetch_user(int(place.ada))
    private = await person.create_dm()
    await private.typing()
    await place.say("hi", channel=place.general, mention=True)
    await ask(place, bot)
    heard = await bot.heard.get()
    answer = await heard.reply("hello", view=view, allowed_mentions=discord.AllowedMentions.none())
    await general.send("a file", file=discord.File(BytesIO(b"{}"), filename="you.json"))
    message = await private.send("Well?", view=view, nonce="n1", embed=discord.Embed(title="t"))
    await message.edit(content="Well then?")
    _ = [each async for each in general.history(limit=10)]
    await general.fetch_message(answer.id)
    await command(place, bot)
    await press(place, bot, str(message.id), view)
    await message.delete()


async def ask(place: Square, bot: Client) -> None:
    """Ask for votes, and look at them and at a sign that somebody puts to the poll."""
    general = bot.get_partial_messageable(int(place.general))
    poll = discord.Poll("Which day?", duration=timedelta(hours=2))
    asked = await general.send(poll=poll.add_answer(text="Monday").add_answer(text="Friday"))
    sign = {"token": TOKEN, "person": place.ada, "channel": place.general}
    await place.order("vote", **sign, message_id=str(asked.id), labels=["Friday"])
    await place.order("react", **sign, message_id=str(asked.id), emoji="👍")
    await general.fetch_message(asked.id)


async def command(place: Square, bot: Client) -> None:
    tree: app_commands.CommandTree[Client] = app_commands.CommandTree(bot)
    done = asyncio.Event()

    @tree.command(name="survey", description="Two questions")
    async def survey(interaction: "discord.Interaction[Any]") -> None:
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content="One?")
        await interaction.original_response()
        await interaction.followup.send("Two?", ephemeral=True)

        done.set()

    await tree.sync()
    await tree.fetch_commands()
    await place.order("slash", token=TOKEN, person=place.ada, name="survey")
    await bot.pressed.get()
    async with asyncio.timeout(5):
        await done.wait()


async def press(place: Square, bot: Client, message_id: str, view: discord.ui.View) -> None:
    order = {"token": TOKEN, "person": place.ada, "message_id": message_id, "label": "Yes"}
    await place.order("press", **order)
    await (await bot.pressed.get()).response.edit_message(content="You said yes.", view=view)
    await place.order("press", **order)
    second = await bot.pressed.get()
    await second.response.send_message("At once.")
    await second.delete_original_response()
    await place.order("press", **order)
    await (await bot.pressed.get()).response.defer()
    await place.order("press", **order)
    form = discord.ui.Modal(title="Who?", custom_id="form")
    form.add_item(discord.ui.TextInput(label="Name", custom_id="name"))
    await (await bot.pressed.get()).response.send_modal(form)


async def look_around(place: Square) -> None:
    """Ask for what the client did not ask for."""
    for path in (
        "applications/@me",
        "gateway",
        "gateway/bot",
        "users/@me/guilds",
        f"channels/{place.dm}",
        f"channels/{place.general}",
        f"guilds/{place.guild}",
        f"guilds/{place.guild}/channels",
        f"guilds/{place.guild}/members/{place.ada}",
        f"applications/{place.bot}/guilds/{place.guild}/commands",
    ):
        assert (await place.rest("GET", path))[0] == 200
    # Of faults in a form the description says that codes are numbers; Discord's reference, and
    # Discord, have words there (BASE_TYPE_MAX_LENGTH). So only a plain refusal is compared.
    status, refused = await place.rest("GET", "channels/17")
    assert status == 404
    assert list(faults(("components", "schemas", "ErrorResponse"), refused)) == []


HALL = Media("image", "media/hall.png", alt="The hall")
PICTURE = Media("image", "https://example.org/a.png")
NOTE = "T2dnUwAAAAAAAAAAAAAAAAAAAAAAAAAAAAABE09wdXNIZWFkAQE4AQAAAAAAAAA="
DAYS = (Button("a.0", "Monday"), Button("a.1", "Friday"), Button("s", "Skip", authored=False))
MESSAGES = {
    "files": Message("look", "**look**", (Button("b.1", "Yes"),), (HALL, PICTURE)),
    "a film and a page": Message(
        "look", "look", (), (Media("video", "https://example.org/a.mp4"),)
    ),
    "a card": Message("look", "look", (), (), Card("Hall", "Red", "**Red**", PICTURE.url, HALL)),
    "a card alone": Message("look", "look", (), (), Card("Hall")),
    "a poll": Message("Which?", "Which?", DAYS, poll=Poll()),
    "votes for several": Message("Which?", "Which?", DAYS, poll=Poll(several=True)),
    "several of many": Message(
        "Which?", "Which?", tuple(Button(f"b.{n}", f"{n}") for n in range(12)), picks=Picks(2, 3)
    ),
    "lists": Message("Which?", "Which?", tuple(Button(f"b.{n}", f"{n}") for n in range(30))),
    "a spoken note": Message("", "", (), (Media("voice", f"data:audio/ogg;base64,{NOTE}"),)),
    "a reply": Message("hi", "hi", answers="17"),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_what_we_ask_for_fits_too(name: str) -> None:
    body = encode_message(MESSAGES[name], "n1", {HALL.url: b"PNG"}).body
    place = ("paths", "/channels/{channel_id}/messages", "post", "requestBody", "content")
    wrong = set(faults((*place, "application/json", "schema"), body))
    assert wrong <= {"attachments.0.id"}  # a number, as Discord allows


@pytest.mark.parametrize("name", sorted(MESSAGES.keys() - {"a poll"}))
def test_what_we_put_in_the_place_of_something_fits(name: str) -> None:
    body = as_edit(encode_message(MESSAGES[name], "n1", {HALL.url: b"PNG"})).body
    place = ("paths", "/channels/{channel_id}/messages/{message_id}", "patch", "requestBody")
    wrong = set(faults((*place, "content", "application/json", "schema"), body))
    assert wrong <= {"attachments.0.id"}
    assert not body.keys() & {"nonce", "enforce_nonce", "message_reference"}


@pytest.mark.parametrize("kind", ["command", "button"])
def test_what_a_call_is_answered_with_fits(kind: Literal["command", "button"]) -> None:
    """An answer to a call has the shape of the body of the callback route."""
    interaction = Interaction("1", "a-token", "2", kind, "it")
    place = ("paths", "/interactions/{interaction_id}/{interaction_token}/callback", "post")
    body = ("requestBody", "content", "application/json", "schema")
    for answer in (deferral(interaction), refusal(interaction), {"type": 1}):
        assert list(faults((*place, *body), answer)) == []
