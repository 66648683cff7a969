"""Several choices picked at once, where a platform has lists for that; else one by one."""

from msgspec import structs

from bot.channels.buttons import have_fitting_labels, is_choice
from bot.channels.capabilities import Capabilities
from bot.core.content import Button, Message, Picks


def without_done(message: Message) -> tuple[Button, ...]:
    """Return the buttons of a message without the one that ends picking one by one."""
    done = None if message.picks is None else message.picks.done
    return tuple(button for button in message.buttons if done is None or button.id != done)


def with_picks(message: Message, picks: Picks, table: Capabilities) -> Message:
    """Return a message whose choices are picked in one list, without the button that ends them.

    Where they are few, or no list holds them, it is without the mark: they are taken one by one.

    Args:
        message: its choices are those of the author's.
        picks: how many may be picked.
        table: what the platform takes.
    """
    buttons = without_done(message)
    choices = [button for button in buttons if is_choice(button)]
    room = table.choices
    has_room = (
        room is not None
        and picks.least > 0
        and room.above < len(choices) <= room.several
        and len(buttons) - len(choices) <= room.beside
        and have_fitting_labels(buttons, table)
    )
    if not has_room:
        return structs.replace(message, picks=None)
    return structs.replace(message, buttons=buttons)
