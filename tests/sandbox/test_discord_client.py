"""The real client of Discord converses with the stand-in."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any, TypeVar

import discord
import pytest
from discord import app_commands

from tests.sandbox.discord_client import Client, all_we_need, client, point
from tests.sandbox.discord_square import TOKEN, Square, square

_Item = TypeVar("_Item")


@pytest.fixture
async def place() -> AsyncIterator[Square]:
    async with square() as made:
        yield made


@pytest.fixture
async def bot(place: Square, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    async with client(place, monkeypatch) as made:
        yield made


async def soon(queue: asyncio.Queue[_Item]) -> _Item:
    async with asyncio.timeout(5):
        return await queue.get()


def choice() -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Yes", custom_id="choose:yes"))
    view.add_item(discord.ui.Button(label="Read", url="https://example.org"))
    return view


async def test_it_logs_in_and_sees_its_guild(place: Square, bot: Client) -> None:
    assert bot.user is not None
    assert str(bot.user.id) == place.bot
    [guild] = bot.guilds
    assert (guild.name, [channel.name for channel in guild.text_channels]) == (
        "Market",
        ["general"],
    )
    assert bot.application is not None
    assert bot.application.flags.gateway_message_content_limited


async def test_it_converses_in_private(place: Square, bot: Client) -> None:
    await place.say("hi")
    heard = await soon(bot.heard)
    assert (heard.content, heard.author.global_name) == ("hi", "Ada L")
    assert isinstance(heard.channel, discord.DMChannel)
    async with heard.channel.typing():
        first = await heard.channel.send("Well?", view=choice(), nonce="n1")
    again = await heard.channel.send("Well?", view=choice(), nonce="n1")
    assert again.id == first.id
    file = discord.File(BytesIO(b"{}"), filename="you.json")
    await heard.reply("all of it", file=file, mention_author=False)
    shown = await place.said()
    assert [said["content"] for said in shown] == ["hi", "Well?", "all of it"]
    assert shown[1]["buttons"] == [
        [
            {"label": "Yes", "custom_id": "choose:yes"},
            {"label": "Read", "url": "https://example.org"},
        ]
    ]
    assert shown[2]["files"][0]["name"] == "you.json"
    assert shown[2]["reply_to"] == shown[0]["id"]
    await first.edit(content="Thanks.", view=None)
    assert (await place.said())[1]["buttons"] == []
    await first.delete()
    assert len(await place.said()) == 2


async def test_it_opens_a_private_channel_and_reads_its_history(place: Square, bot: Client) -> None:
    person = await bot.fetch_user(int(place.ada))
    channel = await person.create_dm()
    await channel.send("hello")
    await place.say("hi")
    assert [message.content async for message in channel.history(limit=5)] == ["hi", "hello"]


async def test_it_hears_mentions_and_threads(place: Square, bot: Client) -> None:
    made = await place.order("guilds", name="Fair", members=[place.ada, TOKEN], threads=["talk"])
    await place.say("hey", channel=made["channels"]["talk"], mention=True)
    heard = await soon(bot.heard)
    assert bot.user in heard.mentions
    assert isinstance(heard.channel, discord.Thread)
    await heard.reply("yes?")
    said = await place.look("messages", channel=made["channels"]["talk"])
    assert said[-1]["reply_to"] == str(heard.id)


async def test_it_answers_presses_and_commands(place: Square, bot: Client) -> None:
    tree: app_commands.CommandTree[Client] = app_commands.CommandTree(bot)
    answered: asyncio.Queue[None] = asyncio.Queue()

    @tree.command(name="survey", description="Two questions")
    async def survey(interaction: "discord.Interaction[Any]") -> None:
        assert interaction.locale is discord.Locale.italian
        await interaction.response.send_message("One?", view=choice())
        answered.put_nowait(None)

    [registered] = await tree.sync()
    assert registered.name == "survey"
    given = await place.order("slash", token=TOKEN, person=place.ada, name="survey")
    await soon(answered)
    await soon(bot.pressed)
    shown = (await place.said())[-1]
    assert (shown["content"], shown["interaction"]) == ("One?", given["interaction_id"])
    order = {"token": TOKEN, "person": place.ada, "message_id": shown["id"], "label": "Yes"}
    await place.order("press", **order)
    pressed = await soon(bot.pressed)
    assert pressed.data is not None
    assert pressed.data.get("custom_id") == "choose:yes"
    await pressed.response.defer()
    await pressed.edit_original_response(content="You said yes.", view=None)
    await pressed.followup.send("Two?")
    assert [said["content"] for said in await place.said()] == ["You said yes.", "Two?"]
    with pytest.raises(discord.InteractionResponded):
        await pressed.response.defer()


async def test_it_answers_a_press_in_a_guild_late(place: Square, bot: Client) -> None:
    channel = bot.get_partial_messageable(int(place.general))
    sent = await channel.send("Well?", view=choice())
    order = {"token": TOKEN, "person": place.ada, "message_id": str(sent.id), "label": "Yes"}
    await place.order("press", **order, channel=place.general)
    pressed = await soon(bot.pressed)
    assert isinstance(pressed.user, discord.Member)
    assert pressed.guild_id == int(place.guild)
    place.clock.moved = 3.1
    with pytest.raises(discord.NotFound) as late:
        await pressed.response.defer()
    assert late.value.code == 10062


@pytest.mark.parametrize(
    "trouble",
    [
        {"action": "drop"},
        {"action": "close", "code": 4000},
        {"action": "close", "code": 1001},
        {"action": "reconnect"},
        {"action": "invalid", "resumable": True},
    ],
)
async def test_it_resumes_and_hears_what_it_missed(
    place: Square, bot: Client, trouble: dict[str, Any]
) -> None:
    await place.order("gateway", token=TOKEN, **trouble)
    await place.say("meanwhile")
    assert (await soon(bot.heard)).content == "meanwhile"
    await soon(bot.resumed)


@pytest.mark.parametrize(
    ("error", "code", "body"),
    [
        (discord.NotFound, 10003, {"channel": "17"}),
        (discord.Forbidden, 50007, {"closed": True}),
        (discord.HTTPException, 50006, {"content": " "}),
        (discord.HTTPException, 50035, {"content": "x" * 2001}),
    ],
)
async def test_it_reads_refusals(
    place: Square,
    bot: Client,
    error: type[discord.HTTPException],
    code: int,
    body: dict[str, Any],
) -> None:
    await place.order("closed-dms", person=place.ada, closed=body.get("closed", False))
    channel = bot.get_partial_messageable(int(body.get("channel", place.dm)))
    with pytest.raises(error) as refused:
        await channel.send(body.get("content", "hi"))
    assert refused.value.code == code
    if code == 50035:
        assert "In content: Must be 2000 or fewer in length." in str(refused.value)


async def test_it_waits_as_the_bucket_says_and_loses_nothing(place: Square, bot: Client) -> None:
    route = "POST channels/{id}/messages"
    await place.order("limits", route=route, requests=2, seconds=0.1)
    channel = bot.get_partial_messageable(int(place.dm))
    for number in range(5):
        await channel.send(str(number))
    assert [said["content"] for said in await place.said()] == list("01234")
    assert {call["status"] for call in await place.look("calls", method=route)} == {200}


async def test_it_waits_after_a_429_and_gives_up_at_the_shield(place: Square, bot: Client) -> None:
    channel = bot.get_partial_messageable(int(place.dm))
    body = {"message": "You are being rate limited.", "retry_after": 0.01, "global": False}
    send = "POST channels/{id}/messages"
    await place.order("faults", where=send, fault={"type": "answer", "status": 429, "body": body})
    await channel.send("hi")
    shield = {"type": "answer", "status": 429, "text": "error code: 1015"}
    await place.order("faults", where=send, fault=shield)
    with pytest.raises(discord.HTTPException) as banned:
        await channel.send("ho")
    assert banned.value.status == 429
    assert [said["content"] for said in await place.said()] == ["hi"]


async def test_a_wrong_token_and_a_missing_privilege_are_told(
    place: Square, monkeypatch: pytest.MonkeyPatch
) -> None:
    point(place, monkeypatch)
    stranger = Client(all_we_need())
    with pytest.raises(discord.LoginFailure):
        await stranger.start("nobody's")
    await stranger.close()
    await place.order("privileged", token=TOKEN, message_content=False)
    blind = Client(all_we_need())
    with pytest.raises(discord.PrivilegedIntentsRequired):
        await blind.start(TOKEN)
    await blind.close()
