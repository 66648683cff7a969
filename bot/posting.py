"""One signed request to another system: posted once, and what came of it.

The engine posts events so, and channels post messages; a repetition has the same id and body.
"""

import asyncio
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.channels.answer import outcome_of
from bot.channels.signature import signed_headers
from bot.core.outcomes import Misconfigured, Outcome, Throttled, Unknown

if TYPE_CHECKING:
    from aiohttp import ClientSession

TIMEOUT_SECONDS = 15.0
_CONNECT_SECONDS = 10.0
"""Shorter than the whole, so that a connection that never came about is known as such."""

_ANSWER_BYTES = 65_536
"""As much of an answer as is read to keep the connection: its content means nothing to us."""

_ANSWER_SECONDS = 1.0
"""How long its content is waited for: whoever comes next must not wait because of it."""


class Destination(Struct, frozen=True):
    """Where requests go, and the secrets that sign them: each of them does."""

    url: str
    secrets: tuple[str, ...]


def open_session() -> "ClientSession":
    """Return a session for such requests; the caller closes it."""
    import aiohttp  # noqa: PLC0415 - a fifth of a second that reading a table need not take

    # No limit of connections: a wait for one would look like a request that got no answer.
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS, sock_connect=_CONNECT_SECONDS),
        trust_env=False,
    )


async def post(
    session: "ClientSession",
    to: Destination,
    message_id: str,
    body: bytes,
    clock: Callable[[], datetime],
) -> Outcome:
    """Send a body once; redirects are not followed.

    Args:
        session: from `open_session`.
        to: where to, and the secrets.
        message_id: the value of `webhook-id`, the same on every repetition.
        body: JSON, the same bytes on every repetition.
        clock: tells the present time.
    """
    import aiohttp  # noqa: PLC0415 - loaded since `open_session`

    headers = signed_headers(to.secrets, message_id, clock(), body)
    try:
        request = session.post(to.url, data=BytesIO(body), headers=headers, allow_redirects=False)
        async with request as response:
            outcome = outcome_of(response.status, response.headers, clock())
            # The status alone decides; reading on only lets the connection be used again.
            if not response.content.is_eof():
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with asyncio.timeout(_ANSWER_SECONDS):
                        await response.content.read(_ANSWER_BYTES)
            return outcome
    except aiohttp.InvalidURL:
        return Misconfigured("the address is no web address")
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        return Throttled(type(error).__name__)
    except (aiohttp.ClientError, TimeoutError, ssl.SSLError, OSError) as error:
        return Unknown(type(error).__name__)
