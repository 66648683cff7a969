"""Polls that Telegram refuses, as where a group allows none: they are asked all the same."""

from msgspec import structs

from bot.channels.telling import with_lines
from bot.core.content import Message, Poll
from bot.core.markup import Run


def without_poll(message: Message, poll: Poll) -> Message:
    """Return a poll as a question.

    Its options are buttons; where several may be chosen they are lines, for people to write which.

    Args:
        message: whose authored buttons are the options.
        poll: what it is.
    """
    bare = structs.replace(message, poll=None)
    if not poll.several:
        return bare
    options = [(Run(button.label),) for button in message.buttons if button.authored]
    others = tuple(button for button in message.buttons if not button.authored)
    return with_lines(structs.replace(bare, buttons=others), options)
