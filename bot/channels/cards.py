"""Cards where a platform has none, or only smaller ones: they become a part of the text."""

import msgspec

from bot.channels.capabilities import Capabilities
from bot.channels.files import files_in
from bot.channels.media import takes
from bot.channels.splitting import Room, needed
from bot.channels.telling import with_below
from bot.core.changes import CardWritten
from bot.core.content import Card, Message
from bot.core.lengths import size
from bot.core.markup import Run, parse, write


def has_card_room(card: Card, table: Capabilities) -> bool:
    """Say whether a platform takes a card as it is."""
    room = table.card
    if room is None or size(card.title, table.unit) > room.title:
        return False
    if card.image is not None and not takes(card.image, table.media):
        return False
    text = Room(room.text, table.unit, table.counts_marks)
    return needed(parse(card.markdown), text) <= room.text


def written_out(message: Message, card: Card) -> tuple[Message, CardWritten]:
    """Return the message with its card below the text: title, text, and the picture beside it."""
    title = write((Run(card.title, strong=True, link=card.url),))
    below = "\n".join(part for part in (title, card.markdown) if part)
    bare = msgspec.structs.replace(message, media=files_in(message), card=None)
    return with_below(bare, below), CardWritten(card.title)
