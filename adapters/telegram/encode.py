"""From a neutral message to the calls that show it on Telegram: pure."""

from collections.abc import Sequence

from msgspec import Struct

from adapters.telegram.entities import Entity, units, write
from adapters.telegram.files import FileKind, file_kind, file_source
from adapters.telegram.keyboards import Below, keyboard_of
from adapters.telegram.room import ALBUM_LIMIT, CAPTION_LIMIT
from bot.channels.files import Contents
from bot.channels.uploading import Unusable, Upload
from bot.core.content import Contact, Media, Message, Poll
from bot.core.markup import parse
from bot.core.media_address import place_at


class SayText(Struct, frozen=True):
    """Send a text (Bot API: sendMessage)."""

    text: str
    entities: tuple[Entity, ...] = ()
    keyboard: Below = ()


class ShowFile(Struct, frozen=True):
    """Send a file of a kind; `source` is its content, or an address or id that Telegram knows."""

    kind: FileKind
    source: Upload | str
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    keyboard: Below = ()


class ShowAlbum(Struct, frozen=True):
    """Send pictures and films as one (Bot API: sendMediaGroup): they take no buttons."""

    files: tuple[ShowFile, ...]
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    keyboard: Below = ()

    @property
    def apart(self) -> "Sequence[ShowFile | SayText]":
        """The same in several calls, the text last."""
        said = (SayText(self.caption, self.entities),) if self.caption else ()
        return (*self.files, *said)


class ShowPlace(Struct, frozen=True):
    """Send a point on the map, in degrees (Bot API: sendLocation)."""

    latitude: float
    longitude: float
    keyboard: Below = ()


class AskPoll(Struct, frozen=True):
    """Ask for votes; who voted for what is told (Bot API: sendPoll)."""

    question: str
    options: tuple[str, ...]
    several: bool = False
    keyboard: Below = ()


class ShowContact(Struct, frozen=True):
    """Send a telephone number, with whose it is (Bot API: sendContact)."""

    phone: str
    name: str
    keyboard: Below = ()


Call = SayText | ShowFile | ShowAlbum | ShowPlace | ShowContact | AskPoll
"""The closed union of what we ask of Telegram for a message."""


def encode(
    message: Message, contents: Contents | None = None, *, is_private: bool = True
) -> Sequence[Call] | Unusable:
    """Return the calls that show a message, in order; the last one carries the buttons.

    A text stands below the only file where it fits there; otherwise it follows the files.

    Args:
        message: what is to be said.
        contents: of the brand's own files in it.
        is_private: whether it goes to one person alone.
    """
    shown = []
    for media in message.media:
        call = _media(media, contents or {})
        if isinstance(call, Unusable):
            return call
        shown.append(call)
    keyboard = keyboard_of(message.buttons, is_private=is_private)
    if message.contact is not None:
        return [_contact(message.contact, keyboard)]
    if message.poll is not None:
        return [*shown, _poll(message, message.poll)]
    text, entities = write(parse(message.markdown))
    return _arranged(shown, SayText(text, entities, keyboard))


def _poll(message: Message, poll: Poll) -> AskPoll:
    """Return a poll: what the author wrote is voted for, what else can be pressed stands below."""
    options = tuple(button.label for button in message.buttons if button.authored)
    others = [button for button in message.buttons if not button.authored]
    return AskPoll(message.text, options, poll.several, keyboard_of(others))


def _contact(contact: Contact, keyboard: Below) -> ShowContact:
    """Return a contact, which Telegram shows under a name only."""
    return ShowContact(contact.phone, contact.name or contact.phone, keyboard)


def _arranged(shown: Sequence["ShowFile | ShowPlace"], said: SayText) -> Sequence[Call]:
    text, entities, keyboard = said.text, said.entities, said.keyboard
    if not shown:
        return [said]
    if _is_album(shown) and not keyboard and units(text) <= CAPTION_LIMIT:
        files = tuple(one for one in shown if isinstance(one, ShowFile))
        return [ShowAlbum(files, text, entities)]
    last = shown[-1]
    if not text:
        return [*shown[:-1], _with_keyboard(last, keyboard)]
    if isinstance(last, ShowFile) and len(shown) == 1 and units(text) <= CAPTION_LIMIT:
        return [ShowFile(last.kind, last.source, text, entities, keyboard)]
    return [*shown, said]


def _is_album(shown: Sequence[ShowFile | ShowPlace]) -> bool:
    return 1 < len(shown) <= ALBUM_LIMIT and all(
        isinstance(one, ShowFile) and one.kind in {"image", "video"} for one in shown
    )


def _with_keyboard(call: ShowFile | ShowPlace, keyboard: Below) -> Call:
    if isinstance(call, ShowPlace):
        return ShowPlace(call.latitude, call.longitude, keyboard)
    return ShowFile(call.kind, call.source, keyboard=keyboard)


def _media(media: Media, contents: Contents) -> ShowFile | ShowPlace | Unusable:
    if media.kind == "location":
        place = place_at(media.url)
        if place is None:
            return Unusable("a location is written geo:LATITUDE,LONGITUDE")
        return ShowPlace(*place)
    source = file_source(media, contents)
    return source if isinstance(source, Unusable) else ShowFile(file_kind(media), source)
