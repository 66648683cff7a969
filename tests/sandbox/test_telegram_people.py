"""What people can do at the stand-in for Telegram, and what bots are told of it."""

import asyncio
import json

import pytest

from sandbox.telegram.entities import find_entities
from tests.sandbox.telegram_stage import ADA, BOB, TOKEN, telegram

FOUND = {
    "/start a-payload": [("bot_command", 0, 6)],
    "👍 /stop@convivio_bot.": [("bot_command", 3, 18)],
    "a/b 1/2 //x": [],
    "hi @ada_l and @x": [("mention", 3, 6)],
    "mail ada@example.org": [("email", 5, 15)],
    "see https://example.org/a?b=1.": [("url", 4, 25)],
    "see example.org, please": [("url", 4, 11)],
    "è #già #1": [("hashtag", 2, 4)],
    "nothing here": [],
}


@pytest.mark.parametrize("text", FOUND)
def test_entities_are_found_in_texts(text: str):
    found = [(entity.type, entity.offset, entity.length) for entity in find_entities(text)]
    assert found == FOUND[text]


async def test_a_message_is_told_as_the_platform_tells_it():
    async with telegram() as stage:
        first = await stage.say("/help")
        await stage.say("yes", reply_to=first["message_id"])
        told, reply = await stage.updates()
        ada = {"id": ADA, "is_bot": False, "first_name": "Ada", "language_code": "en"}
        assert told["update_id"] == first["update_id"]
        assert told["message"] == {
            "message_id": first["message_id"],
            "date": told["message"]["date"],
            "chat": {"id": ADA, "type": "private", "first_name": "Ada"},
            "from": ada,
            "text": "/help",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
        }
        assert reply["message"]["reply_to_message"] == told["message"]


async def test_an_edited_message_is_told_as_such():
    async with telegram() as stage:
        said = await stage.say("helo")
        edit = {"token": TOKEN, "chat": ADA, "message_id": said["message_id"], "text": "hello"}
        await stage.control("edit", **edit)
        assert (await stage.updates())[-1]["edited_message"]["text"] == "hello"
        shown = (await stage.messages())[-1]
        assert (shown["text"], shown["edited"]) == ("hello", True)


async def test_blocking_and_writing_again_are_told():
    async with telegram() as stage:
        await stage.control("block", token=TOKEN, person=ADA)
        await stage.say("I am back")
        block, unblock, message = await stage.updates()
        became = [one["my_chat_member"]["new_chat_member"]["status"] for one in (block, unblock)]
        assert became == ["kicked", "member"]
        assert block["my_chat_member"]["new_chat_member"]["until_date"] == 0
        assert message["message"]["text"] == "I am back"


async def test_a_press_tells_the_message_and_the_data():
    async with telegram() as stage:
        rows = [[{"text": "Yes", "callback_data": "y"}, {"text": "Site", "url": "https://e.org"}]]
        sent = await stage.send(reply_markup={"inline_keyboard": rows})
        press = {"token": TOKEN, "person": ADA, "message_id": sent["message_id"]}
        pressed = await stage.control("press", **press, label="Yes")
        update = (await stage.updates())[-1]
        assert update["update_id"] == pressed["update_id"]
        query = update["callback_query"]
        assert (query["data"], query["from"]["id"], query["message"]) == ("y", ADA, sent)
        for label in ("Site", "No"):
            words = await stage.impossible("press", **press, label=label)
            assert words == "there is no such button to press"


HEARD = [
    ("hello everybody", False),
    ("/help", True),
    ("/help@convivio_bot please", True),
    ("/help@another_bot", False),
    ("dear @Convivio_Bot, hello", True),
    ("dear @somebody", False),
]


async def test_in_groups_a_bot_hears_what_is_meant_for_it():
    async with telegram() as stage:
        group = (await stage.control("groups", title="Square", members=[ADA, BOB]))["id"]
        assert (await stage.updates())[-1]["my_chat_member"]["chat"]["id"] == group
        for text, expected in HEARD:
            said = await stage.say(text, person=BOB, chat=group)
            assert (said["update_id"] is not None) is expected, text
        sent = (await stage.call("sendMessage", chat_id=group, text="hello")).result
        replied = await stage.say("thanks", chat=group, reply_to=sent["message_id"])
        assert replied["update_id"] is not None
        await stage.control("bots", token=TOKEN, privacy=False)
        assert (await stage.say("now?", chat=group))["update_id"] is not None
        assert (await stage.call("getMe")).result["can_read_all_group_messages"] is True


async def test_every_bot_of_a_group_is_told():
    async with telegram() as stage:
        await stage.control("bots", token="5:other", username="other_bot")
        members = [ADA, TOKEN, "5:other"]
        group = (await stage.control("groups", title="Square", members=members))["id"]
        await stage.say("/hello", chat=group)
        for token in (TOKEN, "5:other"):
            updates = (await stage.call("getUpdates", token=token)).result
            assert updates[-1]["message"]["text"] == "/hello"


async def test_topics_keep_messages_apart():
    async with telegram() as stage:
        forum = await stage.control("groups", title="Forum", members=[ADA], kind="forum")
        chat = forum["id"]
        topic = (await stage.control("topics", chat=chat, name="News"))["id"]
        await stage.say("/news", chat=chat, topic=topic)
        message = (await stage.updates())[-1]["message"]
        assert (message["message_thread_id"], message["is_topic_message"]) == (topic, True)
        assert message["chat"]["is_forum"] is True
        assert message["reply_to_message"]["forum_topic_created"]["name"] == "News"
        reply = await stage.call("sendMessage", chat_id=chat, text="x", message_thread_id=topic)
        assert reply.result["message_thread_id"] == topic
        assert [one["topic"] for one in await stage.messages(chat)] == [topic] * 3
        group = (await stage.control("groups", title="Square", members=[ADA]))["id"]
        words = await stage.impossible("topics", chat=group, name="News")
        assert words == "only a forum has topics"


async def test_a_group_becomes_a_supergroup():
    async with telegram() as stage:
        group = (await stage.control("groups", title="Square", members=[ADA]))["id"]
        moved = (await stage.control("migrate", chat=group))["id"]
        left, came = [update["message"] for update in (await stage.updates())[-2:]]
        assert (left["chat"]["id"], left["migrate_to_chat_id"]) == (group, moved)
        assert (came["chat"]["id"], came["migrate_from_chat_id"]) == (moved, group)
        assert (await stage.call("sendMessage", chat_id=moved, text="here")).status == 200
        assert str(moved).startswith("-100")


async def test_the_page_can_watch():
    async with telegram() as stage:
        async with stage.session.ws_connect(f"{stage.address}/control/watch") as socket:
            async with asyncio.timeout(5):
                while not stage.world.watchers.are_there:
                    await asyncio.sleep(0)
            await stage.call("sendChatAction", chat_id=ADA, action="typing")
            sent = await stage.send("one")
            which = {"chat_id": ADA, "message_id": sent["message_id"]}
            await stage.call("editMessageText", **which, text="two")
            await stage.call("deleteMessage", **which)
            changes = [json.loads(await socket.receive_str(timeout=5)) for _ in range(4)]
        assert [change["type"] for change in changes] == ["action", "message", "edited", "deleted"]
        assert changes[0]["action"] == "typing"
        assert [changes[at]["message"]["text"] for at in (1, 2)] == ["one", "two"]
        assert changes[1]["message"]["from"] == "bot"


async def test_a_slip_of_the_pen_is_told():
    async with telegram() as stage:
        words = await stage.impossible("say", token=TOKEN, person=ADA, txt="hello")
        assert "unknown field `txt`" in words
        assert await stage.impossible("say", token="5:x", person=ADA, text="hello")
        assert await stage.impossible("say", token=TOKEN, person=404, text="hello")
