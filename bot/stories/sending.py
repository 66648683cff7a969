"""What a person of a story sends that is no text: files, a place, a contact, a vote."""

from bot.brand.nodes import Node, Place, Table
from bot.core.content import Contact, Media
from bot.core.media_address import address_meant, place_at
from bot.core.media_types import kind_of, media_type_of
from bot.stories.form import Form
from bot.stories.story import Says

SENT = ("text", "photo", "file", "location", "contact", "poll")
"""What a message may hold; texts stand beside things as they do on every platform."""


def says_in(table: Table, place: Place, who: str, form: Form) -> Says:
    """Return what a person sends, given as a map."""
    return Says(
        place,
        who,
        form.text_at(table, "text") or "",
        tuple(_attachments(table, form)),
        _contact(table, form),
        form.texts_at(table, "poll") or (),
    )


def _attachments(table: Table, form: Form) -> list[Media]:
    found = []
    if photo := form.text_at(table, "photo"):
        found.append(_file(photo, is_photo=True))
    if file := form.text_at(table, "file"):
        found.append(_file(file, is_photo=False))
    if (location := table.get("location")) is not None:
        found += _location(location, form)
    return found


def _location(node: Node, form: Form) -> list[Media]:
    degrees = form.texts(node, '"location"')
    if degrees is None:
        return []
    address = f"geo:{','.join(degrees)}"
    if place_at(address) is None:
        form.refuse(node.place, '"location" is [latitude, longitude], in degrees.')
    return [Media("location", address)]


def _file(written: str, *, is_photo: bool) -> Media:
    """Return a file by the path or the address that a story gives; it need not be there."""
    media_type = media_type_of(written)
    kind = "image" if is_photo else kind_of(media_type)
    return Media(kind, address_meant(written), written.rpartition("/")[2] or None, media_type)


def _contact(table: Table, form: Form) -> Contact | None:
    node = table.get("contact")
    if node is None:
        return None
    given: Node | None = form.table(node, ("phone", "name"), '"contact"')
    phone = form.text_at(given, "phone") if isinstance(given, Table) else None
    if not isinstance(given, Table) or phone is None:
        form.refuse(node.place, '"contact" is {phone: …, name: …}.')
        return None
    return Contact(phone, form.text_at(given, "name"))
