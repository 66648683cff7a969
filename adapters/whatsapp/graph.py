"""Requests to Meta's Graph API over aiohttp; what may go wrong on the way is a value.

The token is in a header of the session, never in an address: no error can quote it.
"""

import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

import aiohttp
import msgspec

from adapters.whatsapp.options import Settings
from adapters.whatsapp.reply import Cut, NotSent, Reply, read_reply
from adapters.whatsapp.requests import PRODUCT, Json
from adapters.whatsapp.tempo import Tempo
from bot.channels.answer import retry_after
from bot.channels.uploading import Upload

_NOT_SENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_JSON: Final = {"Content-Type": "application/json"}


class Graph:
    """One number's way to the API.

    Args:
        settings: of the channel.
        tempo: how long to wait.
    """

    def __init__(self, settings: Settings, tempo: Tempo) -> None:
        self._root = settings.api_base
        self._number = f"{settings.api_base}/{settings.number}"
        self._answer = _timeout(tempo, tempo.answer)
        self._upload = _timeout(tempo, tempo.upload)
        # No limit of connections: a wait for one would look like a request that got no answer.
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"Authorization": f"Bearer {settings.token}"},
            trust_env=False,
        )

    async def send(self, request: Json) -> Reply:
        """Send a message, or mark one as read (POST /{number}/messages)."""
        body = BytesIO(msgspec.json.encode(request))
        return await self._ask("POST", f"{self._number}/messages", body)

    async def upload(self, file: Upload) -> Reply:
        """Hand a file over; the answer's id names it for 30 days (POST /{number}/media)."""
        form = aiohttp.FormData()
        form.add_field("messaging_product", PRODUCT)
        form.add_field("type", file.media_type)
        form.add_field("file", file.content, filename=file.name, content_type=file.media_type)
        return await self._ask("POST", f"{self._number}/media", form)

    async def look(self, node: str, query: Mapping[str, str]) -> Reply:
        """Ask what is known of something; nothing is changed.

        Args:
            node: its id, perhaps with an edge behind it.
            query: which fields.
        """
        return await self._ask("GET", f"{self._root}/{node}", None, query)

    async def close(self) -> None:
        """Cut every connection."""
        await self._session.close()

    async def _ask(
        self,
        method: str,
        address: str,
        data: BytesIO | aiohttp.FormData | None,
        query: Mapping[str, str] | None = None,
    ) -> Reply:
        if self._session.closed:
            return NotSent("the channel is closed")
        is_form = isinstance(data, aiohttp.FormData)
        try:
            async with self._session.request(
                method,
                address,
                data=data,
                params=query,
                headers=_JSON if isinstance(data, BytesIO) else None,
                timeout=self._upload if is_form else self._answer,
                allow_redirects=False,
            ) as response:
                wait = retry_after(response.headers, datetime.now(UTC))
                return read_reply(response.status, await response.read(), wait)
        except _NOT_SENT as error:
            return NotSent(type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, ssl.SSLError, OSError) as error:
            return Cut(type(error).__name__)


def _timeout(tempo: Tempo, total: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=total, sock_connect=tempo.connect)
