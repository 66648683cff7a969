"""Calls to the outside: functions of actions.py, and requests to other systems."""

from typing import Literal
from urllib.parse import urlsplit

from msgspec import Struct, field

from bot.core.values import Value

Cause = Literal["said", "caused", "urgent"]
"""What led to a call: what a person did; a clock or another system; one that no quiet hours hold.
What follows from its answer inherits that."""

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Action(Struct, frozen=True, tag="do"):
    """A function of actions.py, by its name there, with its arguments by keyword."""

    name: str
    arguments: dict[str, Value] = field(default_factory=dict)


class Request(Struct, frozen=True, tag="http"):
    """A request to another system.

    `body` is JSON, None where there is none. The value of a header is texts with names of
    environment variables between them, at the odd places: what these hold is never stored.
    """

    method: Method
    url: str
    body: str | None = None
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)


Target = Action | Request


class Limits(Struct, frozen=True):
    """How long one try may take, in seconds, and how often it is tried again after a failure."""

    timeout: int = 10
    retries: int = 2


def told(target: Target) -> str:
    """Return what is called, as operators are told: of an address only whose it is."""
    match target:
        case Action(name=name):
            return f"actions.{name}"
        case Request(method=method, url=url):
            return f"{method} {urlsplit(url).netloc}"
