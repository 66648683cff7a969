"""Answers that are things: a photo, a file, a place, a contact, a vote. Words answer elsewhere."""

from collections.abc import Callable, Mapping

from bot.core.attached import contact_in, place_in, reference_to
from bot.core.content import Media
from bot.core.events import Said
from bot.core.media_types import kind_of, media_type_of
from bot.core.values import Value
from bot.dialogue.program import AskType

Take = Callable[[Said], Value]
"""Finds the answer in what a person sent, null where there is none."""


def thing_in(said: Said, kind: AskType) -> Value:
    """Return the answer to a question of that type in what a person sent, null where there is none.

    Args:
        said: their message, whatever words stand beside the thing.
        kind: the type of the question; one that is answered by words takes no thing.
    """
    take = _TAKES.get(kind)
    return None if take is None else take(said)


def _photo(said: Said) -> Value:
    return next((reference_to(one) for one in said.attachments if _is_picture(one)), None)


def _is_picture(media: Media) -> bool:
    """Say whether it is a picture: many send theirs as files, so that they stay as they are."""
    if media.kind == "file":
        return kind_of(media.media_type or media_type_of(media.name or "")) == "image"
    return media.kind == "image"


def _file(said: Said) -> Value:
    files = (one for one in said.attachments if one.kind != "location")
    return next(map(reference_to, files), None)


def _place(said: Said) -> Value:
    places = (place_in(one) for one in said.attachments if one.kind == "location")
    return next((place for place in places if place is not None), None)


def _contact(said: Said) -> Value:
    return None if said.contact is None else contact_in(said.contact)


_TAKES: Mapping[AskType, Take] = {
    "photo": _photo,
    "file": _file,
    "location": _place,
    "contact": _contact,
}
