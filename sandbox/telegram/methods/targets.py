"""Which chat and message a call is about, and whether the bot may do something there."""

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Room
from sandbox.telegram.objects import Message
from sandbox.telegram.refusals import RefusedError, bad_request, forbidden, migrated


def room_of(call: Call) -> Room:
    """Return the chat of `chat_id`.

    Raises:
        RefusedError: there is none, or the bot was never let in.
    """
    chat_id = call.parameters.text("chat_id").strip()
    if not chat_id:
        raise bad_request("chat_id is empty")
    if chat_id.startswith("@"):
        public = call.world.public(chat_id[1:])
        if public is None:
            raise bad_request("chat not found")
        return public
    number = call.parameters.integer("chat_id")
    room = call.world.room(call.bot, number)
    if room is None:
        raise _unknown(call, number)
    return room


def _unknown(call: Call, number: int) -> RefusedError:
    if any(bot.id == number for bot in call.world.bots.values()):
        return forbidden("bots can't send messages to bots")
    if call.world.met(call.bot, number):
        return forbidden("bot can't initiate conversation with a user")
    return bad_request("chat not found")


def writable_room_of(call: Call) -> Room:
    """Return the chat of `chat_id`, in which the bot may write.

    Raises:
        RefusedError: there is none, it has moved, or the bot was thrown out, blocked, or is no
            administrator of the channel.
    """
    room = room_of(call)
    if room.moved_to is not None:
        raise migrated(room.moved_to)
    if room.is_private and room.chat.id in call.world.deactivated:
        raise forbidden("user is deactivated")
    if call.bot.id in room.barred:
        if room.is_private:
            raise forbidden("bot was blocked by the user")
        raise forbidden(f"bot was kicked from the {room.chat.type} chat")
    if not room.is_private and call.bot.id not in room.members:
        raise forbidden(f"bot is not a member of the {room.chat.type} chat")
    if room.is_channel and call.bot.id not in room.posting:
        raise bad_request("need administrator rights in the channel chat")
    return room


def message_of(call: Call, room: Room, purpose: str) -> Message:
    """Return the message of `message_id`.

    Args:
        call: of a method that names a message.
        room: where it stands.
        purpose: what it is wanted for, as the platform says it, such as `edit`.

    Raises:
        RefusedError: there is none.
    """
    message_id = call.parameters.integer("message_id")
    if message_id <= 0:
        raise bad_request("message identifier is not specified")
    if message_id not in room.messages:
        raise bad_request(f"message to {purpose} not found")
    return room.messages[message_id]
