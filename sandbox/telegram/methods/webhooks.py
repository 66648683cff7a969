"""Webhooks: updates that are posted instead of being asked for."""

import re

from sandbox.telegram.bots import Webhook
from sandbox.telegram.calls import Call, Told
from sandbox.telegram.facts import WebhookInfo
from sandbox.telegram.methods.receiving import allow
from sandbox.telegram.refusals import bad_request
from sandbox.telegram.webhook_addresses import check_address

CONNECTIONS = 40
MOST_CONNECTIONS = 100
"""Bot API, setWebhook: 1-100 connections, defaults to 40."""

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
"""Bot API, setWebhook: the characters and the length of secret_token."""


def set_webhook(call: Call) -> Told:
    """Post updates to an address from now on.

    Raises:
        RefusedError: nothing can be posted there.
    """
    url, secret = call.parameters.text("url"), call.parameters.text("secret_token")
    if not url:
        return delete_webhook(call)
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    check_address(url, is_local=call.world.is_local)
    connections = call.parameters.between("max_connections", CONNECTIONS, 1, MOST_CONNECTIONS)
    wanted, before = Webhook(url, secret or None, connections), call.bot.webhook
    allow(call)
    _forget(call)
    if before is not None and before.is_like(wanted):
        return Told(result=True, description="Webhook is already set")
    call.bot.webhook = wanted
    call.bot.queue.wake()
    call.world.hooked.put_nowait(call.bot)
    return Told(result=True, description="Webhook was set")


def delete_webhook(call: Call) -> Told:
    """Go back to getUpdates."""
    was_set = call.bot.webhook is not None
    call.bot.webhook = None
    _forget(call)
    call.bot.queue.wake()
    words = "Webhook was deleted" if was_set else "Webhook is already deleted"
    return Told(result=True, description=words)


def get_webhook_info(call: Call) -> WebhookInfo:
    """Return where updates are posted to, and how that goes."""
    queue, webhook = call.bot.queue, call.bot.webhook
    pending, allowed = len(queue.pending()), sorted(queue.allowed) or None
    if webhook is None:
        return WebhookInfo("", False, pending, allowed_updates=allowed)
    return WebhookInfo(
        url=webhook.url,
        has_custom_certificate=False,
        pending_update_count=pending,
        last_error_date=webhook.last_error_date,
        last_error_message=webhook.last_error_message,
        max_connections=webhook.max_connections,
        allowed_updates=allowed,
    )


def _forget(call: Call) -> None:
    if call.parameters.flag("drop_pending_updates"):
        call.bot.queue.forget()
