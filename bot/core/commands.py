"""The menu that a platform offers: one line a command, for people who do not know what to say."""

from collections.abc import Mapping

from msgspec import Struct


class Command(Struct, frozen=True):
    """One command: `name` without its slash, and what it does, by language.

    Names are 1 to 32 of a-z, 0-9 and _; the first language of `descriptions` is the brand's own.
    """

    name: str
    descriptions: Mapping[str, str]
