"""Polls where a platform has none, or smaller ones: their options are choices then."""

import msgspec

from bot.channels.buttons import is_choice
from bot.channels.capabilities import Capabilities
from bot.channels.picks import without_done
from bot.core.changes import Change, MarksLeftOut, PollAsChoices
from bot.core.content import Button, Message, Poll
from bot.core.lengths import size
from bot.core.markup import Run, escaped, parse


def with_poll(
    message: Message, poll: Poll, table: Capabilities
) -> tuple[Message, tuple[Change, ...]]:
    """Return a message that is a poll in the form in which a platform takes it.

    Where the platform has polls that hold this one, its text is plain, and the button that ends
    picking several is gone; elsewhere it is a question with choices.

    Args:
        message: what is asked; its authored buttons are the options.
        poll: what kind of poll it is.
        table: what the platform takes.
    """
    buttons = without_done(message)
    if not _has_poll_room(message, poll, buttons, table):
        return msgspec.structs.replace(message, poll=None), (PollAsChoices(),)
    plain = escaped(message.text)
    styled = parse(message.markdown) != (Run(message.text),)
    told = msgspec.structs.replace(message, markdown=plain, buttons=buttons)
    return told, (MarksLeftOut(),) if styled else ()


def _has_poll_room(
    message: Message, poll: Poll, buttons: tuple[Button, ...], table: Capabilities
) -> bool:
    room = table.poll
    if room is None or message.card is not None or not message.text:
        return False
    options = [button for button in buttons if is_choice(button)]
    others = len(buttons) - len(options)
    return (
        size(message.text, table.unit) <= room.question
        and room.fewest <= len(options) <= room.most
        and all(size(option.label, table.unit) <= room.label for option in options)
        and (room.several or not poll.several)
        and (room.buttons or not others)
        and others <= table.buttons
    )
