"""Messages that a bot sends."""

from sandbox.telegram.calls import Call
from sandbox.telegram.entities import find_entities, utf16_length
from sandbox.telegram.methods.keyboards import inline_keyboard_of
from sandbox.telegram.methods.targets import writable_room_of
from sandbox.telegram.objects import Message, MessageEntity
from sandbox.telegram.refusals import bad_request

TEXT_UNITS = 4096
"""Bot API, sendMessage: 1-4096 characters after entities parsing."""


def send_message(call: Call) -> Message:
    """Let a text stand in a chat."""
    room = writable_room_of(call)
    text = (call.parameters.text("text") or "").strip()
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_UNITS:
        raise bad_request("message is too long")
    keyboard = inline_keyboard_of(call)
    entities = call.parameters.nested("entities", list[MessageEntity], "can't parse entities")
    return call.world.put(
        room,
        Message(
            message_id=room.ids.next(),
            date=call.world.now(),
            chat=room.chat,
            sender=call.bot.user,
            text=text,
            entities=entities or find_entities(text) or None,
            reply_markup=keyboard,
        ),
    )
