"""getUpdates: long polling by the platform's rules."""

import asyncio
from contextlib import suppress

from msgspec import Raw

from sandbox.telegram.calls import Call
from sandbox.telegram.refusals import conflict
from sandbox.telegram.updates import UPDATE_LIMIT

LONGEST_POLL_SECONDS = 50
"""The Bot API server's LONG_POLL_MAX_TIMEOUT."""

_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
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
    allowed = given.nested("allowed_updates", list[str], "can't parse allowed updates")
    if allowed is not None:
        queue.allow(allowed)
    queue.confirm_below(given.integer("offset"))
    queue.polls += 1
    poll = queue.polls
    queue.wake()
    limit = given.integer("limit", UPDATE_LIMIT)
    limit = limit if 0 < limit <= UPDATE_LIMIT else UPDATE_LIMIT
    seconds = min(max(given.integer("timeout"), 0), LONGEST_POLL_SECONDS)
    deadline = asyncio.get_running_loop().time() + seconds
    while not call.closing.is_set():
        if queue.polls != poll:
            raise conflict(_TERMINATED)
        waiting = list(queue.pending())[:limit]
        if waiting or asyncio.get_running_loop().time() >= deadline:
            return [update.body for update in waiting]
        with suppress(TimeoutError):
            async with asyncio.timeout_at(deadline):
                await queue.change()
    return []
