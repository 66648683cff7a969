"""Fitting a message to a platform: what is too long is cut, what is too much is said in words.

Nothing is lost but the ends of long labels, and whatever was changed is told as data. Every message
that comes out of it is one call of the platform.
"""

import msgspec
from msgspec import Struct

from bot.channels.buttons import Panel, known_there, panel
from bot.channels.capabilities import Capabilities
from bot.channels.cards import has_card_room, written_out
from bot.channels.contacts import before_the_rest, stands_alone, written_below
from bot.channels.media import apart, shelf, stand_together
from bot.channels.picks import with_picks
from bot.channels.polls import with_poll
from bot.channels.splitting import Room, needed, spelt, split
from bot.channels.telling import with_lines
from bot.core.changes import (
    Change,
    ContactApart,
    ContactWritten,
    LinkSpelt,
    MediaApart,
    QuoteLeftOut,
    SentAnew,
    TextSplit,
)
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
    for known in (_with_contact, _with_card, _with_shelf, _with_buttons):
        message = known(message, table, changes)
    before, rest = _apart(message, table, changes)
    behind = () if rest is None else _cut(rest, table, changes)
    messages = _related((*before, *behind), message, table, changes)
    if message.private:
        messages = _confided(messages, message.instead)
    return Fitted(messages, tuple(changes))


def _confided(messages: tuple[Message, ...], instead: str | None) -> tuple[Message, ...]:
    """Return messages for one person alone; what a group is told instead, it is told once."""
    *earlier, last = (msgspec.structs.replace(one, private=True, instead=None) for one in messages)
    return (*earlier, msgspec.structs.replace(last, instead=instead))


def _with_contact(message: Message, table: Capabilities, changes: list[Change]) -> Message:
    if message.contact is None or "contact" in table.has:
        return message
    changes.append(ContactWritten())
    return written_below(message, message.contact)


def _with_card(message: Message, table: Capabilities, changes: list[Change]) -> Message:
    if message.card is None or has_card_room(message.card, table):
        return message
    message, change = written_out(message, message.card)
    changes.append(change)
    return message


def _with_shelf(message: Message, table: Capabilities, changes: list[Change]) -> Message:
    if not message.media:
        return message
    stands = shelf(message.media, table.media)
    changes += stands.changes
    return with_lines(msgspec.structs.replace(message, media=stands.media), stands.lines)


def _with_buttons(message: Message, table: Capabilities, changes: list[Change]) -> Message:
    """Return a message with the buttons that a platform takes, or as a poll of its own."""
    if not message.buttons and message.poll is None:
        return message
    message = _with_panel(message, known_there(message.buttons, table), changes)
    if message.poll is not None:
        message, told = with_poll(message, message.poll, table)
        changes += told
    if message.poll is not None:
        return message
    if message.picks is not None:
        message = with_picks(message, message.picks, table)
    return _with_panel(message, panel(message.buttons, table), changes)


def _with_panel(message: Message, shown: Panel, changes: list[Change]) -> Message:
    if shown.buttons == message.buttons:
        return message
    changes += shown.changes
    return with_lines(msgspec.structs.replace(message, buttons=shown.buttons), shown.lines)


def _apart(
    message: Message, table: Capabilities, changes: list[Change]
) -> tuple[tuple[Message, ...], Message | None]:
    """Return what goes before a message, and the rest of it that is still to be cut."""
    contact: tuple[Message, ...] = ()
    if message.contact is not None and not stands_alone(message):
        first, message = before_the_rest(message, message.contact)
        contact = (first,)
        changes.append(ContactApart())
    if message.media and (message.poll is not None or not stand_together(message, table)):
        files, rest = apart(message, table.media)
        changes.append(MediaApart(len(files)))
        return (*contact, *files), rest
    return contact, message


def _related(
    messages: tuple[Message, ...], message: Message, table: Capabilities, changes: list[Change]
) -> tuple[Message, ...]:
    """Return messages that stand to earlier ones as the platform lets them.

    Only one message can become of another, and the first of several shows what they reply to.
    """
    replaced, answered = message.replaces, message.answers
    if replaced is None and answered is None:
        return messages
    if replaced is not None and (len(messages) > 1 or "edit" not in table.has):
        changes.append(SentAnew())
        replaced = None
    if answered is not None and "quote" not in table.has:
        changes.append(QuoteLeftOut())
        answered = None
    bare = [msgspec.structs.replace(one, replaces=None, answers=None) for one in messages]
    first = msgspec.structs.replace(bare[0], replaces=replaced, answers=answered)
    return (first, *bare[1:])


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
