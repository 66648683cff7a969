"""As how many messages a group counts in the pace: pure."""

from adapters.whatsapp.encode import encode
from adapters.whatsapp.room import TEXT
from bot.channels.contract import Group, Part
from bot.channels.files import own_files
from bot.channels.uploading import Unusable
from bot.core.content import Message


def weight_of(group: Group) -> int:
    """Return the calls that a group takes: each is a message to the person."""
    return max(sum(map(_weight, group.parts)), 1)


def _weight(part: Part) -> int:
    if _is_one_text(part.message):
        return 1
    there = dict.fromkeys(own_files(part.message), b"")
    calls = encode(part.message, there)
    return 1 if isinstance(calls, Unusable) else len(calls)


def _is_one_text(message: Message) -> bool:
    """Say whether it is a text that certainly fits: it is written no longer than its Markdown."""
    is_text = not (message.media or message.buttons or message.contact)
    return is_text and len(message.markdown) <= TEXT.limit
