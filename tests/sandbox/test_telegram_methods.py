"""What bots do at the stand-in for Telegram: edits, files, menus; bodies of every form."""

import base64
import io
import json

import aiohttp
import pytest

from tests.sandbox.telegram_stage import ADA, TOKEN, Clock, telegram

PNG = b"\x89PNG\r\n\x1a\n and the rest of it"
KEYBOARD = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


async def test_parameters_come_in_every_form_and_method_names_in_any_case():
    async with telegram() as stage:
        url = f"{stage.address}/bot{TOKEN}/SENDmessage"
        markup = json.dumps(KEYBOARD)
        query = {"chat_id": str(ADA), "text": "query", "reply_markup": markup}
        async with stage.session.get(url, params=query) as response:
            assert response.status == 200
            assert response.content_type == "application/json"
        form = await stage.form("sendMessage", {**query, "text": "form"})
        multipart = aiohttp.FormData({**query, "text": "multipart"}, default_to_multipart=True)
        parts = await stage.form("sendMessage", multipart)
        body = await stage.call("sendMessage", chat_id=str(ADA), text="json", reply_markup=KEYBOARD)
        for reply in (form, parts, body):
            assert reply.result["reply_markup"] == KEYBOARD
        texts = [message["text"] for message in await stage.messages()]
        assert texts == ["/start", "query", "form", "multipart", "json"]
        assert [call["complaints"] for call in await stage.look("calls")][-4:] == [[]] * 4


async def test_edits_change_what_they_name_and_take_untold_buttons_away():
    async with telegram() as stage:
        sent = await stage.send("one", reply_markup=KEYBOARD)
        which = {"chat_id": ADA, "message_id": sent["message_id"]}
        edited = await stage.call("editMessageText", **which, text="<b>two</b>", parse_mode="HTML")
        assert edited.result["text"] == "two"
        assert edited.result["entities"] == [{"type": "bold", "offset": 0, "length": 3}]
        assert "reply_markup" not in edited.result
        assert edited.result["edit_date"] >= sent["date"]
        again = await stage.call("editMessageReplyMarkup", **which, reply_markup=KEYBOARD)
        assert again.result["reply_markup"] == KEYBOARD
        gone = await stage.call("editMessageReplyMarkup", **which)
        assert "reply_markup" not in gone.result


async def test_messages_are_taken_back_while_they_are_young():
    clock = Clock()
    async with telegram(clock) as stage:
        which = {"chat_id": ADA, "message_id": (await stage.send("one"))["message_id"]}
        assert (await stage.call("deleteMessage", **which)).result is True
        old = (await stage.send("two"))["message_id"]
        clock.now += 172_801
        reply = await stage.call("deleteMessage", chat_id=ADA, message_id=old)
        assert reply.refusal == (400, "Bad Request: message can't be deleted")


KINDS = {
    "photo": "Photo",
    "document": "Document",
    "audio": "Audio",
    "video": "Video",
    "voice": "Voice",
    "animation": "Animation",
}


@pytest.mark.parametrize("kind", KINDS)
async def test_files_are_sent_found_and_fetched(kind: str):
    async with telegram() as stage:
        form = aiohttp.FormData({"chat_id": str(ADA), "caption": "see @ada_l"})
        form.add_field(kind, io.BytesIO(PNG), filename="a.png", content_type="image/png")
        message = (await stage.form(f"send{KINDS[kind]}", form)).result
        assert message["caption"] == "see @ada_l"
        assert message["caption_entities"] == [{"type": "mention", "offset": 4, "length": 6}]
        held = message[kind][-1] if kind == "photo" else message[kind]
        assert held["file_size"] == len(PNG)
        file = (await stage.call("getFile", file_id=held["file_id"])).result
        address = f"{stage.address}/file/bot{TOKEN}/{file['file_path']}"
        async with stage.session.get(address) as response:
            assert await response.read() == PNG
        method = f"send{KINDS[kind]}"
        again = await stage.call(method, **{"chat_id": ADA, kind: held["file_id"]})
        assert again.status == 200
        other = "document" if kind == "photo" else "photo"
        wrong = await stage.call(f"send{KINDS[other]}", **{"chat_id": ADA, other: held["file_id"]})
        words = f"can't use file of type {kind.title()} as {other.title()}"
        assert wrong.refusal == (400, f"Bad Request: {words}")
        by_address = await stage.call(method, **{"chat_id": ADA, kind: "https://e.org/a.png"})
        assert by_address.status == 200


async def test_a_photo_must_be_a_picture_and_a_file_not_empty():
    async with telegram() as stage:
        for content, words in (
            (b"no picture", "IMAGE_PROCESS_FAILED"),
            (b"", "file must be non-empty"),
        ):
            form = aiohttp.FormData({"chat_id": str(ADA)})
            form.add_field("photo", io.BytesIO(content), filename="a.png")
            refusal = (await stage.form("sendPhoto", form)).refusal
            assert refusal == (400, f"Bad Request: {words}")
        async with stage.session.get(f"{stage.address}/file/bot{TOKEN}/photo/none") as response:
            assert response.status == 404


async def test_an_album_is_several_messages_of_one_group():
    async with telegram() as stage:
        media = [{"type": "photo", "media": f"attach://{name}", "caption": name} for name in "ab"]
        form = aiohttp.FormData({"chat_id": str(ADA), "media": json.dumps(media)})
        for name in "ab":
            form.add_field(name, io.BytesIO(PNG), filename=f"{name}.png")
        messages = (await stage.form("sendMediaGroup", form)).result
        assert [message["caption"] for message in messages] == ["a", "b"]
        assert len({message["media_group_id"] for message in messages}) == 1
        assert (await stage.look("calls"))[-1]["complaints"] == []


async def test_places_and_replies():
    async with telegram() as stage:
        place = await stage.call("sendLocation", chat_id=ADA, latitude=45.07, longitude=7.69)
        assert place.result["location"] == {"latitude": 45.07, "longitude": 7.69}
        reply = await stage.send(reply_parameters={"message_id": place.result["message_id"]})
        assert reply["reply_to_message"] == place.result
        missing = {"message_id": 999, "allow_sending_without_reply": True}
        assert "reply_to_message" not in await stage.send(reply_parameters=missing)


async def test_menus_are_kept_by_scope_and_language():
    async with telegram() as stage:
        english = [{"command": "help", "description": "Help"}]
        italian = [{"command": "help", "description": "Aiuto"}]
        await stage.call("setMyCommands", commands=[{"command": "/help", "description": "Help"}])
        await stage.call("setMyCommands", commands=italian, language_code="it")
        scope = {"type": "all_private_chats"}
        assert (await stage.call("getMyCommands")).result == english
        assert (await stage.call("getMyCommands", scope={"type": "default"})).result == english
        assert (await stage.call("getMyCommands", language_code="it")).result == italian
        assert (await stage.call("getMyCommands", scope=scope)).result == []
        await stage.call("deleteMyCommands")
        assert (await stage.call("getMyCommands")).result == []


async def test_people_send_files_places_and_numbers():
    async with telegram() as stage:
        common = {"token": TOKEN, "person": ADA}
        content = base64.b64encode(PNG).decode()
        await stage.control("send", **common, kind="photo", content=content, caption="me")
        await stage.control("send", **common, kind="location", latitude=1.5, longitude=2.5)
        await stage.control("send", **common, kind="contact", phone_number="+391")
        photo, place, contact = [update["message"] for update in await stage.updates()]
        file = (await stage.call("getFile", file_id=photo["photo"][-1]["file_id"])).result
        assert (photo["caption"], file["file_size"]) == ("me", len(PNG))
        assert place["location"] == {"latitude": 1.5, "longitude": 2.5}
        assert contact["contact"]["phone_number"] == "+391"
        assert [one["file"] for one in await stage.messages()] == [None, "photo", None, None]


async def test_calls_are_recorded_with_what_is_wrong_about_them():
    async with telegram() as stage:
        await stage.call("sendMessage", chat_id=ADA, text="x", disable_web_page_preview=True)
        await stage.call("deleteMessage", chat_id=ADA, message_id="one")
        await stage.call("getMe", token="1:unknown")
        sent, deleted, unknown = (await stage.look("calls"))[-3:]
        assert sent["complaints"] == ["disable_web_page_preview is no parameter of this method"]
        assert (sent["bot"], sent["params"]["text"], sent["status"]) == (4200, "x", 200)
        assert (deleted["complaints"], deleted["status"]) == (["message_id is no Integer"], 400)
        assert (unknown["bot"], unknown["status"]) == (None, 401)
        assert len(await stage.look("calls", method="deleteMessage")) == 1
        assert TOKEN not in json.dumps(await stage.look("calls"))
