"""Webhooks: updates that are posted instead of being asked for."""

from sandbox.telegram.calls import Call


def delete_webhook(call: Call) -> bool:
    """Go back to getUpdates."""
    call.bot.webhook = None
    if call.parameters.flag("drop_pending_updates"):
        call.bot.queue.forget()
    return True
