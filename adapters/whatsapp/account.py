"""What Meta knows of a number, its account and its templates: read, total over any answer."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from adapters.whatsapp.reply import Reply, told_in


class Number(Struct):
    """One phone number; `quality_rating` is GREEN, YELLOW or RED."""

    display_phone_number: str = ""
    verified_name: str = ""
    quality_rating: str = ""


OF_NUMBER: Mapping[str, str] = {"fields": ",".join(Number.__struct_fields__)}
"""What to ask for of a number."""


class Template(Struct):
    """A template in one language."""

    name: str = ""
    language: str = ""
    status: str = ""


class _Templates(Struct):
    data: tuple[Template, ...] = ()


class _Apps(Struct):
    data: tuple[msgspec.Raw, ...] = ()


def read_number(reply: Reply) -> Number | None:
    """Return what is known of a number, None where it is not told."""
    return told_in(reply, Number)


def read_templates(reply: Reply) -> tuple[Template, ...]:
    """Return the templates that were found."""
    found = told_in(reply, _Templates)
    return () if found is None else found.data


def count_apps(reply: Reply) -> int | None:
    """Return how many apps hear of an account, None where it is not told."""
    found = told_in(reply, _Apps)
    return None if found is None else len(found.data)
