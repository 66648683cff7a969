"""What messages and interactions have in common on the wire: people, and JSON made storable."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from bot.core.events import Sender

UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
"""What reading JSON may raise, whatever it is."""

_ZERO = b"\\u0000"
"""How JSON writes the zero character."""


Snowflake = Annotated[str, Meta(min_length=1, max_length=32)]
"""An id of Discord's: 64 bits in decimal digits (reference, "Snowflakes")."""


Whole = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""A whole number that becomes part of an id."""


class User(Struct, frozen=True):
    """Somebody, with the fields that are read (Discord's reference: User)."""

    id: Snowflake
    username: str | None = None
    global_name: str | None = None
    bot: bool = False


def sender_of(user: User, language: str | None = None) -> Sender:
    """Return a person as the product knows them; `language` where Discord tells it."""
    return Sender(user.id, name=user.global_name or user.username, language=language)


def without_zeros(data: bytes) -> bytes:
    """Return JSON whose texts hold no zero character, for no store takes it; it is very rare."""
    if _ZERO not in data:
        return data
    return msgspec.json.encode(_emptied(msgspec.json.decode(data)))


def _emptied(value: object) -> object:
    match value:
        case str():
            return value.replace("\0", "")
        case list():
            return [_emptied(entry) for entry in value]
        case dict():
            return {_emptied(name): _emptied(entry) for name, entry in value.items()}
        case _:
            return value
