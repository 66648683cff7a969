"""As how many messages Telegram counts one of ours against what it lets a bot send: pure."""

from adapters.telegram.encode import ShowAlbum, encode
from bot.channels.contract import Group, Part
from bot.channels.files import own_files
from bot.channels.uploading import Unusable


def weight_of(group: Group) -> int:
    """Return the messages that a group becomes: an album is as many as it has files.

    What is changed counts as one too (Bot FAQ: "My bot is hitting limits" tells of no difference).
    """
    return sum(map(_weight, group.parts))


def _weight(part: Part) -> int:
    message = part.message
    if part.earlier is not None or len(message.media) <= 1:
        return 1
    # Without the contents: they change nothing in how many there are.
    calls = encode(message, dict.fromkeys(own_files(message), b""))
    if isinstance(calls, Unusable):
        return 1
    return sum(len(call.files) if isinstance(call, ShowAlbum) else 1 for call in calls)
