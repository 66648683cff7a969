"""Requests to other systems: one try, within limits, and only where dialogues may reach.

Whoever writes dialogues is trusted with texts, not with what only this machine can reach: the
address that a connection is made to must be one of the public internet. The exceptions are
systems that the operator names in brand.yaml.
"""

import ssl
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import msgspec

from bot.core.calls import Request
from bot.core.values import Value
from bot.engine.calls.attempt import MOST_BYTES, Answer, Attempt, Failure
from bot.network import NotPublic, socket_to_public

if TYPE_CHECKING:
    import aiohttp
    from yarl import URL

_CHUNK_BYTES = 65_536
_REDIRECTS = range(300, 400)
_FIRST_ERROR = 400


class Web:
    """Sends requests; redirects are not followed, for where they lead nobody has written.

    Args:
        environ: where `${NAME}` in headers is looked up, at the time of each request.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._sessions: dict[bool, aiohttp.ClientSession] = {}

    async def send(self, request: Request, key: str, own: Collection[str] = ()) -> Attempt:
        """Send a request once.

        Args:
            request: what to send.
            key: the same for every try.
            own: the systems of the brand's own network, by their origins.
        """
        import aiohttp  # noqa: PLC0415 - a fifth of a second that a start need not take

        headers = self._headers(request, key)
        if isinstance(headers, Failure):
            return headers
        try:
            return await self._send(request, headers, own)
        except aiohttp.ClientConnectorError as error:
            refused = isinstance(error.os_error, NotPublic)
            reason = "its address is not public" if refused else "it cannot be reached"
            return Failure(reason, final=refused)
        except aiohttp.ClientPayloadError:
            return Failure("its answer broke off")
        except (aiohttp.ClientError, ssl.SSLError, OSError, ValueError) as error:
            return Failure(type(error).__name__)  # a value error: what cannot be sent as it is

    async def _send(
        self, request: Request, headers: Mapping[str, str], own: Collection[str]
    ) -> Attempt:
        from yarl import URL  # noqa: PLC0415 - loaded with the client

        url = URL(request.url, encoded=True)
        body = None if request.body is None else request.body.encode()
        sent = self._session(is_own=_is_own(url, own)).request(
            request.method, url, data=body, headers=headers, allow_redirects=False
        )
        async with sent as response:
            return await _answer(response)

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        self._sessions = {}

    def _session(self, *, is_own: bool) -> "aiohttp.ClientSession":
        import aiohttp  # noqa: PLC0415 - loaded since `send`

        if is_own not in self._sessions:
            factory = None if is_own else socket_to_public
            self._sessions[is_own] = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, socket_factory=factory),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),  # whoever asks keeps the time
                trust_env=False,
            )
        return self._sessions[is_own]

    def _headers(self, request: Request, key: str) -> dict[str, str] | Failure:
        headers = {"User-Agent": "Convivio", "Idempotency-Key": key}
        if request.body is not None:
            headers["Content-Type"] = "application/json"
        written = {}
        for name, parts in request.headers.items():
            unset = [part for part in parts[1::2] if not self._environ.get(part)]
            if unset:
                return Failure(f"{unset[0]} is not set in the environment", final=True)
            written[name] = "".join(
                self._environ[part] if place % 2 else part for place, part in enumerate(parts)
            )
        replaced = {name.casefold() for name in written}
        usual = {name: text for name, text in headers.items() if name.casefold() not in replaced}
        return {**usual, **written}


def origin_of(url: "URL") -> str:
    """Return scheme, host and port of an address, by which a system is known."""
    return f"{url.scheme}://{url.host}:{url.port}"


def _is_own(url: "URL", own: Collection[str]) -> bool:
    from yarl import URL  # noqa: PLC0415 - loaded since `send`

    return origin_of(url) in {origin_of(URL(one)) for one in own}


async def _answer(response: "aiohttp.ClientResponse") -> Attempt:
    if response.status >= _FIRST_ERROR or response.status in _REDIRECTS:
        return Failure(f"HTTP {response.status}")
    body = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        body += chunk
        if len(body) > MOST_BYTES:
            return Failure(f"its answer is larger than {MOST_BYTES} bytes")
    return Answer(value_of(bytes(body), response.content_type, response.charset))


def value_of(body: bytes, media_type: str, charset: str | None) -> Value:
    """Return what a body says: its JSON, else its text; null where there is none.

    A single value counts as JSON only where the other system calls it that.
    """
    if not body.strip():
        return None
    is_json = media_type == "application/json" or media_type.endswith("+json")
    if is_json or body.lstrip()[:1] in {b"{", b"["}:
        try:
            found: Value = msgspec.json.decode(body)
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            pass
        else:
            return found
    try:
        text = body.decode(charset or "utf-8", errors="replace")
    except LookupError:  # a charset that nobody knows
        text = body.decode(errors="replace")
    return text.replace("\0", "")
