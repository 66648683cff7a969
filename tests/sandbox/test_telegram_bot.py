"""The real `telegram.Bot`, over its own HTTP client, against the stand-in for Telegram."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import telegram as sdk
from telegram import error

from tests.sandbox.telegram_stage import ADA, BOB, TOKEN, Stage, telegram

BUTTONS = sdk.InlineKeyboardMarkup([[sdk.InlineKeyboardButton("Yes", callback_data="y")]])


@asynccontextmanager
async def bot() -> AsyncIterator[tuple[Stage, sdk.Bot]]:
    async with telegram() as stage:
        base, files = f"{stage.address}/bot", f"{stage.address}/file/bot"
        async with sdk.Bot(TOKEN, base_url=base, base_file_url=files) as client:
            yield stage, client


async def test_a_conversation():
    async with bot() as (stage, client):
        assert client.username == "convivio_bot"
        await client.set_my_commands([("help", "Help")])
        assert [one.command for one in await client.get_my_commands()] == ["help"]
        await stage.say("/start a-payload")
        (update,) = await client.get_updates(allowed_updates=["message", "callback_query"])
        assert update.message is not None
        assert update.message.parse_entities() == {update.message.entities[0]: "/start"}
        entities = [sdk.MessageEntity("bold", 3, 5)]
        sent = await client.send_message(ADA, "👍 hello", entities=entities, reply_markup=BUTTONS)
        assert sent.parse_entities() == {sent.entities[0]: "hello"}
        await stage.control(
            "press", token=TOKEN, person=ADA, message_id=sent.message_id, label="Yes"
        )
        (pressed,) = await client.get_updates(offset=update.update_id + 1, timeout=5)
        assert pressed.callback_query is not None
        assert pressed.callback_query.data == "y"
        assert await pressed.callback_query.answer("Noted")
        edited = await pressed.callback_query.edit_message_text("done")
        assert isinstance(edited, sdk.Message)
        assert edited.text == "done"
        assert await client.send_chat_action(ADA, "typing")
        assert await client.delete_message(ADA, sent.message_id)
        assert await client.delete_webhook()
        complaints = [call["complaints"] for call in await stage.look("calls")]
        assert not any(complaints)


async def test_files_and_albums():
    png = b"\x89PNG\r\n\x1a\n..."
    async with bot() as (stage, client):
        sent = await client.send_document(ADA, b"exported", filename="data.json", caption="yours")
        assert sent.document is not None
        assert sent.document.file_name == "data.json"
        file = await client.get_file(sent.document.file_id)
        assert bytes(await file.download_as_bytearray()) == b"exported"
        album = [sdk.InputMediaPhoto(png), sdk.InputMediaPhoto("https://example.org/b.png")]
        assert len(await client.send_media_group(ADA, album)) == 2
        assert (await client.send_location(ADA, 45.0, 7.0)).location is not None
        assert not any(call["complaints"] for call in await stage.look("calls"))


ERRORS = [
    (error.BadRequest, "Chat not found", {"chat_id": BOB, "text": "x"}),
    (error.BadRequest, "Message text is empty", {"chat_id": ADA, "text": ""}),
    (error.BadRequest, "Message is too long", {"chat_id": ADA, "text": "x" * 4097}),
]


@pytest.mark.parametrize(("kind", "words", "parameters"), ERRORS)
async def test_refusals_arrive_as_errors(kind, words, parameters):
    async with bot() as (_, client):
        with pytest.raises(kind) as refusal:
            await client.send_message(**parameters)
        assert (type(refusal.value), refusal.value.message) == (kind, words)


async def test_errors_of_people_groups_and_speed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # otherwise the SDK warns of what will change
    async with bot() as (stage, client):
        group = (await stage.control("groups", title="Square", members=[ADA]))["id"]
        moved = (await stage.control("migrate", chat=group))["id"]
        with pytest.raises(error.ChatMigrated) as migrated:
            await client.send_message(group, "x")
        assert migrated.value.new_chat_id == moved
        chat = await client.get_chat(moved)
        assert (chat.type, chat.title) == ("supergroup", "Square")
        await stage.control("limits", chat_per_second=1)
        await client.send_message(ADA, "x")
        with pytest.raises(error.RetryAfter):
            await client.send_message(ADA, "x")
        await stage.control("block", token=TOKEN, person=ADA)
        with pytest.raises(error.Forbidden):
            await client.send_message(ADA, "x")
        await client.set_webhook("http://127.0.0.1:1/hook")
        assert (await client.get_webhook_info()).url == "http://127.0.0.1:1/hook"
        with pytest.raises(error.Conflict):
            await client.get_updates()


async def test_a_token_that_nobody_has():
    async with telegram() as stage:
        client = sdk.Bot("77:unknown", base_url=f"{stage.address}/bot")
        with pytest.raises(error.InvalidToken):
            await client.initialize()
        await client.shutdown()
