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


def fits(message: Message, table: Capabilities) -> bool:
    """Say whether a platform takes a message as it is."""
    return has_room(message.buttons, table) and _is_short(message.markdown, table)


def fit(message: Message, table: Capabilities) -> Fitted:
    """Return a message in the form in which a platform takes it: unchanged wherever it can be.

    Where a platform counts marks, a text is as long as its Markdown with a backslash wherever one
    may be needed: the platform's own form of it is no longer.

    Args:
        message: what is to be said.
        table: the platform's limits; a text limit is at least `splitting.LEAST_LIMIT`.
    """
    if fits(message, table):
        return Fitted((message,))
    shown = panel(message.buttons, table)
    pieces, changes = _cut(_with_panel(message, shown), table)
    return Fitted(pieces, (*shown.changes, *changes))


def _is_short(markdown: str, table: Capabilities) -> bool:
    room = _room(table)
    if room is None or size(markdown, room.unit) * _MOST_ESCAPED <= room.limit:
        return True
    return needed(parse(markdown), room) <= room.limit


def _room(table: Capabilities) -> Room | None:
    limit = table.text_limit
    return None if limit is None else Room(limit, table.unit, table.counts_marks)


def _with_panel(message: Message, shown: Panel) -> Message:
    if not shown.lines:
        return msgspec.structs.replace(message, buttons=shown.buttons)
    lines = "\n".join(write(line) for line in shown.lines)
    markdown = f"{message.markdown}\n\n{lines}" if message.markdown else lines
    return Message(unmarked(markdown), markdown, shown.buttons, message.media)


def _cut(message: Message, table: Capabilities) -> tuple[tuple[Message, ...], tuple[Change, ...]]:
    room = _room(table)
    if room is None or _is_short(message.markdown, table):
        return (message,), ()
    runs, addresses = spelt(parse(message.markdown), room)
    pieces = split(runs, room) or [()]
    changes: list[Change] = [LinkSpelt(address) for address in addresses]
    if len(pieces) > 1:
        changes.append(TextSplit(len(pieces)))
    *earlier, last = [_message(piece) for piece in pieces]
    last = msgspec.structs.replace(last, buttons=message.buttons, media=message.media)
    return (*earlier, last), tuple(changes)


def _message(runs: tuple[Run, ...]) -> Message:
    markdown = write(runs)
    return Message(unmarked(markdown), markdown)
