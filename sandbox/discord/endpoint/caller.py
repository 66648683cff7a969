"""Posting to endpoints: interactions with three seconds to answer them, pings, and forgeries."""

import asyncio
import logging
from collections import deque
from contextlib import suppress
from typing import assert_never

import aiohttp
import msgspec
from msgspec import Struct

from sandbox.control import ImpossibleError
from sandbox.discord.answers import Answers
from sandbox.discord.changes import Began, Change
from sandbox.discord.endpoint import signing
from sandbox.discord.endpoint.addresses import is_here, is_https
from sandbox.discord.interactions import ANSWER_SECONDS, Interactions
from sandbox.discord.model import Bot, Interaction
from sandbox.discord.refusals import RefusedError
from sandbox.discord.wire import begun
from sandbox.discord.wire.messages import MessageView
from sandbox.discord.wirejson import as_object, read, write
from sandbox.discord.world import World
from sandbox.faults import Answer, BreakOff, Delay, Fault, Faults, Hang, Reset

POSTING = "endpoint"
"""The name under which faults are ordered for posts, by `bot` and `kind`."""

POSTS_KEPT = 100_000
"""How many posts are remembered; what is older is dropped."""

_OK, _ACCEPTED, _UNAUTHORIZED = 200, 202, 401
_PONG = 1
_UNVERIFIED = "the specified interactions endpoint url could not be verified"
_LOG = logging.getLogger(__name__)


class Post(Struct, frozen=True):
    """Something that was posted: `interaction` is its id, or what was wrong with a forgery.

    `status` is None where no answer came in time.
    """

    bot: str
    interaction: str
    status: int | None
    at: float


class Caller:
    """Posts to the endpoints of one world.

    Args:
        world: whose bots they are.
        view: shows messages.
        interactions: knows what people did.
        answers: does what is answered.
        faults: what shall go wrong with posts.
    """

    def __init__(
        self,
        world: World,
        view: MessageView,
        interactions: Interactions,
        answers: Answers,
        faults: Faults,
    ) -> None:
        self._world, self._view = world, view
        self._interactions, self._answers, self._faults = interactions, answers, faults
        self._began: asyncio.Queue[tuple[Bot, Interaction, bytes]] = asyncio.Queue()
        self._session: aiohttp.ClientSession | None = None
        self.posts: deque[Post] = deque(maxlen=POSTS_KEPT)

    def tell(self, change: Change) -> None:
        """Post what people do with the controls of a bot that has an endpoint."""
        if not isinstance(change, Began):
            return
        bot = self._world.bot_by_id(change.interaction.bot_id)
        if bot is not None and bot.endpoint is not None:
            told = begun.interaction(self._world, self._view, change.interaction)
            self._began.put_nowait((bot, change.interaction, write(told)))

    async def run(self) -> None:
        """Post until cancelled."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            asyncio.TaskGroup() as group,
        ):
            self._session = session
            while True:
                group.create_task(self._call(*await self._began.get()))

    async def save(self, bot: Bot, url: str | None) -> None:
        """Let the Developer Portal save an endpoint, if it answers as it must.

        Raises:
            ImpossibleError: it does not.
        """
        if url is not None and not (is_https(url) or is_here(url)):
            raise ImpossibleError("the endpoint has to be an https address, or on this machine")
        if url is not None:
            await self._verify(bot, url)
        bot.endpoint = url

    async def probe(self, bot: Bot) -> dict[str, int | None]:
        """Post forgeries, as Discord does now and then; an endpoint that takes one is removed.

        Returns:
            The status of each answer, by what was wrong.
        """
        if bot.endpoint is None:
            raise ImpossibleError("this bot has no endpoint")
        body, now = self._ping(bot), self._timestamp()
        statuses = {
            wrong: (await self._post(bot, bot.endpoint, wrong, headers, body))[0]
            for wrong, headers in signing.forgeries(bot.token, now, body).items()
        }
        if set(statuses.values()) != {_UNAUTHORIZED}:
            bot.endpoint = None
        return statuses

    async def _verify(self, bot: Bot, url: str) -> None:
        body, now = self._ping(bot), self._timestamp()
        good = signing.signed(bot.token, now, body)
        status, answer = await self._post(bot, url, "ping", good, body)
        if status != _OK or (_object(answer) or {}).get("type") != _PONG:
            raise ImpossibleError(f"{_UNVERIFIED}: a ping was answered with {status}")
        bad = signing.signed(f"{bot.token}?", now, body)
        status, _ = await self._post(bot, url, "another key", bad, body)
        if status != _UNAUTHORIZED:
            raise ImpossibleError(f"{_UNVERIFIED}: a bad signature was answered with {status}")

    async def _call(self, bot: Bot, interaction: Interaction, body: bytes) -> None:
        """Post an interaction, and do what it is answered with."""
        url = bot.endpoint or ""
        fields = {"bot": bot.id, "kind": interaction.kind}
        status, answer = await self._try(bot, url, interaction, body, fields)
        values = _object(answer)
        if status != _OK or values is None:
            if status != _ACCEPTED:  # then the bot answers by the callback route
                _LOG.info("an interaction failed status=%s", status)
            return
        try:
            self._interactions.to_answer(interaction.id, interaction.token)
            self._answers.answer(interaction, values, ())
        except RefusedError as refused:
            _LOG.info("an answer to an interaction is wrong words=%s", refused.body())

    async def _try(
        self, bot: Bot, url: str, interaction: Interaction, body: bytes, fields: dict[str, str]
    ) -> tuple[int | None, bytes]:
        """Post, or let go wrong what was ordered."""
        fault: Fault | None = self._faults.next(POSTING, fields)
        match fault:
            case None:
                pass
            case Answer():
                return fault.status, b""
            case Delay(seconds=seconds):
                await asyncio.sleep(seconds)
            case Hang() | Reset() | BreakOff():
                if fault.after:
                    await self._sign_and_post(bot, url, interaction.id, body)
                    self._forget_answer()
                return None, b""
            case _:
                assert_never(fault)
        return await self._sign_and_post(bot, url, interaction.id, body)

    async def _sign_and_post(
        self, bot: Bot, url: str, name: str, body: bytes
    ) -> tuple[int | None, bytes]:
        headers = signing.signed(bot.token, self._timestamp(), body)
        return await self._post(bot, url, name, headers, body)

    async def _post(
        self, bot: Bot, url: str, name: str, headers: dict[str, str], body: bytes
    ) -> tuple[int | None, bytes]:
        status, answer = None, b""
        if self._session is not None and is_here(url):
            with suppress(aiohttp.ClientError, TimeoutError):
                async with self._session.post(
                    url,
                    data=body,
                    headers={"Content-Type": "application/json", **headers},
                    allow_redirects=False,
                ) as response:
                    status, answer = response.status, await response.read()
        self.posts.append(Post(bot.id, name, status, self._world.clock()))
        return status, answer

    def _forget_answer(self) -> None:
        """Remember of the latest post that its answer never came."""
        self.posts[-1] = msgspec.structs.replace(self.posts[-1], status=None)

    def _ping(self, bot: Bot) -> bytes:
        return write(signing.ping(bot.id, self._world.ids.next()))

    def _timestamp(self) -> str:
        return str(int(self._world.clock()))


def _object(answer: bytes) -> dict[str, object] | None:
    try:
        return as_object(read(answer))
    except msgspec.MsgspecError:
        return None
