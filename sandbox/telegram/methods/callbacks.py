"""answerCallbackQuery: a pressed button stops waiting."""

from sandbox.telegram.calls import Call
from sandbox.telegram.refusals import bad_request
from sandbox.telegram.watching import Change


def answer_callback_query(call: Call) -> bool:
    """Answer a press.

    Raises:
        RefusedError: there is no such press that waits.
    """
    world, given = call.world, call.parameters
    pressing = world.callbacks.waiting(given.text("callback_query_id") or "", call.bot.id)
    if pressing is None:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = given.text("text")
    world.callbacks.answer(pressing, text, show_alert=given.flag("show_alert"))
    world.watchers.tell(Change("answered", pressing.chat, pressing.message_id, text=text))
    return True
