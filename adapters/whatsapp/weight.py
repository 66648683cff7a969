"""As how many messages a group counts in the pace: pure."""

from adapters.whatsapp.encode import encode
from bot.channels.contract import Group, Part
from bot.channels.files import own_files
from bot.channels.uploading import Unusable


def weight_of(group: Group) -> int:
    """Return the calls that a group takes: each is a message to the person."""
    return max(sum(map(_weight, group.parts)), 1)


def _weight(part: Part) -> int:
    there = dict.fromkeys(own_files(part.message), b"")
    calls = encode(part.message, there)
    return 1 if isinstance(calls, Unusable) else len(calls)
