"""How far a request has come: what tells a message that was never sent from one that may be.

The library waits, repeats and gives up inside one call; this watches from the connection itself.
"""

from http import HTTPStatus

import aiohttp
import msgspec
from aiohttp.abc import AbstractStreamWriter
from aiohttp.payload import BytesPayload
from msgspec import Struct

from adapters.discord.refusals import OF_THIS_PROCESS
from bot.channels.platform_json import UNREADABLE


class LimitedError(Exception):
    """Discord took nothing, for we ask too much.

    Attributes:
        status: 429, as other refusals have one.
        retry_after: seconds to wait, None where it does not say.
        everywhere: it is about the whole bot, not about one channel.
    """

    status = int(HTTPStatus.TOO_MANY_REQUESTS)

    def __init__(self, retry_after: float | None, *, everywhere: bool) -> None:
        super().__init__()
        self.retry_after = retry_after
        self.everywhere = everywhere


def wanted_pause(error: Exception) -> float:
    """Return how many seconds Discord wants us to wait after an error, 0 where it says nothing."""
    return error.retry_after or 0.0 if isinstance(error, LimitedError) else 0.0


class _Limit(Struct, frozen=True):
    """What a 429 says (Discord's reference: Rate Limit Response Structure)."""

    retry_after: float
    is_global: bool = msgspec.field(name="global", default=False)


_LIMIT = msgspec.json.Decoder(_Limit)
_LONGEST_SECONDS = 86_400.0


class Passage:
    """One request on its way.

    Attributes:
        sent: its latest try may have reached Discord and has no answer yet.
        status: of the latest answer, None before.
    """

    __slots__ = ("sent", "status")

    def __init__(self) -> None:
        self.sent = False
        self.status: int | None = None

    def leaves(self) -> None:
        """Note that a try begins to be written: from here on it may arrive."""
        self.sent = True
        self.status = None

    async def answered(self, response: aiohttp.ClientResponse) -> None:
        """Look at an answer before the library does (aiohttp's `raise_for_status`).

        Raises:
            LimitedError: Discord asks us to wait. The library would wait inside the call, and a
                call that is given up in the middle of a global limit stops all others for good.
        """
        self.sent = False
        self.status = response.status
        OF_THIS_PROCESS.note(response.status, response.headers)
        if response.status == HTTPStatus.TOO_MANY_REQUESTS:
            limited = await _limited(response)
            response.release()
            raise limited


class Letter(BytesPayload):
    """A body of JSON that tells its passage when it is written.

    Args:
        value: the JSON.
        passage: of the request.
    """

    def __init__(self, value: bytes, passage: Passage) -> None:
        super().__init__(value, content_type="application/json")
        self._passage = passage

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        """Write the body."""
        self._passage.leaves()
        await super().write_with_length(writer, content_length)


async def _limited(response: aiohttp.ClientResponse) -> LimitedError:
    """Read a 429; one that did not come by way of Discord's own servers shuts out our address."""
    try:
        limit = _LIMIT.decode(await response.read())
    except (aiohttp.ClientError, *UNREADABLE):
        limit = None
    if limit is None or not response.headers.get("Via"):
        said = limit.retry_after if limit is not None else _header(response)
        return LimitedError(_bounded(said), everywhere=True)
    return LimitedError(_bounded(limit.retry_after), everywhere=limit.is_global)


def _header(response: aiohttp.ClientResponse) -> float | None:
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None


def _bounded(seconds: float | None) -> float | None:
    return None if seconds is None else min(max(seconds, 0.0), _LONGEST_SECONDS)
