"""Buttons of ours on Telegram: below a message, or in the place of the keyboard. Pure."""

from collections.abc import Sequence

from msgspec import Struct, to_builtins

from adapters.telegram.entities import units
from bot.core.content import Button

SHORT_LABEL = 12
"""Labels up to so many units may share a row: our choice, so that none is cut on a telephone."""

_SHORT_ROW = 3
"""How many short ones do: far below Telegram's limit of 8 (InlineKeyboardMarkupLimit)."""


class Key(Struct, frozen=True, omit_defaults=True):
    """One button below a message (Bot API: InlineKeyboardButton)."""

    text: str
    callback_data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Key, ...], ...]


class SharingKey(Struct, frozen=True, omit_defaults=True):
    """A button that sends its own text, or shares what it asks for (Bot API: KeyboardButton)."""

    text: str
    request_contact: bool = False
    request_location: bool = False


class Sharing(Struct, frozen=True):
    """Buttons in the place of the keyboard, one a row: only these can share something."""

    keys: tuple[SharingKey, ...]


Below = Keyboard | Sharing
"""What is to be pressed about a message."""


def keyboard_of(buttons: Sequence[Button], *, is_private: bool = True) -> Below:
    """Return one button a row, or a few where every label is short.

    Numbers and places can be shared in private chats only (Bot API: KeyboardButton), and such a
    keyboard opens no pages: what cannot be shared there can be written.

    Args:
        buttons: of a message.
        is_private: whether one person alone is written to.
    """
    shares = any(button.shares is not None for button in buttons)
    if shares and is_private and all(button.url is None for button in buttons):
        return Sharing(tuple(map(_sharing_key, buttons)))
    keys = [_key(button) for button in buttons if button.shares is None]
    is_short = all(units(key.text) <= SHORT_LABEL for key in keys)
    width = _SHORT_ROW if is_short else 1
    return tuple(tuple(keys[at : at + width]) for at in range(0, len(keys), width))


def markup_of(below: Below) -> object:
    """Return buttons as Telegram takes them, None where there are none.

    A keyboard that shares something goes away once it was used.
    """
    if isinstance(below, Sharing):
        rows = [[to_builtins(key)] for key in below.keys]
        return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
    return {"inline_keyboard": to_builtins(below)} if below else None


def _key(button: Button) -> Key:
    if button.url is not None:
        return Key(button.label, url=button.url)
    return Key(button.label, callback_data=button.id)


def _sharing_key(button: Button) -> SharingKey:
    return SharingKey(
        button.label,
        request_contact=button.shares == "contact",
        request_location=button.shares == "location",
    )
