"""Who watches what the stand-ins are asked: nobody, unless the environment names somebody.

Tests hold each request against what the platform publishes about it.
"""

import os
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Literal

from msgspec import Struct

VARIABLE = "SANDBOX_WITNESS"
"""Names who is told, as `module:function`."""


class Witnessed(Struct, frozen=True):
    """One request as it came.

    `name` is Telegram's method, or a route of Discord's such as `POST channels/{id}/messages`;
    `given` are the parameters of a path and a query, or of a form, as texts; `body` is JSON, None
    where there is none. `files` are the names of the parts that hold files.
    """

    platform: Literal["telegram", "discord"]
    name: str
    given: Mapping[str, str]
    body: object = None
    files: frozenset[str] = frozenset()


def witness(request: Witnessed) -> None:
    """Tell of a request whoever wants to know of it."""
    tell = _named()
    if tell is not None:
        tell(request)


@cache
def _named() -> Callable[[Witnessed], None] | None:
    module, _, function = os.environ.get(VARIABLE, "").partition(":")
    if not function:
        return None
    found: Callable[[Witnessed], None] = getattr(import_module(module), function)
    return found
