"""Requests to Discord's REST API by the library's own client, which knows the rate limits.

It lives as long as the channel, whatever happens to the gateway; it logs in when first needed.
"""

import asyncio
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import aiohttp
import msgspec
from discord import LoginFailure
from discord.http import HTTPClient, Route

from adapters.discord.decode import id_of
from adapters.discord.delays import Delays
from adapters.discord.heard import Interaction
from adapters.discord.outgoing import JsonObject, Outgoing
from adapters.discord.passage import Letter, LimitedError, Passage
from adapters.discord.refusals import OF_THIS_PROCESS
from bot.channels.silence import Heed

_CONNECT_SECONDS = 10.0
"""Shorter than a whole send, so that a connection that never came about is known as such."""


_SOME_SECONDS = 1.0
"""The silence where Discord does not say how long."""

_FEW_BUCKETS = 512
"""Rate-limit buckets that are not worth looking through."""


class Client(HTTPClient):
    """The library's client, where there are many channels."""

    _look_at = _FEW_BUCKETS

    def _try_clear_expired_ratelimits(self) -> None:
        """Look for buckets to drop when they have doubled: the library does at every new one."""
        if len(self._buckets) >= self._look_at:
            super()._try_clear_expired_ratelimits()
            self._look_at = max(_FEW_BUCKETS, 2 * len(self._buckets))


class Rest:
    """The REST API for one bot.

    Args:
        token: of the bot.
        delays: how long a request may take.
        heed: told where Discord wants nothing at all for a while, whatever was asked of it.
    """

    def __init__(self, token: str, delays: Delays, heed: Heed) -> None:
        self._token = token
        self._heed = heed
        self._seconds = delays.send
        self._timeout = aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT_SECONDS)
        self._client = Client(asyncio.get_running_loop())
        self._ready = False
        self._entering = asyncio.Lock()

    async def send(self, channel: str, outgoing: Outgoing, passage: Passage) -> str | None:
        """Post a message and return its id, None where the answer shows none.

        Raises:
            Exception: what `errors.outcome_of` explains together with the passage.
        """
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel)
        return _id(await self._post(route, outgoing, passage))

    async def edit(
        self, channel: str, message: str, outgoing: Outgoing, passage: Passage
    ) -> str | None:
        """Put a message in the place of an earlier one of ours and return its id.

        Raises:
            Exception: as `send`.
        """
        path = "/channels/{channel_id}/messages/{message_id}"
        route = Route("PATCH", path, channel_id=channel, message_id=message)
        return _id(await self._post(route, outgoing, passage))

    async def publish(self, channel: str, message: str) -> None:
        """Let a message go to the channels that follow an announcement channel.

        Raises:
            Exception: as `send`.
        """
        path = "/channels/{channel_id}/messages/{message_id}/crosspost"
        await self._request(Route("POST", path, channel_id=channel, message_id=message), Passage())

    async def open_private(self, person: str, passage: Passage) -> str | None:
        """Return the channel of the private conversation with a person, opening it if need be.

        Raises:
            Exception: as `send`.
        """
        route = Route("POST", "/users/@me/channels")
        return _id(await self._tell(route, passage, {"recipient_id": person}))

    async def type(self, channel: str) -> None:
        """Show us typing in a channel, for some ten seconds or until the next message."""
        route = Route("POST", "/channels/{channel_id}/typing", channel_id=channel)
        await self._request(route, Passage())

    async def history(self, channel: str, before: int | None, most: int) -> list[bytes]:
        """Return the newest messages of a channel, in order, each as JSON.

        Args:
            channel: by its id.
            before: a snowflake; None: up to now.
            most: 1 to 100 (Discord's limit).
        """
        route = Route("GET", "/channels/{channel_id}/messages", channel_id=channel)
        window = {"limit": str(most)} | ({} if before is None else {"before": str(before)})
        page = await self._request(route, Passage(), params=window)
        return sorted(map(msgspec.json.encode, _objects(page)), key=id_of)

    async def commands(self, application: str) -> list[JsonObject]:
        """Return the commands that the bot offers everywhere, in every language."""
        route = Route("GET", f"/applications/{application}/commands")
        return _objects(
            await self._request(route, Passage(), params={"with_localizations": "true"})
        )

    async def offer(self, application: str, commands: Sequence[JsonObject]) -> None:
        """Replace the commands that the bot offers everywhere."""
        route = Route("PUT", f"/applications/{application}/commands")
        await self._tell(route, Passage(), list(commands))

    async def answer(self, interaction: Interaction, answer: JsonObject) -> None:
        """Give an interaction its one first answer (Discord: within 3 s)."""
        route = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=interaction.id,
            webhook_token=interaction.token,
        )
        await self._tell(route, Passage(), answer)

    async def follow_up(
        self, interaction: Interaction, outgoing: Outgoing, passage: Passage
    ) -> str | None:
        """Post one more answer to an interaction and return the message's id."""
        route = _webhook("POST", "", interaction)
        return _id(await self._post(route, outgoing, passage))

    async def edit_answer(
        self, interaction: Interaction, outgoing: Outgoing, passage: Passage
    ) -> str | None:
        """Put a message in the place of the first answer and return its id."""
        route = _webhook("PATCH", "/messages/@original", interaction)
        return _id(await self._post(route, outgoing, passage))

    async def delete_answer(self, interaction: Interaction) -> None:
        """Take the first answer to an interaction away."""
        route = _webhook("DELETE", "/messages/@original", interaction)
        await self._request(route, Passage())

    async def close(self) -> None:
        """Let go of every connection."""
        self._ready = False
        await self._client.close()

    async def _post(self, route: Route, outgoing: Outgoing, passage: Passage) -> object:
        if not outgoing.uploads:
            return await self._tell(route, passage, outgoing.body)
        passage.leaves()
        return await self._request(route, passage, form=_form(outgoing))

    async def _tell(self, route: Route, passage: Passage, body: object) -> object:
        return await self._request(route, passage, data=Letter(msgspec.json.encode(body), passage))

    async def _request(self, route: Route, passage: Passage, **arguments: Any) -> object:
        async with asyncio.timeout(self._seconds):
            if not self._ready:
                await self._enter()
            try:
                answer: object = await self._client.request(
                    route,
                    timeout=self._timeout,
                    raise_for_status=passage.answered,
                    allow_redirects=False,
                    **arguments,
                )
            except LimitedError as error:
                if error.everywhere:
                    self._heed.asked(error.retry_after or _SOME_SECONDS, "HTTP 429")
                raise
        return answer

    async def _enter(self) -> None:
        async with self._entering:
            if self._ready:
                return
            client = Client(asyncio.get_running_loop())
            try:
                await client.static_login(self._token)
            except LoginFailure:
                OF_THIS_PROCESS.note(HTTPStatus.UNAUTHORIZED, {})
                await client.close()
                raise
            except BaseException:
                await client.close()
                raise
            self._client, self._ready = client, True


def _webhook(method: str, path: str, interaction: Interaction) -> Route:
    return Route(
        method,
        "/webhooks/{webhook_id}/{webhook_token}" + path,
        webhook_id=interaction.application,
        webhook_token=interaction.token,
    )


def _form(outgoing: Outgoing) -> list[JsonObject]:
    parts: list[JsonObject] = [
        {
            "name": "payload_json",
            "value": msgspec.json.encode(outgoing.body).decode(),
            "content_type": "application/json",
        }
    ]
    for number, upload in enumerate(outgoing.uploads):
        parts.append(
            {
                "name": f"files[{number}]",
                "value": upload.data,
                "filename": upload.name,
                "content_type": upload.media_type,
            }
        )
    return parts


def _objects(answer: object) -> list[JsonObject]:
    return (
        [entry for entry in answer if isinstance(entry, dict)] if isinstance(answer, list) else []
    )


def _id(answer: object) -> str | None:
    value = answer.get("id") if isinstance(answer, dict) else None
    return value if isinstance(value, str) else None
