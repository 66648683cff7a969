"""Posting updates to webhooks: one after the other, again until they are taken."""

import asyncio
from contextlib import suppress

import aiohttp

from sandbox.telegram.bots import Bot, Webhook
from sandbox.telegram.updates import Update
from sandbox.telegram.world import World

TIMEOUT_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0
"""How long it waits after an update was not taken, doubled each time: the platform says only that
it gives up "after a reasonable amount of attempts"; here it does not give up."""

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name
"""Bot API, setWebhook: secret_token is sent in it."""


class Postman:
    """Posts what bots with a webhook have to be told.

    Args:
        world: whose bots they are.
    """

    def __init__(self, world: World) -> None:
        self._world = world

    async def run(self) -> None:
        """Serve each bot from the moment when it is given a webhook, until cancelled."""
        timeout = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, asyncio.TaskGroup() as group:
            while True:
                bot = await self._world.hooked.get()
                group.create_task(self._serve(session, bot, bot.webhook))

    async def _serve(
        self, session: aiohttp.ClientSession, bot: Bot, webhook: Webhook | None
    ) -> None:
        """Post what comes in for as long as this webhook is the bot's."""
        pause = FIRST_PAUSE_SECONDS
        while webhook is not None and bot.webhook is webhook:
            waiting = bot.queue.pending()
            if not waiting:
                await bot.queue.change()
            elif await self._post(session, webhook, waiting[0]):
                bot.queue.confirm_below(waiting[0].update_id + 1)
                pause = FIRST_PAUSE_SECONDS
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await _replaced(bot, webhook)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)

    async def _post(self, session: aiohttp.ClientSession, webhook: Webhook, update: Update) -> bool:
        headers = {"Content-Type": "application/json"}
        if webhook.secret is not None:
            headers[SECRET_HEADER] = webhook.secret
        try:
            post = session.post(
                webhook.url, data=bytes(update.body), headers=headers, allow_redirects=False
            )
            async with post as response:
                if response.ok:
                    return True
                words = f"Wrong response from the webhook: {response.status} {response.reason}"
        except TimeoutError:
            words = "Read timeout expired"
        except aiohttp.ClientError:
            words = "Connection refused"
        webhook.last_error_date, webhook.last_error_message = self._world.now(), words
        return False


async def _replaced(bot: Bot, webhook: Webhook) -> None:
    while bot.webhook is webhook:
        await bot.queue.change()
