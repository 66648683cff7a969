"""What every message of a bot has in common: where it goes, what it answers, its buttons."""

from typing import NamedTuple

from msgspec import Struct

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Room
from sandbox.telegram.formatting import Formatted, formatted
from sandbox.telegram.methods.keyboards import check_keyboard, inline_keyboard
from sandbox.telegram.methods.reply_keyboards import show_reply_keyboard
from sandbox.telegram.methods.targets import writable_room_of
from sandbox.telegram.objects import Message
from sandbox.telegram.refusals import bad_request, too_many_requests
from sandbox.telegram.utf16 import utf16_length

CAPTION_UNITS = 1024
"""Bot API, sendPhoto and others: 0-1024 characters after entities parsing."""


class Frame(NamedTuple):
    """A chat and a message without content for it."""

    room: Room
    message: Message


class _ReplyParameters(Struct, frozen=True):
    message_id: int
    chat_id: int | str | None = None
    allow_sending_without_reply: bool = False


def frame(call: Call) -> Frame:
    """Return the chat that a call writes to and the message it makes, still without content.

    Raises:
        RefusedError: the bot may not write there, not now, or not such a message.
    """
    keyboard = inline_keyboard(call.parameters.text("reply_markup"))
    room = writable_room_of(call)
    answered = _answered(call, room)
    thread = _thread(call, room)
    check_keyboard(keyboard)
    show_reply_keyboard(call.parameters.text("reply_markup"), room)
    message = Message(
        message_id=0,
        date=call.world.now(),
        chat=room.chat,
        # What is posted in a channel is from the channel itself.
        sender=None if room.is_channel else call.bot.user,
        sender_chat=room.chat if room.is_channel else None,
        message_thread_id=thread,
        is_topic_message=True if thread else None,
        reply_to_message=room.replied(answered, thread),
        reply_markup=keyboard,
    )
    return Frame(room, message)


def hold_back(call: Call, room: Room, count: int = 1) -> None:
    """Count messages, where limits were ordered.

    Raises:
        RefusedError: they are too many.
    """
    seconds = call.world.flood.wait(call.bot.id, room.chat.id, call.world.clock(), count)
    if seconds is not None:
        raise too_many_requests(seconds)


def caption_of(call: Call) -> Formatted:
    """Return the caption of a call.

    Raises:
        RefusedError: its marks are not as they must be, or it is too long.
    """
    given = call.parameters
    return checked_caption(
        given.text("caption"), given.text("parse_mode"), given.text("caption_entities")
    )


def checked_caption(caption: str, parse_mode: str, entities: str) -> Formatted:
    """Return a caption as it will stand under its file.

    Raises:
        RefusedError: its marks are not as they must be, or it is too long.
    """
    shown = formatted(caption, parse_mode, entities if caption else "")
    if utf16_length(shown.text) > CAPTION_UNITS:
        raise bad_request("message caption is too long")
    return shown


def _answered(call: Call, room: Room) -> int | None:
    """Return the id of the message that is answered; None where none is."""
    reply = call.parameters.nested(
        "reply_parameters", _ReplyParameters, "can't parse reply parameters JSON object"
    )
    if reply is None:
        return None
    if reply.message_id in room.messages:
        return reply.message_id
    if reply.allow_sending_without_reply:
        return None
    raise bad_request("message to be replied not found")


def _thread(call: Call, room: Room) -> int | None:
    thread = call.parameters.integer("message_thread_id")
    if not thread:
        return None
    if thread not in room.topics:
        raise bad_request("message thread not found")
    return thread
