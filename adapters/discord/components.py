"""Buttons of ours as Discord wants them: rows of components below a message. Pure.

A few choices are buttons, more of them lists to choose from.
"""

from collections.abc import Iterator, Sequence

from adapters.discord.outgoing import JsonObject
from adapters.discord.room import A_LIST, CHOICES
from bot.channels.buttons import is_choice
from bot.core.content import Button, Picks
from bot.core.lengths import shortened

_ROW, _BUTTON, _LIST = 1, 2, 3
"""Component types: an action row, a button, a string select."""

_SECONDARY, _LINK = 2, 5
"""Button styles: the grey one, and the one that opens an address."""

_BUTTONS_A_ROW = 5

_ENDS = 70
"""Characters of each of the two labels that say what a list holds: it has room for 150 in all."""

VOTES = "votes"
"""The id of a list in which somebody votes for several: its values are the places of options."""


def rows_of(buttons: Sequence[Button]) -> list[JsonObject]:
    """Return rows of buttons, each as full as it may be, below lists where choices are many."""
    choices = [button for button in buttons if is_choice(button)]
    if len(choices) <= CHOICES.above:
        return _rows(buttons)
    others = [button for button in buttons if not is_choice(button)]
    return [*_lists(choices), *_rows(others)]


def votes_among(options: Sequence[Button], picks: Picks) -> JsonObject:
    """Return a row with a list in which several options can be picked at once."""
    places = [_option(button.label, str(place)) for place, button in enumerate(options)]
    most = len(places) if picks.most is None else min(max(picks.most, 1), len(places))
    held: JsonObject = {"type": _LIST, "custom_id": VOTES, "options": places}
    return _row(held | {"min_values": min(max(picks.least, 1), most), "max_values": most})


def _lists(choices: Sequence[Button]) -> Iterator[JsonObject]:
    for start in range(0, len(choices), A_LIST):
        held = choices[start : start + A_LIST]
        options = [_option(choice.label, choice.id) for choice in held]
        listed: JsonObject = {"type": _LIST, "custom_id": f"list.{start}", "options": options}
        if len(choices) > A_LIST:
            listed["placeholder"] = " … ".join(
                shortened(one.label, _ENDS, "characters") for one in (held[0], held[-1])
            )
        yield _row(listed)


def _option(label: str, value: str) -> JsonObject:
    return {"label": label, "value": value}


def _rows(buttons: Sequence[Button]) -> list[JsonObject]:
    starts = range(0, len(buttons), _BUTTONS_A_ROW)
    return [_row(*map(_button, buttons[start : start + _BUTTONS_A_ROW])) for start in starts]


def _row(*components: JsonObject) -> JsonObject:
    return {"type": _ROW, "components": list(components)}


def _button(button: Button) -> JsonObject:
    if button.url is not None:
        return {"type": _BUTTON, "style": _LINK, "label": button.label, "url": button.url}
    return {
        "type": _BUTTON,
        "style": _SECONDARY,
        "label": button.label,
        "custom_id": button.id,
    }
