"""What messages and interactions have in common on the wire: people and ids."""

from typing import Annotated

from msgspec import Meta, Struct

from bot.core.events import Sender

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
