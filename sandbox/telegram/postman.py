"""Posting updates to webhooks: those of a chat one after the other, again until they are taken."""

import asyncio
from contextlib import suppress
from typing import assert_never

import aiohttp
from msgspec import Struct

from sandbox.faults import Answer, BreakOff, Delay, Fault, Faults, Hang, Reset
from sandbox.telegram.bots import Bot, Webhook
from sandbox.telegram.updates import Update
from sandbox.telegram.webhook_addresses import is_here
from sandbox.telegram.world import Post, World

TIMEOUT_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0
"""An update that was not taken is posted again at once, then after a pause that doubles each time,
or when the answer says (`Retry-After`). The Bot API server begins with 2 s, and does so too until
the update is a day old."""

LONGEST_WISH_SECONDS = 3600.0
"""As long as `Retry-After` counts at most (the Bot API server's MAX_RETRY_AFTER)."""

POSTING = "webhook"
"""The name under which faults are ordered for posts, by `bot` and `kind`."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name
"""Bot API, setWebhook: secret_token is sent in it."""


class _Reply(Struct, frozen=True):
    """What a post was answered with: `status` is None where no answer came, `words` say why."""

    status: int | None
    words: str
    wish: float = 0.0

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - success


class Postman:
    """Posts what bots with a webhook have to be told.

    Args:
        world: whose bots they are.
        faults: what shall go wrong with posts.
    """

    def __init__(self, world: World, faults: Faults) -> None:
        self._world = world
        self._faults = faults

    async def run(self) -> None:
        """Serve each bot from the moment when it is given a webhook, until cancelled."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                bot = await self._world.hooked.get()
                if bot.webhook is not None:
                    round_ = _Round(self._world, self._faults, session, bot, bot.webhook)
                    group.create_task(round_.run())


class _Round:
    """Posting to one webhook, for as long as it is the bot's."""

    def __init__(
        self,
        world: World,
        faults: Faults,
        session: aiohttp.ClientSession,
        bot: Bot,
        webhook: Webhook,
    ) -> None:
        self._world = world
        self._faults = faults
        self._session = session
        self._bot = bot
        self._webhook = webhook
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(webhook.max_connections)

    @property
    def _is_over(self) -> bool:
        return self._bot.webhook is not self._webhook

    async def run(self) -> None:
        """Begin with each line in which something waits and of which nothing is under way."""
        try:
            while not self._is_over:
                for update in self._bot.queue.pending():
                    if update.line not in self._busy:
                        self._busy[update.line] = asyncio.create_task(self._bring(update))
                await self._bot.queue.change()
        finally:
            for task in self._busy.values():
                task.cancel()

    async def _bring(self, update: Update) -> None:
        """Post one update until it is taken; then its line may go on."""
        pause = 0.0
        while not self._is_over:
            async with self._places:
                reply = await self._try(update)
            self._world.posts.append(
                Post(self._bot.id, update.update_id, reply.status, self._world.clock())
            )
            if reply.is_taken:
                self._bot.queue.confirm(update.update_id)
                break
            webhook = self._webhook
            webhook.last_error_date = self._world.now()
            webhook.last_error_message = reply.words
            await self._wait(reply.wish or pause)
            pause = min(max(FIRST_PAUSE_SECONDS, pause * 2), LONGEST_PAUSE_SECONDS)
        del self._busy[update.line]
        self._bot.queue.wake()

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._is_over:
                    await self._bot.queue.change()

    async def _try(self, update: Update) -> _Reply:
        """Post an update, or let go wrong what was ordered."""
        fault = self._faults.next(POSTING, {"bot": self._bot.id, "kind": update.kind})
        match fault:
            case None:
                return await self._post(update)
            case Answer():
                return _Reply(fault.status, _wrong(fault.status, ""))
            case Delay(seconds=seconds):
                await asyncio.sleep(seconds)
                return await self._post(update)
            case Hang() | Reset() | BreakOff():
                return await self._lose(update, fault)
            case _:
                assert_never(fault)

    async def _lose(self, update: Update, fault: Fault) -> _Reply:
        """Let the answer get lost; with `after` the update has arrived all the same."""
        if isinstance(fault, Hang):
            await asyncio.sleep(fault.seconds)
        if isinstance(fault, Hang | Reset | BreakOff) and fault.after:
            await self._post(update)
        return _Reply(None, "Webhook connection closed")

    async def _post(self, update: Update) -> _Reply:
        webhook = self._webhook
        if not is_here(webhook.url):
            return _Reply(None, "Failed to resolve host: Name or service not known")
        headers = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            headers[SECRET_HEADER] = webhook.secret
        try:
            async with self._session.post(
                webhook.url, data=bytes(update.body), headers=headers, allow_redirects=False
            ) as response:
                words = "" if response.ok else _wrong(response.status, response.reason or "")
                return _Reply(response.status, words, _wish(response))
        except TimeoutError:
            return _Reply(None, "Read timeout expired")
        except aiohttp.ClientError:
            return _Reply(None, "Connection refused")


def _wrong(status: int, reason: str) -> str:
    return f"Wrong response from the webhook: {status} {reason}".rstrip()


def _wish(response: aiohttp.ClientResponse) -> float:
    """Return for how many seconds the receiver wants to be left alone, 0 where it does not say."""
    said = response.headers.get("Retry-After", "")
    return min(float(said), LONGEST_WISH_SECONDS) if said.isascii() and said.isdigit() else 0.0
