"""What people do: they write, press buttons, block a bot."""

from msgspec import structs

from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Room
from sandbox.telegram.entities import find_entities
from sandbox.telegram.objects import CallbackQuery, ChatMember, ChatMemberUpdated, Message, User
from sandbox.telegram.world import World


class ImpossibleError(Exception):
    """Nobody could do this on the platform."""


def say(
    world: World,
    bot: Bot,
    person: User,
    text: str,
    *,
    room: Room | None = None,
    reply_to: int | None = None,
    topic: int | None = None,
) -> tuple[int | None, Message]:
    """Let a person write; return the id of the update that tells the bot, and the message.

    Args:
        world: where this happens.
        bot: who is written to.
        person: who writes.
        text: what is written.
        room: the group; the private chat where absent.
        reply_to: the message that is answered.
        topic: the thread of a forum.
    """
    if room is None:
        room = world.private(bot, person)
        if bot.id in room.barred:
            unblock(world, bot, person)
    message = Message(
        message_id=room.ids.next(),
        date=world.now(),
        chat=room.chat,
        sender=person,
        text=text,
        entities=find_entities(text) or None,
        reply_to_message=_replied(room, reply_to),
        message_thread_id=topic,
        is_topic_message=True if topic else None,
    )
    world.put(room, message)
    return bot.queue.push("message", message), message


def _replied(room: Room, message_id: int | None) -> Message | None:
    if message_id is None:
        return None
    if message_id not in room.messages:
        raise ImpossibleError("there is no such message to reply to")
    return structs.replace(room.messages[message_id], reply_to_message=None)


def press(
    world: World, bot: Bot, person: User, room: Room, message_id: int, label: str
) -> int | None:
    """Let a person press a button, and return the id of the update that tells the bot.

    Raises:
        ImpossibleError: there is no such message or button, or the button opens an address.
    """
    message = room.messages.get(message_id)
    rows = message.reply_markup.inline_keyboard if message and message.reply_markup else []
    button = next((button for row in rows for button in row if button.text == label), None)
    if message is None or button is None or button.callback_data is None:
        raise ImpossibleError("there is no such button to press")
    pressing = world.callbacks.begin(bot.id, person.id, room.chat.id, message_id)
    query = CallbackQuery(
        id=pressing.id,
        sender=person,
        chat_instance=str(room.chat.id * 7_919),
        message=message,
        data=button.callback_data,
    )
    return bot.queue.push("callback_query", query)


def block(world: World, bot: Bot, person: User) -> int | None:
    """Let a person block a bot, and return the id of the update that tells it."""
    room = world.private(bot, person)
    room.barred.add(bot.id)
    return bot.queue.push("my_chat_member", _became(world, bot, person, room, "kicked"))


def unblock(world: World, bot: Bot, person: User) -> int | None:
    """Let a person unblock a bot, and return the id of the update that tells it."""
    room = world.private(bot, person)
    room.barred.discard(bot.id)
    return bot.queue.push("my_chat_member", _became(world, bot, person, room, "member"))


def _became(world: World, bot: Bot, person: User, room: Room, status: str) -> ChatMemberUpdated:
    def member(name: str) -> ChatMember:
        return ChatMember(name, bot.user, until_date=0 if name == "kicked" else None)

    before = "member" if status == "kicked" else "kicked"
    return ChatMemberUpdated(room.chat, person, world.now(), member(before), member(status))
