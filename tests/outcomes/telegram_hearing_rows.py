"""What may happen while Telegram tells us what people do: asked for, or posted to us."""

from typing import Any

from tests.outcomes.row import (
    BREAK_OFF,
    BREAK_OFF_AFTER,
    HANG,
    RESET,
    RESET_AFTER,
    UNREAD,
    Deed,
    Fault,
    Injury,
    Row,
    Section,
    Update,
    answer,
)
from tests.outcomes.telegram_rows import refusal

AGAIN = "polls again: 1, 2, 4 … 5 s"
CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)
WEBHOOK = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


def _poll(fault: dict[str, Any], times: int = 1) -> tuple[Injury, ...]:
    """The poll that is open ends with the next message: it is the one after it that goes wrong."""
    return (Fault("getUpdates", fault, times, about="bot"),)


def _waits(name: str, fault: dict[str, Any], then: str = AGAIN) -> Row:
    return Row(name, "waits", then, _poll(fault))


def _passed_over(name: str, **update: Any) -> Row:
    return Row(name, "passed over", "confirms it and goes on", (Update(update),))


def _starts(name: str, fault: dict[str, Any], times: int = 1, **more: Any) -> Row:
    words = "says so, and asks every 30 s" if more else "asks again: 1, 2, 4 … 5 s"
    injury = Fault("getMe", fault, times, about="bot")
    return Row(name, "hindered" if more else "waits", words, (injury,), at_start=True, **more)


STARTING = Section(
    "Starting with Telegram",
    "telegram",
    "The bot is asked for its name first (`getMe`). Meanwhile the product is ready, and all other "
    "channels run; what people say waits at Telegram.",
    (
        _starts("401", refusal(401, "Unauthorized"), hindered="the token is refused"),
        _starts("404", refusal(404, "Not Found"), hindered="the token is refused"),
        _starts(
            "429 with `retry_after`",
            refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        ),
        _starts("500", refusal(500, "Internal Server Error")),
        _starts("502 with a page of HTML", answer(502, text="<html>Bad Gateway</html>")),
        _starts("200 with no JSON", answer(200, text="<html>Welcome</html>")),
        _starts("200 that names no bot", answer(200, {"ok": True, "result": {}})),
        _starts("no answer", HANG),
        _starts("cut off", RESET),
        _starts("the answer breaks off", BREAK_OFF_AFTER),
    ),
)

POLLING = Section(
    "Hearing from Telegram",
    "telegram",
    "An update is confirmed by the next poll's offset, once it is on disk; until then Telegram "
    "tells it again, and the product knows it by its id.",
    (
        Row(
            "409, another process polls",
            "hindered",
            "says so, and polls on: after 1 s, then every 30 s",
            _poll(refusal(409, CONFLICT)),
            hindered="another process polls this bot",
        ),
        _waits(
            "409, a webhook is set",
            refusal(409, WEBHOOK),
            "deletes it, without dropping what waits there, and polls again",
        ),
        Row(
            "401",
            "hindered",
            "says so, and tries every 30 s",
            _poll(refusal(401, "Unauthorized")),
            hindered="the token is refused",
        ),
        Row(
            "404",
            "hindered",
            "says so, and tries every 30 s",
            _poll(refusal(404, "Not Found")),
            hindered="the token is refused",
        ),
        _waits("403 by something before Telegram (HTML)", answer(403, text="<html>No</html>")),
        _waits(
            "429 with `retry_after`",
            refusal(429, "Too Many Requests: retry after 1", retry_after=1),
            "polls again when it is told",
        ),
        _waits("429 without parameters", refusal(429, "Too Many Requests")),
        _waits("400", refusal(400, "Bad Request: odd")),
        _waits("302, to another page", answer(302, text="", headers={"Location": "/login"})),
        *(
            _waits(str(status), refusal(status, words))
            for status, words in (
                (500, "Internal Server Error"),
                (503, "Service Unavailable"),
                (504, "Gateway Timeout"),
            )
        ),
        _waits("502 with a page of HTML", answer(502, text="<html>Bad Gateway</html>")),
        _waits("200 with no JSON", answer(200, text="<html>Welcome</html>")),
        _waits("200 with half of its JSON", answer(200, text='{"ok":true,"result":[{"upd')),
        _waits('200 with `"ok": false`', answer(200, {"ok": False, "error_code": 500})),
        _waits("200 with no list of updates", answer(200, {"ok": True, "result": {}})),
        _waits("no answer", HANG),
        _waits("cut off", RESET),
        _waits("cut off before it was read", UNREAD),
        _waits("cut off, though it was answered", RESET_AFTER, "is told the same again"),
        _waits("the answer breaks off", BREAK_OFF),
        _waits("the answer with updates breaks off", BREAK_OFF_AFTER, "is told the same again"),
        Row(
            "three failures in a row",
            "hindered",
            "says so, and polls on",
            _poll(refusal(500, "Internal Server Error"), 3),
            hindered="Telegram cannot be reached",
        ),
        _passed_over("an update of a kind that nobody knows", update_of_tomorrow={"id": 1}),
        _passed_over(
            "a message with nobody and nothing in it", message={"message_id": 1, "date": 0}
        ),
        _passed_over(
            "a message whose parts have other types",
            message={"message_id": "x", "from": 17, "chat": [], "text": {}},
        ),
        _passed_over("an update with nothing in it"),
        _passed_over(
            "a press that names no message", callback_query={"id": "1", "from": {"id": 1}}
        ),
    ),
)


def _post(fault: dict[str, Any], times: int = 1) -> tuple[Injury, ...]:
    return (Fault("webhook", fault, times, about="bot"),)


def _keeping(method: str, fault: dict[str, Any], times: int = 1) -> Fault:
    return Fault(method, fault, times, about="bot")


LOST = Deed("forget-webhook")
CALLED = Section(
    "Being called by Telegram",
    "telegram",
    "In webhook mode a post is answered once what it tells is on disk; Telegram posts it again "
    "until then. Whoever has the channel sees every half minute that the webhook is still its own.",
    (
        Row("a post gets lost", "posted again", "takes it when it comes", _post(RESET)),
        Row(
            "our answer to a post gets lost",
            "posted again",
            "knows it by its id, and answers that it has it",
            _post(RESET_AFTER),
        ),
        Row(
            "a proxy before us answers 502, three times",
            "posted again",
            "takes it when it comes",
            _post(answer(502), 3),
        ),
        Row("somebody deletes the webhook", "set again", "sets it again, once at once", (LOST,)),
        Row(
            "somebody deletes it, and ours is refused (400)",
            "hindered",
            "says so, and tries every 30 s",
            (
                _keeping("setWebhook", refusal(400, "Bad Request: bad webhook: odd")),
                LOST,
            ),
            hindered="Telegram refuses the webhook",
        ),
        Row(
            "somebody deletes it, and setting it has no answer",
            "set again",
            "sets it again: after 1, 2, 4 … 5 s",
            (_keeping("setWebhook", RESET_AFTER), LOST),
        ),
        Row(
            "somebody deletes it, and setting it is 429",
            "set again",
            "sets it again when it is told",
            (
                _keeping(
                    "setWebhook",
                    refusal(429, "Too Many Requests: retry after 1", retry_after=1),
                ),
                LOST,
            ),
        ),
        Row(
            "401 when it is looked at",
            "hindered",
            "says so, and looks every 30 s",
            (_keeping("getWebhookInfo", refusal(401, "Unauthorized")),),
            hindered="the token is refused",
        ),
        Row(
            "three failures in a row when it is looked at",
            "hindered",
            "says so, and looks again; posts are taken all the while",
            (_keeping("getWebhookInfo", answer(502, text="<html>Bad Gateway</html>"), 3),),
            hindered="Telegram cannot be reached",
        ),
    ),
    called=True,
)
