"""What the stand-in for Telegram refuses, and in which words."""

import io

import aiohttp
import pytest

from tests.sandbox.telegram_stage import ADA, BOB, TOKEN, telegram


def keyboard(*rows):
    return {"inline_keyboard": [[{"text": text, **more} for text, more in row] for row in rows]}


def entity(kind, offset, length, **more):
    return [{"type": kind, "offset": offset, "length": length, **more}]


BAD = "Bad Request: "
UNPARSED = BAD + "can't parse entities: "
BUTTON = BAD + "can't parse inline keyboard button: "
EMPTY = BAD + "message text is empty"
NOT_MODIFIED = (
    BAD + "message is not modified: specified new message content and reply markup are exactly the"
    " same as a current content and reply markup of the message"
)
TOO_OLD = BAD + "query is too old and response timeout expired or query ID is invalid"
HELLO = {"chat_id": ADA, "text": "hello"}
PHOTO = {"chat_id": ADA, "photo": "https://example.org/a.png"}

REFUSALS = [
    ("editMessageMedia", {"chat_id": ADA, "message_id": 2}, 400,
     BAD + 'parameter "media" is required'),
    ("editMessageMedia",
     {"chat_id": ADA, "message_id": 2, "media": {"type": "voice", "media": PHOTO["photo"]}}, 400,
     BAD + 'can\'t parse InputMedia: type "voice" is unknown'),
    ("sendContact", {"chat_id": ADA, "first_name": "Ada"}, 400,
     BAD + 'parameter "phone_number" is required'),
    ("sendContact", {"chat_id": ADA, "phone_number": "+39"}, 400,
     BAD + 'parameter "first_name" is required'),
    ("sendPoll", {"chat_id": ADA, "options": [{"text": "x"}]}, 400,
     BAD + "poll question must be non-empty"),
    ("sendPoll", {"chat_id": ADA, "question": "x" * 301, "options": [{"text": "x"}]}, 400,
     BAD + "poll question length must not exceed 300"),
    ("sendPoll", {"chat_id": ADA, "question": "?"}, 400, BAD + "poll must have at least 1 option"),
    ("sendPoll", {"chat_id": ADA, "question": "?", "options": ["x"]}, 400,
     BAD + "can't parse options JSON object"),
    ("sendPoll", {"chat_id": ADA, "question": "?", "options": [{"text": "x"}] * 13}, 400,
     BAD + "poll can't have more than 12 options"),
    ("sendPoll", {"chat_id": ADA, "question": "?", "options": [{"text": ""}]}, 400,
     BAD + "poll options must be non-empty"),
    ("sendPoll", {"chat_id": ADA, "question": "?", "options": [{"text": "x" * 101}]}, 400,
     BAD + "poll options length must not exceed 100"),
    ("sendPoll", {"chat_id": ADA, "question": "?", "options": [{"text": "x"}], "type": "vote"},
     400, BAD + "unsupported poll type specified"),
    ("sendMessage", {"text": "hello"}, 400, BAD + "chat_id is empty"),
    ("sendMessage", {"chat_id": 999, "text": "hello"}, 400, BAD + "chat not found"),
    ("sendMessage", {"chat_id": "@nobody", "text": "hello"}, 400, BAD + "chat not found"),
    ("sendMessage", {"chat_id": BOB, "text": "hello"}, 400, BAD + "chat not found"),
    ("sendMessage", {"chat_id": 4200, "text": "me?"}, 403,
     "Forbidden: bots can't send messages to bots"),
    ("sendMessage", {"chat_id": ADA}, 400, EMPTY),
    ("sendMessage", {"chat_id": ADA, "text": ""}, 400, EMPTY),
    ("sendMessage", {"chat_id": ADA, "text": " \n "}, 400, BAD + "text must be non-empty"),
    ("sendMessage", {"chat_id": ADA, "text": "x" * 4097}, 400, BAD + "message is too long"),
    ("sendMessage", {"chat_id": ADA, "text": "👍" * 2049}, 400, BAD + "message is too long"),
    ("sendMessage", {**HELLO, "parse_mode": "BBCode"}, 400, BAD + "unsupported parse_mode"),
    ("sendMessage", {"chat_id": ADA, "text": "<b>x", "parse_mode": "HTML"}, 400,
     UNPARSED + 'Can\'t find end tag corresponding to start tag "b"'),
    ("sendMessage", {"chat_id": ADA, "text": "1 < 2", "parse_mode": "HTML"}, 400,
     UNPARSED + 'Unsupported start tag "" at byte offset 2'),
    ("sendMessage", {"chat_id": ADA, "text": "end.", "parse_mode": "MarkdownV2"}, 400,
     UNPARSED + "Character '.' is reserved and must be escaped with the preceding '\\'"),
    ("sendMessage", {**HELLO, "entities": entity("bold", 0, 6)}, 400,
     BAD + "ENTITY_BOUNDS_INVALID"),
    ("sendMessage", {**HELLO, "entities": entity("bold", -1, 2)}, 400,
     BAD + "ENTITY_BOUNDS_INVALID"),
    ("sendMessage", {"chat_id": ADA, "text": "👍", "entities": entity("bold", 1, 1)}, 400,
     BAD + "entity begins in a middle of a UTF-16 symbol"),
    ("sendMessage", {**HELLO, "entities": entity("loud", 0, 1)}, 400,
     BAD + "can't parse MessageEntity: Unsupported type specified"),
    ("sendMessage", {**HELLO, "entities": entity("text_link", 0, 1)}, 400,
     BAD + 'can\'t parse MessageEntity: Can\'t find field "url"'),
    ("sendMessage", {**HELLO, "reply_markup": keyboard([("Yes", {"callback_data": "é" * 33})])},
     400, BAD + "BUTTON_DATA_INVALID"),
    ("sendMessage", {**HELLO, "reply_markup": keyboard([("Yes", {"callback_data": ""})])}, 400,
     BUTTON + "Text buttons are unallowed in the inline keyboard"),
    ("sendMessage", {**HELLO, "reply_markup": keyboard([("Go", {"url": "nowhere://"})])}, 400,
     BAD + "inline keyboard button URL 'nowhere://' is invalid: Wrong HTTP URL"),
    ("sendMessage", {**HELLO, "reply_markup": keyboard([("x", {"callback_data": "x"})] * 9)}, 400,
     BAD + "reply markup is too long"),
    ("sendMessage",
     {**HELLO, "reply_markup": keyboard(*[[("x", {"callback_data": "x"})]] * 101)}, 400,
     BAD + "reply markup is too long"),
    ("sendMessage", {**HELLO, "reply_markup": "{"}, 400,
     BAD + "can't parse reply keyboard markup JSON object"),
    ("sendMessage", {**HELLO, "reply_markup": {"inline_keyboard": [{}]}}, 400,
     BAD + 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'),
    ("sendMessage", {**HELLO, "reply_parameters": {"message_id": 999}}, 400,
     BAD + "message to be replied not found"),
    ("sendMessage", {**HELLO, "message_thread_id": 3}, 400, BAD + "message thread not found"),
    ("sendPhoto", {**PHOTO, "caption": "x" * 1025}, 400, BAD + "message caption is too long"),
    ("sendPhoto", {"chat_id": ADA}, 400, BAD + "there is no photo in the request"),
    ("sendPhoto", {"chat_id": ADA, "photo": "AgAC"}, 400,
     BAD + "wrong file identifier/HTTP URL specified"),
    ("sendDocument", {"chat_id": ADA, "document": "attach://absent"}, 400, BAD + "media not found"),
    ("sendMediaGroup", {"chat_id": ADA}, 400, BAD + 'parameter "media" is required'),
    ("sendMediaGroup", {"chat_id": ADA, "media": []}, 400, BAD + "there are no messages to send"),
    ("sendMediaGroup",
     {"chat_id": ADA, "media": [{"type": kind, "media": "https://example.org/a"}
                                for kind in ("photo", "document")]}, 400,
     BAD + "can't use the media of the specified type in the album"),
    ("sendLocation", {"chat_id": ADA, "latitude": 1}, 400, BAD + "longitude is empty"),
    ("sendLocation", {"chat_id": ADA, "latitude": 91, "longitude": 0}, 400,
     BAD + "wrong location specified"),
    ("sendChatAction", {"chat_id": ADA, "action": "dancing"}, 400,
     BAD + "wrong parameter action in request"),
    ("editMessageText", {"chat_id": ADA, "text": "x"}, 400,
     BAD + "message identifier is not specified"),
    ("editMessageText", {"chat_id": ADA, "message_id": 999, "text": "x"}, 400,
     BAD + "message to edit not found"),
    ("editMessageText", {"chat_id": ADA, "message_id": 1, "text": "x"}, 400,
     BAD + "message can't be edited"),
    ("editMessageText", {"chat_id": ADA, "message_id": 2, "text": "before"}, 400, NOT_MODIFIED),
    ("editMessageReplyMarkup", {"chat_id": ADA, "message_id": 2}, 400, NOT_MODIFIED),
    ("editMessageText", {"chat_id": ADA, "message_id": 3, "text": "x"}, 400,
     BAD + "there is no text in the message to edit"),
    ("deleteMessage", {"chat_id": ADA, "message_id": 999}, 400,
     BAD + "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "12"}, 400, TOO_OLD),
    ("getFile", {}, 400, BAD + "file_id not specified"),
    ("getFile", {"file_id": "AgAC"}, 400,
     BAD + "wrong file_id or the file is temporarily unavailable"),
    ("setMyCommands", {"commands": [{"command": "a-b", "description": "x"}]}, 400,
     BAD + "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "Start", "description": "x"}]}, 400,
     BAD + "BOT_COMMAND_INVALID"),
    ("setMyCommands", {"commands": [{"command": "", "description": "x"}]}, 400,
     BAD + "command must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "a" * 33, "description": "x"}]}, 400,
     BAD + "command length must not exceed 32"),
    ("setMyCommands", {"commands": [{"command": "a", "description": " "}]}, 400,
     BAD + "command description must be non-empty"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "x" * 257}]}, 400,
     BAD + "command description length must not exceed 256"),
    ("setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 101}, 400,
     BAD + "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", {"commands": [], "language_code": "english"}, 400,
     BAD + "invalid language code specified"),
    ("setMyCommands", {"commands": [], "scope": {"type": "mars"}}, 400,
     BAD + "can't parse BotCommandScope: unsupported type specified"),
    ("setWebhook", {"url": "nowhere"}, 400, BAD + "invalid webhook URL specified"),
    ("setWebhook", {"url": "https://example.org", "secret_token": "sì"}, 400,
     BAD + "secret token contains unallowed characters"),
    ("sendDice", {"chat_id": ADA}, 400, BAD + "sendDice is not in this stand-in"),
    ("sendCake", {}, 404, "Not Found"),
]  # fmt: skip


async def test_every_refusal_has_the_words_of_the_platform():
    async with telegram() as stage:
        await stage.send("before")
        await stage.call("sendPhoto", **PHOTO)
        wrong = []
        for method, parameters, *expected in REFUSALS:
            reply = await stage.call(method, **parameters)
            if (reply.status, reply.body.get("description")) != tuple(expected):
                wrong.append((method, parameters, expected, reply))
        assert wrong == []
        assert [message["text"] for message in await stage.messages()] == ["/start", "before", ""]


@pytest.mark.parametrize(
    ("token", "expected"),
    [("4200:another", (401, "Unauthorized")), ("no-token", (404, "Not Found"))],
)
async def test_a_token_that_nobody_has(token: str, expected: tuple[int, str]):
    async with telegram() as stage:
        assert (await stage.call("getMe", token=token)).refusal == expected


async def test_an_open_door_adopts_tokens():
    async with telegram() as stage:
        stage.world.open_door = True
        assert (await stage.call("getMe", token="5:new")).result["id"] == 5
        assert (await stage.call("getMe", token="new")).refusal == (404, "Not Found")


async def test_a_body_that_is_too_large():
    async with telegram() as stage:
        form = aiohttp.FormData({"chat_id": str(ADA)})
        form.add_field("document", io.BytesIO(bytes(52_428_801)), filename="big")
        refusal = (await stage.form("sendDocument", form)).refusal
        assert refusal == (413, "Request Entity Too Large")


async def test_a_body_that_is_no_object():
    async with telegram() as stage:
        url = f"{stage.address}/bot{TOKEN}/getMe"
        headers = {"Content-Type": "application/json"}
        async with stage.session.post(url, data=b"[1]", headers=headers) as response:
            assert response.status == 400


async def test_who_blocked_the_bot_or_is_gone_or_moved_cannot_be_written_to():
    async with telegram() as stage:
        await stage.control("block", token=TOKEN, person=ADA)
        blocked = await stage.call("sendMessage", **HELLO)
        assert blocked.refusal == (403, "Forbidden: bot was blocked by the user")
        await stage.control("unblock", token=TOKEN, person=ADA)
        await stage.control("deactivate", person=ADA)
        gone = await stage.call("sendMessage", **HELLO)
        assert gone.refusal == (403, "Forbidden: user is deactivated")
        group = (await stage.control("groups", title="Square", members=[BOB]))["id"]
        met = await stage.call("sendMessage", chat_id=BOB, text="hello")
        assert met.refusal == (403, "Forbidden: bot can't initiate conversation with a user")
        moved_to = (await stage.control("migrate", chat=group))["id"]
        moved = await stage.call("sendMessage", chat_id=group, text="hello")
        assert moved.refusal == (400, BAD + "group chat was upgraded to a supergroup chat")
        assert moved.body["parameters"] == {"migrate_to_chat_id": moved_to}
        await stage.control("kick", token=TOKEN, chat=moved_to)
        kicked = await stage.call("sendMessage", chat_id=moved_to, text="hello")
        assert kicked.refusal == (403, "Forbidden: bot was kicked from the supergroup chat")


async def test_a_press_is_answered_once_and_in_time():
    async with telegram() as stage:
        sent = await stage.send(reply_markup=keyboard([("Yes", {"callback_data": "y"})]))
        press = {"token": TOKEN, "person": ADA, "message_id": sent["message_id"], "label": "Yes"}
        await stage.control("press", **press)
        query = (await stage.updates())[-1]["callback_query"]["id"]
        first = await stage.call("answerCallbackQuery", callback_query_id=query, text="Noted")
        assert first.result is True
        second = await stage.call("answerCallbackQuery", callback_query_id=query)
        assert second.refusal == (400, TOO_OLD)
        await stage.control("press", **press)
        await stage.control("expire-presses", token=TOKEN)
        late = (await stage.updates())[-1]["callback_query"]["id"]
        reply = await stage.call("answerCallbackQuery", callback_query_id=late)
        assert reply.refusal == (400, TOO_OLD)
        answers = [(one["text"], one["expired"]) for one in await stage.look("presses")]
        assert answers == [("Noted", False), (None, True)]


HTTPS = BAD + "bad webhook: An HTTPS URL must be provided for webhook"
PORTS = BAD + "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
RESERVED = BAD + "bad webhook: IP address {} is reserved"
WEBHOOKS = {
    "http://bot.example.org/hook": HTTPS,
    "http://127.0.0.1/hook": HTTPS,
    "https://bot.example.org:9000/hook": PORTS,
    "https://127.0.0.1/hook": RESERVED.format("127.0.0.1"),
    "https://10.1.2.3:8443/hook": RESERVED.format("10.1.2.3"),
    "https://bot.example.org:88/hook": None,
    "https://bot.example.org/hook": None,
}


@pytest.mark.parametrize("url", WEBHOOKS)
async def test_a_webhook_has_to_be_where_the_platform_posts_to(url: str):
    async with telegram() as stage:
        stage.world.is_local = False
        reply = await stage.call("setWebhook", url=url)
        assert (reply.body["ok"] if WEBHOOKS[url] is None else reply.refusal) == (
            True if WEBHOOKS[url] is None else (400, WEBHOOKS[url])
        )


LOCAL = {
    "http://127.0.0.1:8081/hook": None,
    "http://localhost/hook": None,
    "https://10.1.2.3:9000/hook": None,
    "http://10.1.2.3/hook": HTTPS,
}


@pytest.mark.parametrize("url", LOCAL)
async def test_beside_us_it_may_be_http_and_of_any_port(url: str):
    async with telegram() as stage:
        reply = await stage.call("setWebhook", url=url)
        assert (reply.body["ok"] if LOCAL[url] is None else reply.refusal) == (
            True if LOCAL[url] is None else (400, LOCAL[url])
        )
