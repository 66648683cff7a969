"""The buttons that a message brings with it."""

from sandbox.telegram.calls import Call
from sandbox.telegram.objects import InlineKeyboardMarkup
from sandbox.telegram.refusals import bad_request

CALLBACK_BYTES = 64
"""Bot API, InlineKeyboardButton: callback_data is 1-64 bytes."""


def inline_keyboard_of(call: Call) -> InlineKeyboardMarkup | None:
    """Return the buttons of `reply_markup`.

    Raises:
        RefusedError: a button is not as it must be.
    """
    text = call.parameters.text("reply_markup")
    if not text or '"inline_keyboard"' not in text:
        return None
    markup = call.parameters.nested(
        "reply_markup", InlineKeyboardMarkup, "can't parse reply keyboard markup JSON object"
    )
    for row in markup.inline_keyboard if markup else ():
        for button in row:
            data = button.callback_data
            if data is not None and not 0 < len(data.encode()) <= CALLBACK_BYTES:
                raise bad_request("BUTTON_DATA_INVALID")
    return markup
