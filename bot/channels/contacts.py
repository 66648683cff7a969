"""Contacts where a platform has none, or shows them beside nothing else."""

import msgspec

from bot.channels.telling import with_lines
from bot.core.attached import contact_in_words
from bot.core.content import Contact, Message
from bot.core.markup import Run


def written_below(message: Message, contact: Contact) -> Message:
    """Return a message with its contact as a line below its text."""
    rest = msgspec.structs.replace(message, contact=None)
    return with_lines(rest, [(Run(contact_in_words(contact)),)])


def stands_alone(message: Message) -> bool:
    """Say whether a message shows nothing but its contact; buttons may stand below one."""
    return not (message.markdown or message.media or message.card is not None)


def before_the_rest(message: Message, contact: Contact) -> tuple[Message, Message]:
    """Return the contact in a message of its own, and the rest of the message behind it."""
    return Message("", "", contact=contact), msgspec.structs.replace(message, contact=None)
