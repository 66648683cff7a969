"""Asking a web server for a feed: only what is new, within limits, and wherever that may lead.

The operator wrote the first address: it may be on this machine or in a private network. What it
redirects to is another's word: another place must be one of the public internet.
"""

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from msgspec import Struct

from bot.channels.answer import retry_after
from bot.network import NotPublic, socket_to_public

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"
)
_CHUNK_BYTES = 65_536
_LONGEST_MARK = 1_000
"""Characters of an ETag or a date that are worth keeping."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_DEFAULT_PORTS = {"http": 80, "https": 443}


class Limits(Struct, frozen=True):
    """What fetching a feed may cost: bytes once unpacked, seconds in all, redirects."""

    bytes: int = 5 * 1024 * 1024
    seconds: float = 30.0
    redirects: int = 3


LIMITS = Limits()


class Marks(Struct, frozen=True):
    """By what a server knows which state of a feed we have: its ETag, its Last-Modified."""

    etag: str | None = None
    modified: str | None = None


class Fetched(Struct, frozen=True):
    """The feed as it is now: `address` is where it was found, `charset` what its header says."""

    body: bytes
    address: str
    charset: str | None
    marks: Marks


class Unchanged(Struct, frozen=True):
    """The feed is as it was."""


class Failed(Struct, frozen=True):
    """There was no feed to be had, and why: no addresses, for they may hold secrets.

    `retry_after` is what the server asks for, in seconds.
    """

    reason: str
    retry_after: float | None = None


Outcome = Fetched | Unchanged | Failed


class _Moved(Struct, frozen=True):
    """The answer leads elsewhere."""

    location: str


async def fetch(address: str, marks: Marks, now: datetime, limits: Limits = LIMITS) -> Outcome:
    """Ask for a feed.

    Args:
        address: as the operator wrote it; http or https.
        marks: of the state that is known; empty to get the feed in any case.
        now: the present time, to which a date in `Retry-After` is relative.
        limits: what it may cost.

    Returns:
        The feed, that it is unchanged, or why there is none: nothing is raised.
    """
    try:
        async with asyncio.timeout(limits.seconds):
            return await _follow(address, marks, now, limits)
    except TimeoutError:
        return Failed(f"it took longer than {limits.seconds:g} seconds")
    except Exception as error:  # noqa: BLE001 - whatever a strange server brings the client to
        return Failed(f"it cannot be fetched ({type(error).__name__})")


async def _follow(address: str, marks: Marks, now: datetime, limits: Limits) -> Outcome:
    from yarl import URL  # noqa: PLC0415 - loaded with the client

    written = place = URL(address)
    is_trusted = True
    for _ in range(limits.redirects + 1):
        if place.scheme not in _DEFAULT_PORTS or not place.host:
            return Failed("it leads to what is no web address")
        answer = await _ask(place, is_trusted, marks, now, limits)
        match answer:
            case Fetched() | Unchanged() | Failed():
                return answer
            case _Moved(location=location):
                place = place.join(URL(location))
                # Who has once been led away is never again on the operator's word.
                is_trusted = is_trusted and _is_same_place(written, place)
            case _:
                assert_never(answer)
    return Failed(f"it redirects more than {limits.redirects} times")


def _is_same_place(written: "URL", target: "URL") -> bool:
    """Say whether a redirect stays with the server that the operator named."""
    ports = {written.port}
    if written.port == _DEFAULT_PORTS["http"]:
        ports.add(_DEFAULT_PORTS["https"])
    return target.host == written.host and target.port in ports


async def _ask(
    place: "URL", is_trusted: bool, marks: Marks, now: datetime, limits: Limits
) -> Outcome | _Moved:
    import aiohttp  # noqa: PLC0415 - a fifth of a second that a start need not take

    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            force_close=True, socket_factory=None if is_trusted else socket_to_public
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=limits.seconds),
        trust_env=False,
    )
    # A name and password in a redirect are nobody's we know.
    target = place if is_trusted else place.with_user(None)
    try:
        async with (
            session,
            session.get(target, headers=_headers(marks), allow_redirects=False) as response,
        ):
            return await _answer(response, marks, now, limits)
    except aiohttp.ClientConnectorError as error:
        if isinstance(error.os_error, NotPublic):
            return Failed("it redirects to an address that is not public")
        return Failed("it cannot be reached")
    except aiohttp.ClientPayloadError:
        return Failed("its body broke off")


def _headers(marks: Marks) -> dict[str, str]:
    headers = {"Accept": _ACCEPT, "User-Agent": "Convivio"}
    if marks.etag:
        headers["If-None-Match"] = marks.etag
    if marks.modified:
        headers["If-Modified-Since"] = marks.modified
    return headers


async def _answer(
    response: "aiohttp.ClientResponse", marks: Marks, now: datetime, limits: Limits
) -> Outcome | _Moved:
    status, headers = response.status, response.headers
    if status in _REDIRECTS and (location := headers.get("Location")):
        return _Moved(location)
    if status == 304 and marks != Marks():  # noqa: PLR2004 - a status is known by its number
        return Unchanged()
    if status != 200:  # noqa: PLR2004
        return Failed(f"HTTP {status}", retry_after(headers, now))
    body = await _body(response, limits.bytes)
    if body is None:
        return Failed(f"it is larger than {limits.bytes} bytes")
    found = Marks(_kept(headers.get("ETag")), _kept(headers.get("Last-Modified")))
    return Fetched(body, str(response.url.with_user(None)), response.charset, found)


async def _body(response: "aiohttp.ClientResponse", most: int) -> bytes | None:
    """Read the body as far as it may go; None where it goes on."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)


def _kept(mark: str | None) -> str | None:
    """Return a mark that can be written down and sent back as it is; None for any other."""
    if not mark or len(mark) > _LONGEST_MARK or not (mark.isascii() and mark.isprintable()):
        return None
    return mark
