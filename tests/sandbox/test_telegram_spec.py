"""The stand-in for Telegram agrees with the Bot API's published description."""

import json
from typing import Any

import pytest

from sandbox.telegram.table import ABSENT, METHODS
from tests.described.descriptions import BOT_API, absence, find_description
from tests.sandbox.telegram_stage import ADA, TOKEN, telegram

PRIMITIVES = {"Integer": int, "String": str, "Boolean": bool, "Float": (int, float)}


@pytest.fixture(scope="module")
def spec() -> dict[str, Any]:
    if reason := absence(BOT_API):
        pytest.skip(reason)
    return json.loads(find_description(BOT_API).read_text(encoding="utf-8"))


def test_every_method_has_the_parameters_of_the_description(spec):
    wrong = []
    for name, method in METHODS.items():
        described = {
            field["name"]: (tuple(field["types"]), field["required"])
            for field in spec["methods"][name].get("fields", [])
        }
        ours = {key: (value.types, value.required) for key, value in method.parameters.items()}
        if ours != described:
            wrong.append((name, ours.items() ^ described.items()))
    assert wrong == []


def test_what_is_said_to_be_absent_exists_on_the_platform(spec):
    assert set(spec["methods"]) >= ABSENT
    assert not ABSENT & METHODS.keys()


def faults(spec: dict[str, Any], kind: str, value: Any, where: str) -> list[str]:
    """Return where a value differs from a type of the description."""
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where} is no list"]
        inner = kind.removeprefix("Array of ")
        return [
            found
            for at, item in enumerate(value)
            for found in faults(spec, inner, item, f"{where}[{at}]")
        ]
    if kind in PRIMITIVES:
        is_flag = isinstance(value, bool)
        fits = isinstance(value, PRIMITIVES[kind]) and is_flag == (kind == "Boolean")
        return [] if fits else [f"{where} is no {kind}"]
    described = spec["types"][kind]
    if described.get("subtypes"):
        found = [faults(spec, subtype, value, where) for subtype in described["subtypes"]]
        return [] if any(not one for one in found) else min(found, key=len)
    return object_faults(spec, described, value, where)


def object_faults(spec: dict[str, Any], described: Any, value: Any, where: str) -> list[str]:
    fields = {field["name"]: field for field in described.get("fields", [])}
    wrong = [f"{where} has {name}" for name in value.keys() - fields.keys()]
    wrong += [
        f"{where} lacks {name}"
        for name, field in fields.items()
        if field["required"] and name not in value
    ]
    for name in value.keys() & fields.keys():
        found = [
            faults(spec, kind, value[name], f"{where}.{name}") for kind in fields[name]["types"]
        ]
        wrong += [] if any(not one for one in found) else min(found, key=len)
    return wrong


BUTTONS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
FILE = "https://example.org/a.png"
CALLS = [
    ("getMe", {}),
    ("sendMessage", {"text": "**x** @ada_l https://e.org", "reply_markup": BUTTONS}),
    ("sendMessage", {"text": "<a href='tg://user?id=17'>A</a>", "parse_mode": "HTML"}),
    ("sendMessage", {"text": "x", "reply_parameters": {"message_id": 1}}),
    ("sendPhoto", {"photo": FILE, "caption": "x #tag"}),
    ("sendDocument", {"document": FILE}),
    ("sendAudio", {"audio": FILE}),
    ("sendVideo", {"video": FILE}),
    ("sendVoice", {"voice": FILE}),
    ("sendAnimation", {"animation": FILE}),
    ("sendLocation", {"latitude": 1.5, "longitude": 2}),
    ("sendContact", {"phone_number": "+39", "first_name": "Ada"}),
    ("sendPoll", {"question": "x", "options": [{"text": "y"}], "reply_markup": BUTTONS}),
    ("sendMediaGroup", {"media": [{"type": "photo", "media": FILE}] * 2}),
    ("sendChatAction", {"action": "typing"}),
    ("editMessageText", {"message_id": 2, "text": "y", "reply_markup": BUTTONS}),
    ("editMessageMedia", {"message_id": 3, "media": {"type": "photo", "media": FILE}}),
    ("editMessageReplyMarkup", {"message_id": 2}),
    ("setMyCommands", {"commands": [{"command": "a", "description": "b"}]}),
    ("getMyCommands", {}),
    ("deleteMyCommands", {}),
    ("getChat", {}),
    ("deleteMessage", {"message_id": 2}),
    ("getWebhookInfo", {}),
    ("setWebhook", {"url": "http://127.0.0.1:1/hook"}),
    ("getWebhookInfo", {}),
    ("deleteWebhook", {}),
]


async def test_every_result_has_the_type_of_the_description(spec):
    async with telegram() as stage:
        wrong = []
        for method, given in CALLS:
            takes_chat = "chat_id" in METHODS[method].parameters
            parameters = {**given, "chat_id": ADA} if takes_chat else given
            result = (await stage.call(method, **parameters)).result
            found = [
                faults(spec, kind, result, method) for kind in spec["methods"][method]["returns"]
            ]
            wrong += [] if any(not one for one in found) else [min(found, key=len)]
        assert wrong == []
        assert [call["complaints"] for call in await stage.look("calls")] == [[]] * (len(CALLS) + 1)


async def test_every_update_has_the_type_of_the_description(spec):
    async with telegram() as stage:
        sent = await stage.send(reply_markup=BUTTONS)
        pressed = {"token": TOKEN, "person": ADA, "message_id": sent["message_id"], "label": "Yes"}
        asked = {"question": "?", "options": [{"text": "Yes"}], "is_anonymous": False}
        poll = (await stage.call("sendPoll", chat_id=ADA, **asked)).result
        await stage.control(
            "vote", token=TOKEN, person=ADA, message_id=poll["message_id"], labels=["Yes"]
        )
        said = await stage.say("/help @ada_l", reply_to=sent["message_id"])
        await stage.control("press", **pressed)
        await stage.control(
            "edit", token=TOKEN, chat=ADA, message_id=said["message_id"], text="/stop"
        )
        for kind in ("photo", "document", "audio", "video", "voice", "location", "contact"):
            await stage.control("send", token=TOKEN, person=ADA, kind=kind, phone_number="+39")
        await stage.call("getUpdates", allowed_updates=["message_reaction"], limit=1)
        await stage.control(
            "react", token=TOKEN, person=ADA, message_id=poll["message_id"], emoji="👍"
        )
        await stage.call("getUpdates", allowed_updates=[], limit=1)
        await stage.control("block", token=TOKEN, person=ADA)
        await stage.control("unblock", token=TOKEN, person=ADA)
        forum = await stage.control("groups", title="Forum", members=[ADA], kind="forum")
        await stage.control("topics", chat=forum["id"], name="News")
        group = await stage.control("groups", title="Square", members=[ADA])
        await stage.control("migrate", chat=group["id"])
        updates = await stage.updates()
        assert len(updates) == 19
        wrong = [faults(spec, "Update", update, "update") for update in updates]
        assert [one for one in wrong if one] == []
