"""Calling the outside: Python of the brand's own, and other systems."""

from msgspec import field

from bot.core.calls import Method
from bot.core.values import Value
from bot.dialogue.program.part import Part


class Do(Part, frozen=True, tag="do"):
    """Call a function of actions.py, with `arguments` resolved as values of `set` are.

    `slot` gets what it returns. One try takes `timeout` seconds at most; it is tried again
    `retries` times. Once it has failed for good it goes on at `failed`, None for the next
    instruction.
    """

    path: str
    function: str
    arguments: dict[str, Value] = field(default_factory=dict)
    slot: str | None = None
    timeout: int = 10
    retries: int = 2
    failed: int | None = None


class Http(Part, frozen=True, tag="http"):
    """Send a request to another system.

    `url` is a template whose values are encoded. `body` holds the JSON that is sent, resolved as
    values of `set` are; it is empty where nothing is. Headers are templates with names of
    environment variables between them, at the odd places. The rest is as that of `Do`.
    """

    path: str
    method: Method
    url: str
    body: tuple[Value, ...] = ()
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    slot: str | None = None
    timeout: int = 10
    retries: int = 2
    failed: int | None = None
