"""From a neutral message to the calls that show it on WhatsApp: pure."""

from collections.abc import Sequence

from adapters.whatsapp.calls import (
    AskPlace,
    Call,
    Interactive,
    OfferButtons,
    OfferLink,
    OfferList,
    SayText,
    ShowContact,
    ShowFile,
    ShowPlace,
)
from adapters.whatsapp.choosing import Below, Buttons, Link, Place, Rows, shown_as
from adapters.whatsapp.files import file_kind
from adapters.whatsapp.marks import write
from adapters.whatsapp.room import BODY, CAPTION_LIMIT, MENU_BODY, NAME_LIMIT, TEXT
from bot.channels.files import Contents
from bot.channels.splitting import Room, split
from bot.channels.telling import with_lines
from bot.channels.uploading import Unusable, Upload, source_of
from bot.core.content import Media, Message
from bot.core.lengths import ELLIPSIS
from bot.core.markup import parse
from bot.core.media_address import is_web, name_in, place_at


def encode(
    message: Message, contents: Contents | None = None, menu: str = "Menu"
) -> Sequence[Call] | Unusable:
    """Return the calls that show a message, in order; the last one carries the buttons.

    A text stands below the only file where it fits there. Above buttons there is less room than in
    a text: what is longer goes before, in messages of its own.

    Args:
        message: what is to be said.
        contents: of the brand's own files in it.
        menu: what is written on the button that opens a list.
    """
    things: list[ShowFile | ShowPlace | ShowContact] = []
    for media in message.media:
        thing = _thing(media, contents or {})
        if isinstance(thing, Unusable):
            return thing
        things.append(thing)
    if message.contact is not None:
        name = message.contact.name or message.contact.phone
        things.append(ShowContact(message.contact.phone, name))
    shown = shown_as(message.buttons)
    told = with_lines(message, shown.lines)
    if shown.below is not None:
        return _with_below(things, told, shown.below, menu)
    return _arranged(things, told)


def _arranged(
    things: Sequence[ShowFile | ShowPlace | ShowContact], message: Message
) -> Sequence[Call]:
    file = _only_file(things)
    if file is not None and len(caption := write(parse(message.markdown))) <= CAPTION_LIMIT:
        return [ShowFile(file.kind, file.source, file.name, caption)]
    return [*things, *(_text(piece) for piece in _pieces(message.markdown, TEXT))]


def _with_below(
    things: Sequence[ShowFile | ShowPlace | ShowContact], message: Message, below: Below, menu: str
) -> Sequence[Call]:
    room = MENU_BODY if isinstance(below, Rows) else BODY
    *earlier, body = _pieces(message.markdown, room) or (ELLIPSIS,)
    header = None if earlier or not isinstance(below, Buttons | Link) else _only_file(things)
    before = () if header is not None else things
    return [*before, *map(_text, earlier), _offered(body, below, header, menu)]


def _only_file(things: Sequence[ShowFile | ShowPlace | ShowContact]) -> ShowFile | None:
    """Return the one file there is, where a text may stand below it."""
    match things:
        case [ShowFile(kind="image" | "video" | "document") as file]:
            return file
        case _:
            return None


def _offered(body: str, below: Below, header: ShowFile | None, menu: str) -> Interactive:
    match below:
        case Buttons(choices):
            return OfferButtons(body, choices, header)
        case Rows(choices):
            return OfferList(body, choices, menu)
        case Link(label, url):
            return OfferLink(body, label, url, header)
        case Place():
            return AskPlace(body)


def _pieces(markdown: str, room: Room) -> Sequence[str]:
    """Return a text in as many messages as it needs."""
    runs = parse(markdown)
    whole = write(runs)
    if len(whole) <= room.limit:
        return (whole,) if whole.strip() else ()
    return [write(piece) for piece in split(runs, room)]


def _text(body: str) -> SayText:
    """Return a text; a page is shown below it where it says nothing but its address."""
    return SayText(body, preview=is_web(body) and len(body.split()) == 1)


def _thing(media: Media, contents: Contents) -> ShowFile | ShowPlace | Unusable:
    if media.kind == "location":
        place = place_at(media.url)
        if place is None:
            return Unusable("a location is written geo:LATITUDE,LONGITUDE")
        return ShowPlace(*place, name=media.alt or media.name or "")
    source = source_of(media, contents)
    if isinstance(source, Unusable):
        return source
    return ShowFile(file_kind(media), source, _name(media, source)[:NAME_LIMIT])


def _name(media: Media, source: Upload | str) -> str:
    """Return what a file is called: by itself, by its content, or by the end of its address."""
    if isinstance(source, Upload):
        return source.name
    return media.name or name_in(source)
