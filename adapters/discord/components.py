"""Buttons of ours as Discord wants them: rows of components below a message. Pure."""

from collections.abc import Sequence

from adapters.discord.outgoing import JsonObject
from bot.core.content import Button

_ROW, _BUTTON = 1, 2
"""Component types: an action row, a button."""

_SECONDARY, _LINK = 2, 5
"""Button styles: the grey one, and the one that opens an address."""

_BUTTONS_A_ROW = 5


def rows_of(buttons: Sequence[Button]) -> list[JsonObject]:
    """Return rows of buttons, each as full as it may be."""
    starts = range(0, len(buttons), _BUTTONS_A_ROW)
    return [_row(buttons[start : start + _BUTTONS_A_ROW]) for start in starts]


def _row(buttons: Sequence[Button]) -> JsonObject:
    return {"type": _ROW, "components": [_button(button) for button in buttons]}


def _button(button: Button) -> JsonObject:
    if button.url is not None:
        return {"type": _BUTTON, "style": _LINK, "label": button.label, "url": button.url}
    return {
        "type": _BUTTON,
        "style": _SECONDARY,
        "label": button.label,
        "custom_id": button.id,
    }
