"""The platform's objects for people and bots, and for the keys that people are given."""

from msgspec import Struct


class User(Struct, frozen=True, omit_defaults=True):
    """A person or a bot; the last three fields are told by `getMe` alone."""

    id: int
    is_bot: bool
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    can_join_groups: bool | None = None
    can_read_all_group_messages: bool | None = None
    supports_inline_queries: bool | None = None


class ReactionType(Struct, frozen=True):
    """A sign to a message, always of the type `emoji` here."""

    type: str
    emoji: str


class KeyboardButton(Struct, frozen=True, omit_defaults=True):
    """A key of a keyboard that a bot shows: it sends its text, or shares what it asks for."""

    text: str
    request_contact: bool = False
    request_location: bool = False
