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


class Recorded(Struct):
    """A call as it is told afterwards.

    `params` are its parameters as they came (of a file its name), `unknown` those that the method
    does not have, `status` the HTTP status of the answer (None: there was none), `at` Unix time in
    seconds.
    """

    method: str
    params: Mapping[str, str]
    unknown: list[str]
    at: float
    status: int | None = None
