"""Messages that a bot changes or takes back."""

from msgspec import structs

from sandbox.telegram.calls import Call
from sandbox.telegram.chats import Room
from sandbox.telegram.formatting import formatted
from sandbox.telegram.methods.keyboards import check_keyboard, inline_keyboard
from sandbox.telegram.methods.sending import TEXT_UNITS
from sandbox.telegram.methods.targets import message_of, writable_room_of
from sandbox.telegram.objects import Message
from sandbox.telegram.refusals import bad_request
from sandbox.telegram.utf16 import utf16_length

DELETABLE_SECONDS = 172_800
"""Bot API, deleteMessage: a message can only be deleted if it was sent less than 48 hours ago."""

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


def edit_message_text(call: Call) -> Message:
    """Put another text in the place of one; buttons that are not told again are gone.

    Raises:
        RefusedError: there is no such message of this bot, or nothing would change.
    """
    given = call.parameters
    if not given.text("text"):
        raise bad_request("message text is empty")
    shown = formatted(given.text("text"), given.text("parse_mode"), given.text("entities"))
    keyboard = inline_keyboard(given.text("reply_markup"))
    room, message = own_message(call)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    if not shown.text:
        raise bad_request("text must be non-empty")
    if utf16_length(shown.text) > TEXT_UNITS:
        raise bad_request("message is too long")
    check_keyboard(keyboard)
    changed = structs.replace(
        message, text=shown.text, entities=shown.entities or None, reply_markup=keyboard
    )
    if changed == message:
        raise bad_request(NOT_MODIFIED)
    return call.world.change(room, structs.replace(changed, edit_date=call.world.now()))


def edit_message_reply_markup(call: Call) -> Message:
    """Put other buttons in the place of those of a message, or take them away.

    Raises:
        RefusedError: there is no such message of this bot, or nothing would change.
    """
    keyboard = inline_keyboard(call.parameters.text("reply_markup"))
    room, message = own_message(call)
    check_keyboard(keyboard)
    if keyboard == message.reply_markup:
        raise bad_request(NOT_MODIFIED)
    return call.world.change(room, structs.replace(message, reply_markup=keyboard))


def own_message(call: Call) -> tuple[Room, Message]:
    """Return the message of a call, which this bot has sent, and the chat where it stands.

    Raises:
        RefusedError: there is none.
    """
    if call.parameters.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if not call.parameters.text("chat_id"):
        raise bad_request("message identifier is not specified")
    room = writable_room_of(call)
    message = message_of(call, room, "edit")
    if message.sender is None or message.sender.id != call.bot.id:
        raise bad_request("message can't be edited")
    return room, message


def delete_message(call: Call) -> bool:
    """Take a message away: in a private chat also one of the person.

    Raises:
        RefusedError: there is none, it is too old, or somebody else's in a group.
    """
    room = writable_room_of(call)
    message = message_of(call, room, "delete")
    is_own = message.sender is not None and message.sender.id == call.bot.id
    is_old = call.world.now() - message.date > DELETABLE_SECONDS
    if is_old or not (is_own or room.is_private):
        raise bad_request("message can't be deleted")
    call.world.remove(room, message.message_id)
    return True
