"""From what Meta posts to neutral events: pure, and total over any bytes.

One post holds many updates. What cannot be read of it is passed over and the rest is told.
"""

from collections.abc import Iterator, Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from adapters.whatsapp.errors import OUTSIDE_OF_WINDOW, is_about_person, words_of
from adapters.whatsapp.room import SCHEME
from adapters.whatsapp.wire import Batch, Change, Entry, File, Message, SharedContact, Status, Value
from bot.channels.platform_json import UNREADABLE, without_zeros
from bot.core.content import Contact, Media, MediaKind
from bot.core.events import (
    Blocked,
    Happening,
    Incoming,
    Opened,
    Pressed,
    Reacted,
    Said,
    Sender,
    Undelivered,
)
from bot.core.ids import DeliveryId
from bot.core.media_address import address_of_place

_FIELD = "messages"
"""The one field of a webhook that tells what people say, and what became of what we said."""

Read = TypeVar("Read", bound=Struct)


class Heard(Struct, frozen=True):
    """What one post tells one number.

    `late` are people who had not spoken for too long when something was sent to them. `shown` is
    the telephone number itself, None where it is not told; `unread` is how many updates could not
    be read.
    """

    incoming: tuple[Incoming, ...] = ()
    late: tuple[str, ...] = ()
    shown: str | None = None
    unread: int = 0


def decode(body: bytes, number: str) -> Heard | None:
    """Return what a post tells; None where it is none of Meta's.

    Args:
        body: of a genuine call.
        number: Meta's id of our number: what concerns others is passed over.
    """
    batch = _batch(body)
    if batch is None or not batch.entry:
        return None
    incoming: list[Incoming] = []
    late: list[str] = []
    shown, unread = None, 0
    for value in _values(batch):
        if value.metadata.phone_number_id != number:
            continue
        shown = value.metadata.display_phone_number or shown
        names = {contact.wa_id: contact.profile.name for contact in value.contacts}
        for raw in value.messages:
            message = _read(raw, Message)
            unread += message is None
            incoming += () if message is None else _told(message, names, bytes(raw))
        for raw in value.statuses:
            status = _read(raw, Status)
            unread += status is None
            if status is not None and status.status == "failed" and status.id:
                incoming += _failed(status)
                late += _late(status)
    return Heard(tuple(incoming), tuple(late), shown, unread)


def _batch(body: bytes) -> Batch | None:
    try:
        return _read(without_zeros(body), Batch)
    except UNREADABLE:
        return None


def _values(batch: Batch) -> Iterator[Value]:
    for raw in batch.entry:
        entry = _read(raw, Entry)
        for one in () if entry is None else entry.changes:
            change = _read(one, Change)
            value = None if change is None else _read(change.value, Value)
            if change is not None and change.field == _FIELD and value is not None:
                yield value


def _read(raw: bytes | msgspec.Raw, kind: type[Read]) -> Read | None:
    try:
        return msgspec.json.decode(raw, type=kind)
    except UNREADABLE:
        return None


def _told(message: Message, names: Mapping[str, str], raw: bytes) -> Iterator[Incoming]:
    """Yield what a person did, nothing where it was not done to us or shows nothing."""
    happening = _happening(message)
    is_ours = message.id and message.sender and message.group_id is None
    if happening is None or not is_ours:
        return
    name = names.get(message.sender, "").strip()
    first = next(iter(name.split()), None)
    sender = Sender(message.sender, name or None, first)
    yield Incoming(message.id, sender, happening, raw=raw)


def _happening(message: Message) -> Happening | None:
    if message.type == "request_welcome":
        return Opened()
    if message.reaction is not None:
        return Reacted(message.reaction.emoji or None, message.reaction.message_id)
    if message.interactive is not None:
        chosen = message.interactive.button_reply or message.interactive.list_reply
        return None if chosen is None else Pressed(chosen.id)
    words, attachments = _words(message), tuple(_attachments(message))
    if not (words or attachments):
        return None
    return Said(words, attachments, _contact(message.contacts), message=message.id)


def _words(message: Message) -> str:
    """Return what was written; a card counts as its number, a template's button as its label."""
    if message.text is not None:
        return message.text.body
    if message.button is not None:
        return message.button.text
    captions = (message.image, message.video, message.document)
    caption = next((file.caption for file in captions if file is not None and file.caption), "")
    contact = _contact(message.contacts)
    return caption if contact is None else contact.phone


def _contact(shared: tuple[SharedContact, ...]) -> Contact | None:
    """Return the first number that was shared, with whose it is."""
    for card in shared:
        for phone in card.phones:
            if phone.phone or phone.wa_id:
                return Contact(phone.phone or f"+{phone.wa_id}", card.name.formatted_name or None)
    return None


def _attachments(message: Message) -> Iterator[Media]:
    sound: MediaKind = "voice" if message.audio is not None and message.audio.voice else "audio"
    kinds: tuple[tuple[MediaKind, File | None], ...] = (
        ("image", message.image),
        ("image", message.sticker),
        (sound, message.audio),
        ("video", message.video),
        ("file", message.document),
    )
    for kind, file in kinds:
        if file is not None:
            media_type = (file.mime_type or "").partition(";")[0].strip() or None
            yield Media(kind, f"{SCHEME}:{file.id}", file.filename, media_type)
    if message.location is not None:
        place = message.location
        yield Media("location", address_of_place(place.latitude, place.longitude), place.name)


def _failed(status: Status) -> Iterator[Incoming]:
    """Yield that a message did not arrive, and where that is why, that nobody is there."""
    person, delivery = status.recipient_id, status.biz_opaque_callback_data
    if not person:
        return
    sender = Sender(person)
    if delivery:
        code = next((error.code for error in status.errors), None)
        happening = Undelivered(DeliveryId(delivery), words_of(code))
        yield Incoming(f"{status.id}:failed", sender, happening)
    if any(is_about_person(error.code) for error in status.errors):
        yield Incoming(f"{status.id}:closed", sender, Blocked())


def _late(status: Status) -> Iterator[str]:
    if any(error.code == OUTSIDE_OF_WINDOW for error in status.errors):
        yield status.recipient_id
