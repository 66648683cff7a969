"""getUpdates: long polling by the platform's rules."""

import asyncio
from contextlib import suppress

import msgspec
from msgspec import Raw

from sandbox.telegram.calls import Call
from sandbox.telegram.refusals import conflict
from sandbox.telegram.updates import UPDATE_LIMIT

LONGEST_POLL_SECONDS = 50
"""The Bot API server's LONG_POLL_MAX_TIMEOUT."""

_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active;"
    " use deleteWebhook to delete the webhook first"
)
_TERMINATED = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)


async def get_updates(call: Call) -> list[Raw]:
    """Confirm what stands before the offset, and return what follows, waiting for it if need be.

    Raises:
        RefusedError: a webhook is set, or another request took this one's place.
    """
    queue, given = call.bot.queue, call.parameters
    if call.bot.webhook is not None:
        raise conflict(_WEBHOOK_ACTIVE)
    allow(call)
    queue.confirm_below(given.integer("offset"))
    limit = given.between("limit", UPDATE_LIMIT, 1, UPDATE_LIMIT)
    return await _wait(call, limit, given.between("timeout", 0, 0, LONGEST_POLL_SECONDS))


async def _wait(call: Call, limit: int, seconds: int) -> list[Raw]:
    queue, loop = call.bot.queue, asyncio.get_running_loop()
    deadline = loop.time() + seconds
    poll = queue.begin_poll()
    while not call.closing.is_set():
        if call.bot.webhook is not None:
            raise conflict("terminated by setWebhook request")
        if queue.polls != poll:
            raise conflict(_TERMINATED)
        waiting = list(queue.pending())[:limit]
        if waiting or loop.time() >= deadline:
            return [update.body for update in waiting]
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                await queue.change()
    return []


def allow(call: Call) -> None:
    """Keep which kinds are asked for; what is absent or cannot be read changes nothing."""
    try:
        asked = msgspec.json.decode(call.parameters.text("allowed_updates"), type=list[str])
    except msgspec.MsgspecError:
        return
    call.bot.queue.allow(asked)
