"""What concerns one person among others, where a platform cannot show it to them alone there.

It is said in their private chat, and a press there is one in the group where they asked. Where
nobody can be written to in private, the group is told just that. Pure.
"""

from msgspec import structs

from bot.channels.contract import Group, Part
from bot.core.content import Button, Message
from bot.core.lengths import size
from bot.core.markup import escaped
from bot.core.outcomes import Outcome, Rejected

_FROM = "@"
"""Stands between the id of a button and the space whose conversation it belongs to."""

NOT_SAID: Outcome = Rejected("it is for one person alone, who cannot be written to in private")
"""How a message ends that was neither said nor pointed to."""


def is_confided(group: Group, part: Part) -> bool:
    """Say whether somebody among others is to read a message alone."""
    return part.message.private and group.space is not None


def aside(group: Group, part: Part, press_bytes: int | None = None) -> Group | None:
    """Return a confided message as it is said in private; None where it is for nobody alone.

    Its buttons carry the space along. It is a message of its own there: it replaces and answers
    nothing.

    Args:
        group: what one turn says in a space.
        part: the one of it.
        press_bytes: how long the id of a button may be there.
    """
    space, message = group.space, part.message
    if space is None or group.to in {"", space}:
        return None
    buttons = tuple(_of_space(button, space, press_bytes) for button in message.buttons)
    alone = structs.replace(message, buttons=buttons, replaces=None, answers=None, instead=None)
    said = structs.replace(part, message=alone, earlier=None)
    return structs.replace(group, space=None, parts=(said,))


def said_instead(part: Part, address: str | None = None) -> Part | None:
    """Return what a group is told instead, None where nothing is: that it is said in private only.

    Args:
        part: a confided message.
        address: where the private chat is opened, where that is known.
    """
    if part.message.instead is None:
        return None
    text = "\n".join(filter(None, (part.message.instead, address)))
    return structs.replace(part, message=Message(text, escaped(text)), earlier=None)


def pressed_in(button: str) -> tuple[str, str | None]:
    """Return the id of a button that was pressed in private, and the space that it came from."""
    bare, _, space = button.rpartition(_FROM)
    return (bare, space) if bare and space else (button, None)


def _of_space(button: Button, space: str, most: int | None) -> Button:
    """Return a button that tells where it comes from; where there is no room, it is left as is."""
    carrying = f"{button.id}{_FROM}{space}"
    if button.kind != "reply" or (most is not None and size(carrying, "bytes") > most):
        return button
    return structs.replace(button, id=carrying)
