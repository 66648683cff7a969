"""From a neutral message to the calls that show it on Telegram: pure."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Sequence
from typing import Literal
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from adapters.telegram.attachments import SCHEME
from adapters.telegram.entities import Entity, units, write
from bot.core.content import Button, Media, Message
from bot.core.markup import parse

CAPTION_LIMIT = 1024
"""Telegram's limit for the text below a file, in UTF-16 units (MessageLimit.CAPTION_LENGTH)."""

SHORT_LABEL = 12
"""Labels up to so many units may share a row: our choice, so that none is cut on a telephone."""

MOST_IN_A_ROW = 8
"""Telegram's limit for the buttons of one row (InlineKeyboardMarkupLimit)."""

_SHORT_ROW = 3
_DATA = re.compile(r"data:([^,]*?)(;base64)?,", re.DOTALL)
_KNOWN_FILE = re.compile(rf"{SCHEME}([A-Za-z0-9_-]+)")
_PLACE = re.compile(r"geo:(-?[0-9.]+),(-?[0-9.]+)")


class Key(Struct, frozen=True, omit_defaults=True):
    """One button below a message (Bot API: InlineKeyboardButton)."""

    text: str
    callback_data: str | None = None
    url: str | None = None


Keyboard = tuple[tuple[Key, ...], ...]


class Upload(Struct, frozen=True):
    """The content of a file of ours; `media_type` is what it says it is."""

    name: str
    content: bytes
    media_type: str


class SayText(Struct, frozen=True):
    """Send a text (Bot API: sendMessage)."""

    text: str
    entities: tuple[Entity, ...] = ()
    keyboard: Keyboard = ()


FileKind = Literal["image", "file", "audio", "video"]


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


Call = SayText | ShowFile | ShowPlace
"""The closed union of what we ask of Telegram for a message."""


class Unusable(Struct, frozen=True):
    """Why a message cannot be shown."""

    reason: str


def encode(message: Message) -> Sequence[Call] | Unusable:
    """Return the calls that show a message, in order; the last one carries the buttons.

    A text stands below the only file where it fits there; otherwise it follows the files.
    """
    shown = []
    for media in message.media:
        call = _media(media)
        if isinstance(call, Unusable):
            return call
        shown.append(call)
    text, entities = write(parse(message.markdown))
    return _arranged(shown, SayText(text, entities, _keyboard(message.buttons)))


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


def _media(media: Media) -> ShowFile | ShowPlace | Unusable:
    place = _PLACE.match(media.url)
    if place is not None:
        return ShowPlace(float(place[1]), float(place[2]))
    if media.kind == "location":
        return Unusable("a location is written geo:LATITUDE,LONGITUDE")
    source = _source(media)
    return source if isinstance(source, Unusable) else ShowFile(media.kind, source)


def _source(media: Media) -> Upload | str | Unusable:
    """Return where Telegram finds a file: nothing that the SDK could take for a path of ours."""
    if media.url.startswith(("https://", "http://")):
        return media.url
    if known := _KNOWN_FILE.fullmatch(media.url):
        return known[1]
    return _upload(media) or Unusable("media needs an https:, data: or telegram: address")


def _upload(media: Media) -> Upload | None:
    """Return the content that a `data:` address holds (RFC 2397), None for any other."""
    head = _DATA.match(media.url)
    if head is None:
        return None
    body = media.url[head.end() :]
    try:
        content = b64decode(body) if head[2] else unquote_to_bytes(body)
    except NotBase64:
        return None
    declared = head[1].partition(";")[0]
    media_type = media.media_type or declared or "application/octet-stream"
    return Upload(media.name or "file", content, media_type)
