"""What Meta knows of a number, its account and its templates: read, total over any answer."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from adapters.whatsapp.reply import Done, Reply
from bot.channels.storable import UNREADABLE


class Number(Struct):
    """One phone number; `quality_rating` is GREEN, YELLOW or RED."""

    display_phone_number: str = ""
    verified_name: str = ""
    quality_rating: str = ""

    @staticmethod
    def query() -> Mapping[str, str]:
        """Return what to ask for."""
        return {"fields": "display_phone_number,verified_name,quality_rating"}


class Template(Struct):
    """A template in one language."""

    name: str = ""
    language: str = ""
    status: str = ""


class _Templates(Struct):
    data: tuple[Template, ...] = ()


class _Apps(Struct):
    data: tuple[msgspec.Raw, ...] = ()


Known = TypeVar("Known", bound=Struct)


def read_number(reply: Reply) -> Number | None:
    """Return what is known of a number, None where it is not told."""
    return _read(reply, Number)


def read_templates(reply: Reply) -> tuple[Template, ...]:
    """Return the templates that were found."""
    found = _read(reply, _Templates)
    return () if found is None else found.data


def count_apps(reply: Reply) -> int | None:
    """Return how many apps hear of an account, None where it is not told."""
    found = _read(reply, _Apps)
    return None if found is None else len(found.data)


def _read(reply: Reply, kind: type[Known]) -> Known | None:
    if not isinstance(reply, Done):
        return None
    try:
        return msgspec.json.decode(reply.body, type=kind)
    except UNREADABLE:
        return None
