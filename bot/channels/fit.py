"""Fitting a message to a platform: what is too long is cut, what is too much is said in words.

Nothing is lost but the ends of long labels, and whatever was changed is told as data.
"""

import msgspec
from msgspec import Struct

from bot.channels.buttons import Panel, has_room, panel
from bot.channels.capabilities import Capabilities
from bot.channels.changes import Change, LinkSpelt, TextSplit
from bot.channels.splitting import Room, needed, spelt, split
from bot.core.content import Message
from bot.core.lengths import size
from bot.core.markup import Run, parse, unmarked, write

_MOST_ESCAPED = 3
"""Times that a text may grow when its marks are written anew, each sign with a backslash."""


class Fitted(Struct, frozen=True):
    """The messages to send, in order; the last one has the buttons and the media."""

    messages: tuple[Message, ...]
    changes: tuple[Change, ...] = ()


def fit(message: Message, table: Capabilities) -> Fitted:
    """Return a message in the form in which a platform takes it: unchanged wherever it can be.

    Where a platform counts marks, a text is as long as its Markdown with a backslash wherever one
    may be needed: the platform's own form of it is no longer.

    Args:
        message: what is to be said.
        table: the platform's limits; a text limit is at least `splitting.LEAST_LIMIT`.
    """
    if has_room(message.buttons, table):
        return _cut(message, table)
    shown = panel(message.buttons, table)
    fitted = _cut(_with_panel(message, shown), table)
    return Fitted(fitted.messages, (*shown.changes, *fitted.changes))


def _room(table: Capabilities) -> Room | None:
    limit = table.text_limit
    return None if limit is None else Room(limit, table.unit, table.counts_marks)


def _with_panel(message: Message, shown: Panel) -> Message:
    if not shown.lines:
        return msgspec.structs.replace(message, buttons=shown.buttons)
    lines = "\n".join(write(line) for line in shown.lines)
    markdown = f"{message.markdown}\n\n{lines}" if message.markdown else lines
    return Message(unmarked(markdown), markdown, shown.buttons, message.media)


def _cut(message: Message, table: Capabilities) -> Fitted:
    room = _room(table)
    if room is None or size(message.markdown, room.unit) * _MOST_ESCAPED <= room.limit:
        return Fitted((message,))
    runs = parse(message.markdown)
    if needed(runs, room) <= room.limit:
        return Fitted((message,))
    runs, addresses = spelt(runs, room)
    pieces = split(runs, room) or [()]
    changes: list[Change] = [LinkSpelt(address) for address in addresses]
    if len(pieces) > 1:
        changes.append(TextSplit(len(pieces)))
    *earlier, last = [_message(piece) for piece in pieces]
    last = msgspec.structs.replace(last, buttons=message.buttons, media=message.media)
    return Fitted((*earlier, last), tuple(changes))


def _message(runs: tuple[Run, ...]) -> Message:
    markdown = write(runs)
    return Message(unmarked(markdown), markdown)
