"""answerCallbackQuery: a pressed button stops waiting."""

from sandbox.telegram.calls import Call
from sandbox.telegram.refusals import bad_request
from sandbox.telegram.watching import Change

ANSWER_CHARACTERS = 200
"""Bot API, answerCallbackQuery: 0-200 characters."""


def answer_callback_query(call: Call) -> bool:
    """Answer a press.

    A second answer is refused in the same words as one that comes too late.

    Raises:
        RefusedError: there is no such press that waits.
    """
    world, given = call.world, call.parameters
    pressing = world.callbacks.waiting(given.text("callback_query_id"), call.bot.id)
    if pressing is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = given.text("text") or None
    if text and len(text) > ANSWER_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    world.callbacks.answer(pressing, text, show_alert=given.flag("show_alert"))
    world.watchers.tell(Change("answered", pressing.chat, pressing.message_id, text=text))
    return True
