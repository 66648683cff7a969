"""The methods that there are, by name."""

from collections.abc import Awaitable, Callable

from sandbox.telegram.calls import Call
from sandbox.telegram.methods.account import (
    delete_my_commands,
    get_me,
    get_my_commands,
    set_my_commands,
)
from sandbox.telegram.methods.callbacks import answer_callback_query
from sandbox.telegram.methods.receiving import get_updates
from sandbox.telegram.methods.sending import send_message
from sandbox.telegram.methods.webhooks import delete_webhook

Handler = Callable[[Call], object] | Callable[[Call], Awaitable[object]]

METHODS: dict[str, Handler] = {
    "answerCallbackQuery": answer_callback_query,
    "deleteMyCommands": delete_my_commands,
    "deleteWebhook": delete_webhook,
    "getMe": get_me,
    "getMyCommands": get_my_commands,
    "getUpdates": get_updates,
    "sendMessage": send_message,
    "setMyCommands": set_my_commands,
}
