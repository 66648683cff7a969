"""Files told in words, so that what is said is not lost with what cannot be shown."""

from collections.abc import Sequence

import msgspec

from bot.channels.files import files_in
from bot.channels.splitting import Room, needed
from bot.core.content import Media, Message
from bot.core.markup import Run, parse, unmarked, write
from bot.core.media_address import is_web, place_at

Line = tuple[Run, ...]

_MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=16/{0}/{1}"
"""Where a place is shown on a map (OpenStreetMap's wiki, "Browsing": a marker and a view)."""


def name_of(media: Media) -> str:
    """Return what a file is called where only its name is told."""
    return media.name or media.kind


def line_about(media: Media) -> Line:
    """Return what is said in the place of a file; one of the web is still a press away.

    A place is told by its degrees, with a map behind them.
    """
    place = place_at(media.url) if media.kind == "location" else None
    if place is not None:
        words = "{}, {}".format(*place)
        told = f"{media.alt} ({words})" if media.alt else words
        return (Run(told, link=_MAP.format(*place)),)
    words = media.alt or name_of(media)
    return (Run(f"[{words}]", link=media.url if is_web(media.url) else None),)


def with_lines(message: Message, lines: Sequence[Line]) -> Message:
    """Return a message with lines below its text."""
    if not lines:
        return message
    return with_below(message, "\n".join(write(line) for line in lines))


def with_below(message: Message, below: str) -> Message:
    """Return a message with more Markdown below its text, whose open marks stay signs."""
    above = write(parse(message.markdown))
    markdown = "\n\n".join(part for part in (above, below) if part)
    return msgspec.structs.replace(message, text=unmarked(markdown), markdown=markdown)


def without_files(message: Message, room: Room) -> Message:
    """Return a message whose files are told in words, as far as there is room for these."""
    card = None if message.card is None else msgspec.structs.replace(message.card, image=None)
    bare = msgspec.structs.replace(message, media=(), card=card)
    lines = [line_about(one) for one in files_in(message)]
    told = with_lines(bare, lines)
    while lines and needed(parse(told.markdown), room) > room.limit:
        lines.pop()
        told = with_lines(bare, lines)
    return told
