"""Keyboards that a message puts in the place of a person's own."""

import msgspec
from msgspec import Struct

from sandbox.telegram.chats import Room
from sandbox.telegram.people_objects import KeyboardButton
from sandbox.telegram.refusals import bad_request


class _Markup(Struct, frozen=True):
    keyboard: list[list[KeyboardButton | str]] | None = None
    remove_keyboard: bool = False


def show_reply_keyboard(markup: str, room: Room) -> None:
    """Let a chat have the keyboard of `reply_markup`, or none any more where it says so.

    Raises:
        RefusedError: it is not as it must be, or asks many for what one can share.
    """
    try:
        given = msgspec.json.decode(markup or "{}", type=_Markup)
    except msgspec.MsgspecError:
        raise bad_request("can't parse keyboard button: KeyboardButton must be an Object") from None
    if given.keyboard is not None:
        keys = [_key(button) for row in given.keyboard for button in row]
        if not room.is_private:
            _check_public(keys)
        room.keyboard = keys
    elif given.remove_keyboard:
        room.keyboard = []


def _key(button: KeyboardButton | str) -> KeyboardButton:
    return KeyboardButton(button) if isinstance(button, str) else button


def _check_public(keys: list[KeyboardButton]) -> None:
    if any(key.request_contact for key in keys):
        raise bad_request("phone number can be requested in private chats only")
    if any(key.request_location for key in keys):
        raise bad_request("location can be requested in private chats only")
