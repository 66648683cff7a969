"""editMessageMedia: a file in the place of another one, or of a text."""

from msgspec import structs

from sandbox.telegram.calls import Call
from sandbox.telegram.methods.editing import NOT_MODIFIED, own_message
from sandbox.telegram.methods.keyboards import check_keyboard, inline_keyboard
from sandbox.telegram.methods.media import InputMedia, check_file, prepared_media, with_file
from sandbox.telegram.objects import Message
from sandbox.telegram.refusals import bad_request

_KINDS = frozenset({"animation", "audio", "document", "photo", "video"})


def edit_message_media(call: Call) -> Message:
    """Put a file in the place of another one, or of a text.

    Raises:
        RefusedError: there is no such message of this bot, or it cannot hold such a file.
    """
    given = call.parameters
    item = given.nested("media", InputMedia, "can't parse InputMedia JSON object")
    if item is None:
        raise bad_request('parameter "media" is required')
    if item.type not in _KINDS:
        raise bad_request(f'can\'t parse InputMedia: type "{item.type}" is unknown')
    keyboard = inline_keyboard(given.text("reply_markup"))
    stored, caption = prepared_media(call, item)
    room, message = own_message(call)
    if message.poll or message.contact or message.location or message.voice:
        raise bad_request("there is no media in the message to edit")
    check_file(stored)
    check_keyboard(keyboard)
    bare = Message(
        message_id=message.message_id,
        date=message.date,
        chat=message.chat,
        sender=message.sender,
        message_thread_id=message.message_thread_id,
        is_topic_message=message.is_topic_message,
        reply_to_message=message.reply_to_message,
        media_group_id=message.media_group_id,
        reply_markup=keyboard,
    )
    changed = with_file(bare, stored, caption)
    if changed == structs.replace(message, edit_date=None):
        raise bad_request(NOT_MODIFIED)
    return call.world.change(room, structs.replace(changed, edit_date=call.world.now()))
