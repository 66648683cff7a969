"""The buttons that a message brings with it."""

from urllib.parse import urlsplit

import msgspec

from sandbox.telegram.objects import InlineKeyboardButton, InlineKeyboardMarkup
from sandbox.telegram.refusals import RefusedError, bad_request

CALLBACK_BYTES = 64
"""Bot API, InlineKeyboardButton: callback_data is 1-64 bytes."""

BUTTON_LIMIT = 100
ROW_LIMIT = 8
"""Unpublished; python-telegram-bot holds both as constants (InlineKeyboardMarkupLimit)."""

_OTHER_MARKUPS = ("keyboard", "remove_keyboard", "force_reply")
_SCHEMES = frozenset({"http", "https", "tg"})


def inline_keyboard(markup: str) -> InlineKeyboardMarkup | None:
    """Return the buttons of `reply_markup`; None where it is absent or of another kind.

    Args:
        markup: as it was given, in JSON.

    Raises:
        RefusedError: it is not as it must be.
    """
    if not markup:
        return None
    try:
        given: object = msgspec.json.decode(markup)
    except msgspec.MsgspecError:
        raise bad_request("can't parse reply keyboard markup JSON object") from None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in given:
        _check_other(given)
        return None
    rows = given["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup must be an Array')
    read = [shown for row in rows if (shown := _row(row))]
    return InlineKeyboardMarkup(read) if read else None


def _check_other(given: dict[str, object]) -> None:
    """Let keyboards of the other kinds pass: they are not shown in this stand-in."""
    rows = given.get("keyboard")
    if rows is not None and not isinstance(rows, list):
        raise bad_request('field "keyboard" of the ReplyKeyboardMarkup must be an Array')
    if not any(name in given for name in _OTHER_MARKUPS):
        raise bad_request("unsupported reply markup")


def _row(row: object) -> list[InlineKeyboardButton]:
    if not isinstance(row, list):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    buttons = [_button(button) for button in row]
    return [button for button in buttons if button.text]


def _button(given: object) -> InlineKeyboardButton:
    if not isinstance(given, dict):
        raise _unparsable("InlineKeyboardButton must be an Object")
    text, url, data = (_field(given, name) for name in ("text", "url", "callback_data"))
    if text is None:
        raise _unparsable('Can\'t find field "text"')
    if url:
        return InlineKeyboardButton(text, url=url)
    if data:
        return InlineKeyboardButton(text, callback_data=data)
    raise _unparsable("Text buttons are unallowed in the inline keyboard")


def _field(given: dict[str, object], name: str) -> str | None:
    value = given.get(name)
    if value is not None and not isinstance(value, str):
        raise _unparsable(f'Field "{name}" must be of type String')
    return value


def _unparsable(words: str) -> RefusedError:
    return bad_request(f"can't parse inline keyboard button: {words}")


def check_keyboard(keyboard: InlineKeyboardMarkup | None) -> None:
    """Check what the platform checks last, when everything else is in order.

    Raises:
        RefusedError: there are too many buttons, or one says too much or leads nowhere.
    """
    rows = keyboard.inline_keyboard if keyboard else []
    if sum(map(len, rows)) > BUTTON_LIMIT or any(len(row) > ROW_LIMIT for row in rows):
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        if button.callback_data and len(button.callback_data.encode()) > CALLBACK_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
        if button.url and not _leads_somewhere(button.url):
            words = f"inline keyboard button URL '{button.url}' is invalid: Wrong HTTP URL"
            raise bad_request(words)


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        return parts.scheme in _SCHEMES and bool(parts.hostname)
    except ValueError:
        return False
