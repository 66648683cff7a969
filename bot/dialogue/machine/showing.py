"""Files and cards filled in for the person at hand: where each file is, and what is known of it."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from bot.core.attached import shown_as
from bot.core.content import Card, Contact, Media
from bot.core.media_address import is_web, own_file, place_at
from bot.core.media_types import kind_of, media_type_of
from bot.dialogue.expressions.templates import Rendered
from bot.dialogue.machine.facts import resolved
from bot.dialogue.machine.speaking import filled
from bot.dialogue.machine.turn import Course, OpenRun
from bot.dialogue.program import ShownCard, ShownFile

_WEB = "https://"
_NO_TEXT = Rendered("", "")


class Beside(Struct, frozen=True):
    """What a step shows beside its text."""

    media: tuple[Media, ...] = ()
    contact: Contact | None = None


def shown_beside(course: Course, run: OpenRun, shown: tuple[ShownFile, ...]) -> Beside:
    """Return what a step shows; what is not there is reported and left out.

    Of several contacts the first is shown: a message has one.
    """
    if not shown:
        return Beside()
    found = [_thing(course, run, one) for one in shown]
    media = tuple(one for one in found if isinstance(one, Media))
    return Beside(media, next((one for one in found if isinstance(one, Contact)), None))


def card_shown(course: Course, run: OpenRun, shown: ShownCard) -> Card | None:
    """Return the card of a step, None where it has no title for this person."""
    title = filled(course, shown.title, run).text.strip()
    if not title:
        course.report("This card has no title.")
        return None
    text = _NO_TEXT if shown.text is None else filled(course, shown.text, run)
    image = None if shown.image is None else _thing(course, run, shown.image)
    return Card(
        title,
        text.text,
        text.markdown,
        None if shown.url is None else _page(course, run, shown.url),
        image if isinstance(image, Media) else None,
    )


def _page(course: Course, run: OpenRun, source: str) -> str | None:
    address = resolved(course, run, source)
    if isinstance(address, str) and is_web(address):
        return address
    course.report("This is no address of a page.")
    return None


def _thing(course: Course, run: OpenRun, shown: ShownFile) -> Media | Contact | None:
    value = resolved(course, run, shown.address)
    thing = shown_as(value) if isinstance(value, Mapping) else _at(course, str(value or ""))
    if thing is None:
        course.report("There is no such file to show.")
    return _described(course, run, shown, thing) if isinstance(thing, Media) else thing


def _described(course: Course, run: OpenRun, shown: ShownFile, media: Media) -> Media:
    """Return a file with what its author says of it."""
    alt = None if shown.alt is None else filled(course, shown.alt, run).text
    kind = shown.kind or media.kind
    return Media(kind, media.url, media.name, media.media_type, media.size, alt or None)


def _at(course: Course, address: str) -> Media | None:
    """Return the file at an address of the web, or of the brand's folder, or a place."""
    if place_at(address) is not None:
        return Media("location", address)
    media_type = media_type_of(address)
    if address.startswith(_WEB):
        name = PurePosixPath(address.partition("?")[0]).name
        return Media(kind_of(media_type), address, name or None, media_type)
    own = own_file(address)
    size = None if own is None else course.library.media.get(own)
    if own is None or size is None:
        return None
    return Media(kind_of(media_type), own, PurePosixPath(own).name, media_type, size)
