"""Fitting a message to a platform: what is too long is cut, what is too much is said in words.

Nothing is lost but the ends of long labels, and whatever was changed is told as data. Every message
that comes out of it is one call of the platform.
"""

import msgspec
from msgspec import Struct

from bot.channels.buttons import has_room, panel
from bot.channels.capabilities import Capabilities
from bot.channels.cards import has_card_room, written_out
from bot.channels.changes import Change, LinkSpelt, MediaApart, TextSplit
from bot.channels.media import apart, shelf, stand_together
from bot.channels.splitting import Room, needed, spelt, split
from bot.channels.telling import with_lines
from bot.core.content import Message
from bot.core.lengths import size
from bot.core.markup import Run, parse, unmarked, write

_MOST_ESCAPED = 3
"""Times that a text may grow when its marks are written anew, each sign with a backslash."""


class Fitted(Struct, frozen=True):
    """The messages to send, in order; the last one has the buttons and the card.

    It has the files too, unless these cannot stand beside a text: they come first then.
    """

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
    changes: list[Change] = []
    if message.card is not None and not has_card_room(message.card, table):
        message, change = written_out(message, message.card)
        changes.append(change)
    if message.media:
        message = _with_shelf(message, table, changes)
    if not has_room(message.buttons, table):
        shown = panel(message.buttons, table)
        changes += shown.changes
        message = with_lines(msgspec.structs.replace(message, buttons=shown.buttons), shown.lines)
    if stand_together(message, table):
        messages = _cut(message, table, changes)
    else:
        files, rest = apart(message, table.media)
        changes.append(MediaApart(len(files)))
        messages = (*files, *(() if rest is None else _cut(rest, table, changes)))
    return Fitted(messages, tuple(changes))


def _with_shelf(message: Message, table: Capabilities, changes: list[Change]) -> Message:
    stands = shelf(message.media, table.media)
    changes += stands.changes
    return with_lines(msgspec.structs.replace(message, media=stands.media), stands.lines)


def _room(table: Capabilities) -> Room | None:
    limit = table.text_limit
    return None if limit is None else Room(limit, table.unit, table.counts_marks)


def _cut(message: Message, table: Capabilities, changes: list[Change]) -> tuple[Message, ...]:
    room = _room(table)
    if room is None or size(message.markdown, room.unit) * _MOST_ESCAPED <= room.limit:
        return (message,)
    runs = parse(message.markdown)
    if needed(runs, room) <= room.limit:
        return (message,)
    runs, addresses = spelt(runs, room)
    pieces = split(runs, room) or [()]
    changes += (LinkSpelt(address) for address in addresses)
    if len(pieces) > 1:
        changes.append(TextSplit(len(pieces)))
    *earlier, last = [_message(piece) for piece in pieces]
    last = msgspec.structs.replace(message, text=last.text, markdown=last.markdown)
    return (*earlier, last)


def _message(runs: tuple[Run, ...]) -> Message:
    markdown = write(runs)
    return Message(unmarked(markdown), markdown)
