"""What one method is called with, and the record that is kept of every call."""

import asyncio
from collections.abc import Mapping

from msgspec import Struct

from sandbox.telegram.bots import Bot
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World


class Call(Struct, frozen=True):
    """One call of a method by a bot; `closing` is set when the stand-in is about to stop."""

    world: World
    bot: Bot
    parameters: Parameters
    closing: asyncio.Event


class Told(Struct, frozen=True):
    """A result with a word about it: `description` stands beside it in the answer."""

    result: object
    description: str


class Recorded(Struct):
    """A call as it is told afterwards.

    `bot` is the bot's id (None: nobody has that token), `params` the parameters as they came (of
    a file its name), `complaints` what the platform would swallow and its reference forbids,
    `status` the HTTP status of the answer (None: there was none), `at` Unix time in seconds.
    """

    method: str
    bot: int | None
    params: Mapping[str, str]
    complaints: list[str]
    at: float
    status: int | None = None
