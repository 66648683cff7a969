"""From a neutral message to the calls that show it on Telegram: pure."""

from collections.abc import Sequence

from msgspec import Struct

from adapters.telegram.entities import Entity, units, write
from adapters.telegram.files import FileKind, Unusable, Upload, file_kind, file_source
from adapters.telegram.room import CAPTION_LIMIT
from bot.channels.files import Contents
from bot.core.content import Button, Media, Message, Poll
from bot.core.markup import parse
from bot.core.media_address import place_at

SHORT_LABEL = 12
"""Labels up to so many units may share a row: our choice, so that none is cut on a telephone."""

MOST_IN_A_ROW = 8
"""Telegram's limit for the buttons of one row (InlineKeyboardMarkupLimit)."""

_SHORT_ROW = 3


class Key(Struct, frozen=True, omit_defaults=True):
    """One button below a message (Bot API: InlineKeyboardButton)."""

    text: str
    callback_data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Key, ...], ...]


class SayText(Struct, frozen=True):
    """Send a text (Bot API: sendMessage)."""

    text: str
    entities: tuple[Entity, ...] = ()
    keyboard: Keyboard = ()


class ShowFile(Struct, frozen=True):
    """Send a file of a kind; `source` is its content, or an address or id that Telegram knows."""

    kind: FileKind
    source: Upload | str
    caption: str = ""
    entities: tuple[Entity, ...] = ()
    keyboard: Keyboard = ()


class ShowPlace(Struct, frozen=True):
    """Send a point on the map, in degrees (Bot API: sendLocation)."""

    latitude: float
    longitude: float
    keyboard: Keyboard = ()


class AskPoll(Struct, frozen=True):
    """Ask for votes; who voted for what is told (Bot API: sendPoll)."""

    question: str
    options: tuple[str, ...]
    several: bool = False
    keyboard: Keyboard = ()


Call = SayText | ShowFile | ShowPlace | AskPoll
"""The closed union of what we ask of Telegram for a message."""


def encode(message: Message, contents: Contents | None = None) -> Sequence[Call] | Unusable:
    """Return the calls that show a message, in order; the last one carries the buttons.

    A text stands below the only file where it fits there; otherwise it follows the files.

    Args:
        message: what is to be said.
        contents: of the brand's own files in it.
    """
    shown = []
    for media in message.media:
        call = _media(media, contents or {})
        if isinstance(call, Unusable):
            return call
        shown.append(call)
    if message.poll is not None:
        return [*shown, _poll(message, message.poll)]
    text, entities = write(parse(message.markdown))
    return _arranged(shown, SayText(text, entities, _keyboard(message.buttons)))


def _poll(message: Message, poll: Poll) -> AskPoll:
    """Return a poll: what the author wrote is voted for, what else can be pressed stands below."""
    options = tuple(button.label for button in message.buttons if button.authored)
    others = [button for button in message.buttons if not button.authored]
    return AskPoll(message.text, options, poll.several, _keyboard(others))


def _arranged(shown: Sequence["ShowFile | ShowPlace"], said: SayText) -> Sequence[Call]:
    text, entities, keyboard = said.text, said.entities, said.keyboard
    if not shown:
        return [said]
    last = shown[-1]
    if not text:
        return [*shown[:-1], _with_keyboard(last, keyboard)]
    if isinstance(last, ShowFile) and len(shown) == 1 and units(text) <= CAPTION_LIMIT:
        return [ShowFile(last.kind, last.source, text, entities, keyboard)]
    return [*shown, said]


def _with_keyboard(call: ShowFile | ShowPlace, keyboard: Keyboard) -> Call:
    if isinstance(call, ShowPlace):
        return ShowPlace(call.latitude, call.longitude, keyboard)
    return ShowFile(call.kind, call.source, keyboard=keyboard)


def _keyboard(buttons: Sequence[Button]) -> Keyboard:
    """Return one button a row, or a few where every label is short."""
    keys = [_key(button) for button in buttons]
    is_short = all(units(key.text) <= SHORT_LABEL for key in keys)
    width = min(_SHORT_ROW if is_short else 1, MOST_IN_A_ROW)
    return tuple(tuple(keys[at : at + width]) for at in range(0, len(keys), width))


def _key(button: Button) -> Key:
    if button.url is not None:
        return Key(button.label, url=button.url)
    return Key(button.label, callback_data=button.id)


def _media(media: Media, contents: Contents) -> ShowFile | ShowPlace | Unusable:
    if media.kind == "location":
        place = place_at(media.url)
        if place is None:
            return Unusable("a location is written geo:LATITUDE,LONGITUDE")
        return ShowPlace(*place)
    source = file_source(media, contents)
    return source if isinstance(source, Unusable) else ShowFile(file_kind(media), source)
