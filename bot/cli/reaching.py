"""Whether somebody answers at a web address, and what time it is there."""

import os
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct

from bot.clock import now

if TYPE_CHECKING:
    from aiohttp import ClientSession

SECONDS = 5.0
"""How long somebody has to answer."""


class Answered(Struct, frozen=True):
    """Somebody is there: the status of their answer.

    `ahead` is by how much the clock there is ahead of ours, as far as its `Date` tells, which knows
    whole seconds; None where it tells nothing.
    """

    status: int
    ahead: timedelta | None


class Silent(Struct, frozen=True):
    """Nobody answered: why, in words."""

    why: str


def host_of(url: str) -> str:
    """Return what may be shown of an address: a path or a name in it may be a secret."""
    try:
        parts = urlsplit(url)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return "an address that is none"
    return f"{parts.hostname}{port}"


def is_here(url: str) -> bool:
    """Say whether an address is on this machine."""
    with suppress(ValueError):
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    return False


def open_session() -> "ClientSession":
    """Return a session for such looks; the caller closes it."""
    import aiohttp  # noqa: PLC0415 - a fifth of a second that no other command need take

    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "Convivio"},
        trust_env=False,
    )


async def reach(session: "ClientSession", url: str, method: str = "HEAD") -> Answered | Silent:
    """Ask whether somebody is there; redirects are not followed, and nothing is sent.

    Args:
        session: from `open_session`.
        url: where.
        method: HEAD, or GET where that means more.
    """
    import aiohttp  # noqa: PLC0415 - loaded since `open_session`

    try:
        async with session.request(method, url, allow_redirects=False) as response:
            return Answered(response.status, _ahead(response.headers.get("Date")))
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Silent(_why(error))


def _ahead(date: str | None) -> timedelta | None:
    if date is None:
        return None
    try:
        there = parsedate_to_datetime(date)
    except ValueError:
        return None
    there = there if there.tzinfo is not None else there.replace(tzinfo=UTC)
    return _beyond_its_second(there, now())


def _beyond_its_second(there: datetime, here: datetime) -> timedelta:
    """Return how far apart two clocks are, of which one tells whole seconds only."""
    later, earlier = there + timedelta(seconds=1) - here, there - here
    if earlier <= timedelta() <= later:
        return timedelta()
    return min(later, earlier, key=abs)


def _why(error: BaseException) -> str:
    import aiohttp  # noqa: PLC0415 - loaded since `open_session`

    match error:
        case aiohttp.ClientConnectorDNSError():
            return "nobody knows its name (DNS)"
        case aiohttp.ClientConnectorCertificateError():
            return "its certificate is not its own, out of date, or of nobody trusted here"
        case aiohttp.ClientSSLError():
            return "no TLS connection comes about"
        case aiohttp.ClientConnectorError():
            number = error.os_error.errno
            return "no connection comes about" if number is None else os.strerror(number).lower()
        case TimeoutError():
            return f"no answer within {SECONDS:.0f} s"
        case _:
            return f"the connection ends without an answer ({type(error).__name__})"
