"""What people do: they write, send files, press buttons, block a bot."""

from typing import Literal

from msgspec import Struct, structs

from sandbox.control import ImpossibleError
from sandbox.telegram.attachments import attached
from sandbox.telegram.bots import Bot
from sandbox.telegram.chats import Room
from sandbox.telegram.entities import find_entities
from sandbox.telegram.files import StoredFile
from sandbox.telegram.hearing import hears
from sandbox.telegram.media_objects import Contact, Location
from sandbox.telegram.objects import (
    CallbackQuery,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberUpdated,
    Message,
)
from sandbox.telegram.people_objects import User
from sandbox.telegram.world import World


class Written(Struct, frozen=True):
    """What a person did, and the id of the update that tells the bot of it.

    `update_id` is None where the bot is not told: it did not ask for such, or hears nothing there.
    """

    update_id: int | None
    message: Message


class Content(Struct, frozen=True):
    """What a person writes or sends; `text` is the caption where there is a file.

    What is sent together, each as a message, is of one `album`.
    """

    text: str = ""
    file: StoredFile | None = None
    location: Location | None = None
    contact: Contact | None = None
    album: str | None = None


class Place(Struct, frozen=True):
    """Where a person writes: without `room` in private."""

    room: Room | None = None
    reply_to: int | None = None
    topic: int | None = None


def say(world: World, bot: Bot, person: User, content: Content, place: Place) -> Written:
    """Let a person write, to a bot or into a group that it is in.

    Raises:
        ImpossibleError: there is no such topic, or no such message to reply to.
    """
    room = place.room
    if room is None:
        room = world.private(bot, person)
        if bot.id in room.barred:
            unblock(world, bot, person)
    if place.topic is not None and place.topic not in room.topics:
        raise ImpossibleError("there is no such topic")
    if place.reply_to is not None and place.reply_to not in room.messages:
        raise ImpossibleError("there is no such message to reply to")
    if room.moved_to is not None:
        raise ImpossibleError("this group has moved")
    if room.is_channel:
        raise ImpossibleError("people only read in a channel")
    room.members.setdefault(person.id, person)
    message = Message(
        message_id=0,
        date=world.now(),
        chat=room.chat,
        sender=person,
        reply_to_message=room.replied(place.reply_to, place.topic),
        message_thread_id=place.topic,
        is_topic_message=True if place.topic else None,
    )
    put = world.put(room, _filled(message, content))
    return Written(announce(world, room, "message", put).get(bot.id), put)


def announce(world: World, room: Room, kind: str, message: Message) -> dict[int, int | None]:
    """Tell every bot that hears it of a message, and return the ids of the updates by bot.

    Args:
        world: where this happens.
        room: where the message stands.
        kind: of the update: `message` or `edited_message`.
        message: as it stands now.
    """
    return {
        bot.id: bot.queue.push(kind, message)
        for bot in world.bots_in(room)
        if hears(bot, room, message)
    }


def _filled(message: Message, content: Content) -> Message:
    entities = find_entities(content.text) or None
    if content.location is not None:
        return structs.replace(message, location=content.location)
    if content.contact is not None:
        return structs.replace(message, contact=content.contact)
    if content.file is not None:
        caption = content.text or None
        held = attached(message, content.file)
        return structs.replace(
            held, caption=caption, caption_entities=entities, media_group_id=content.album
        )
    return structs.replace(message, text=content.text, entities=entities)


def key_of(room: Room, label: str) -> Literal["contact", "location"] | None:
    """Return what a key of the keyboard that a bot showed shares, None where it sends its text.

    Raises:
        ImpossibleError: no bot has shown such a key.
    """
    key = next((key for key in room.keyboard if key.text == label), None)
    if key is None:
        raise ImpossibleError("no bot has shown such a key")
    if key.request_contact:
        return "contact"
    return "location" if key.request_location else None


def rewrite(world: World, bot: Bot, room: Room, message_id: int, text: str) -> Written:
    """Let a person change what they wrote.

    Raises:
        ImpossibleError: there is no such text of a person.
    """
    message = room.messages.get(message_id)
    if message is None or message.text is None or message.sender is None or message.sender.is_bot:
        raise ImpossibleError("there is no such text of a person")
    entities, now = find_entities(text) or None, world.now()
    edited = structs.replace(message, text=text, entities=entities, edit_date=now)
    world.change(room, edited)
    return Written(announce(world, room, "edited_message", edited).get(bot.id), edited)


def press(world: World, bot: Bot, person: User, message: Message, label: str) -> int | None:
    """Let a person press a button, and return the id of the update that tells the bot.

    Args:
        world: where this happens.
        bot: whose message it is.
        person: who presses.
        message: under which the button stands.
        label: what stands on the button.

    Raises:
        ImpossibleError: there is no such button of this bot, or it opens an address.
    """
    rows = message.reply_markup.inline_keyboard if message.reply_markup else []
    button = next((button for row in rows for button in row if button.text == label), None)
    if message.sender != bot.user or button is None or button.callback_data is None:
        raise ImpossibleError("there is no such button to press")
    pressing = world.callbacks.begin(bot.id, person.id, message.chat.id, message.message_id)
    query = CallbackQuery(
        id=pressing.id,
        sender=person,
        chat_instance=str(message.chat.id * 7_919),
        message=message,
        data=button.callback_data,
    )
    return bot.queue.push("callback_query", query)


def block(world: World, bot: Bot, person: User) -> int | None:
    """Let a person block a bot, and return the id of the update that tells it."""
    room = world.private(bot, person)
    room.barred.add(bot.id)
    return bot.queue.push("my_chat_member", became(world, bot, person, room, ("member", "kicked")))


def unblock(world: World, bot: Bot, person: User) -> int | None:
    """Let a person unblock a bot, and return the id of the update that tells it."""
    room = world.private(bot, person)
    room.barred.discard(bot.id)
    return bot.queue.push("my_chat_member", became(world, bot, person, room, ("kicked", "member")))


def became(
    world: World, bot: Bot, person: User, room: Room, standing: tuple[str, str]
) -> ChatMemberUpdated:
    """Return how a bot is told what it has become in a chat.

    Args:
        world: where this happens.
        bot: whose standing changed.
        person: who changed it.
        room: the chat.
        standing: what it was and what it is now: `member`, `administrator`, `left` or `kicked`.
    """
    before, after = (member_as(status, bot.user) for status in standing)
    return ChatMemberUpdated(room.chat, person, world.now(), before, after)


def member_as(status: str, user: User) -> ChatMember | ChatMemberAdministrator:
    """Return somebody as a member of a chat with a status."""
    if status == "administrator":
        return ChatMemberAdministrator(user=user)
    return ChatMember(status, user, until_date=0 if status == "kicked" else None)
