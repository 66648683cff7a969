"""Which chat and message a call is about."""

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Room
from sandbox.telegram.refusals import bad_request, forbidden, migrated


def room_of(call: Call) -> Room:
    """Return the chat of `chat_id`.

    Raises:
        RefusedError: there is none, or the bot has never been let in.
    """
    chat_id = call.parameters.text("chat_id")
    if not chat_id:
        raise bad_request("chat_id is empty")
    try:
        room = call.world.room(call.bot, int(chat_id))
    except ValueError:
        room = None
    if room is None:
        raise bad_request("chat not found")
    return room


def writable_room_of(call: Call) -> Room:
    """Return the chat of `chat_id`, in which the bot may write.

    Raises:
        RefusedError: there is none, it has moved, or the bot was thrown out.
    """
    room = room_of(call)
    if room.moved_to is not None:
        raise migrated(room.moved_to)
    if call.bot.id in room.barred:
        raise forbidden(
            "bot was blocked by the user"
            if room.is_private
            else f"bot was kicked from the {room.chat.type} chat"
        )
    return room
