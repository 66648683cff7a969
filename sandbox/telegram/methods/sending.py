"""Texts, places and signs of life that a bot sends."""

from msgspec import structs

from sandbox.telegram.calls import Call
from sandbox.telegram.formatting import formatted
from sandbox.telegram.media_objects import Contact, Location
from sandbox.telegram.methods.framing import frame, hold_back
from sandbox.telegram.methods.targets import writable_room_of
from sandbox.telegram.objects import Message
from sandbox.telegram.refusals import bad_request
from sandbox.telegram.utf16 import utf16_length
from sandbox.telegram.watching import Change

TEXT_UNITS = 4096
"""Bot API, sendMessage: 1-4096 characters after entities parsing."""

POLE_DEGREES = 90
DATE_LINE_DEGREES = 180

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
"""Bot API, sendChatAction."""


def send_message(call: Call) -> Message:
    """Let a text stand in a chat.

    Raises:
        RefusedError: the text is empty or too long, or it may not stand there.
    """
    given = call.parameters
    if not given.text("text"):
        raise bad_request("message text is empty")
    shown = formatted(given.text("text"), given.text("parse_mode"), given.text("entities"))
    room, message = frame(call)
    if not shown.text:
        raise bad_request("text must be non-empty")
    if utf16_length(shown.text) > TEXT_UNITS:
        raise bad_request("message is too long")
    hold_back(call, room)
    content = structs.replace(message, text=shown.text, entities=shown.entities or None)
    return call.world.put(room, content)


def send_contact(call: Call) -> Message:
    """Let a telephone number stand in a chat.

    Raises:
        RefusedError: it has no number or no name, or it may not stand there.
    """
    given = call.parameters
    for name in ("phone_number", "first_name"):
        if not given.text(name):
            raise bad_request(f'parameter "{name}" is required')
    room, message = frame(call)
    hold_back(call, room)
    last_name = given.text("last_name") or None
    contact = Contact(given.text("phone_number"), given.text("first_name"), last_name)
    return call.world.put(room, structs.replace(message, contact=contact))


def send_location(call: Call) -> Message:
    """Let a place stand in a chat.

    Raises:
        RefusedError: it is nowhere on Earth, or it may not stand there.
    """
    latitude, longitude = (_coordinate(call, name) for name in ("latitude", "longitude"))
    room, message = frame(call)
    if abs(latitude) > POLE_DEGREES or abs(longitude) > DATE_LINE_DEGREES:
        raise bad_request("wrong location specified")
    hold_back(call, room)
    accuracy = call.parameters.decimal("horizontal_accuracy")
    place = Location(latitude, longitude, accuracy)
    return call.world.put(room, structs.replace(message, location=place))


def _coordinate(call: Call, name: str) -> float:
    if not call.parameters.text(name).strip():
        raise bad_request(f"{name} is empty")
    return call.parameters.decimal(name) or 0.0


def send_chat_action(call: Call) -> bool:
    """Let people see that the bot is about to send something.

    Raises:
        RefusedError: there is no such sign, or it may not be seen there.
    """
    action = call.parameters.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    room = writable_room_of(call)
    call.world.watchers.tell(Change("action", room.chat.id, 0, action=action))
    return True
