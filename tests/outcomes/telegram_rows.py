"""What Telegram may do to us, in its own words."""

from typing import Any

from tests.outcomes.row import (
    BREAK_OFF,
    BREAK_OFF_AFTER,
    HANG,
    HANG_AFTER,
    RESET,
    RESET_AFTER,
    UNREAD,
    Fault,
    Injury,
    Move,
    Row,
    Section,
    answer,
)

AGAIN = "sends it again, first after 1 s and then ever more slowly"
GOES_ON = "keeps it among the rejected (`convivio deliveries list`) and goes on"


def refusal(status: int, words: str, **parameters: Any) -> dict[str, Any]:
    """Return a refusal in the form of the Bot API."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    return answer(status, body | ({"parameters": parameters} if parameters else {}))


def _send(fault: dict[str, Any], times: int = 1) -> tuple[Injury, ...]:
    return (Fault("sendMessage", fault, times),)


def _gone(name: str, fault: dict[str, Any], **more: Any) -> Row:
    then = "writes there no more until somebody says something"
    return Row(name, "unreachable", then, _send(fault), ends="unreachable", **more)


BLOCKED = refusal(403, "Forbidden: bot was blocked by the user")
SENDING = Section(
    "Sending to Telegram",
    "telegram",
    "Telegram knows no key by which it would recognise a second try: what may have arrived is sent "
    "again, and a person may then read it twice.",
    (
        Row(
            "429 with `retry_after`",
            "throttled",
            "waits as long as it is told, in this chat; two chats at once hold the whole bot",
            _send(refusal(429, "Too Many Requests: retry after 1", retry_after=1)),
        ),
        Row(
            "429 without parameters",
            "throttled",
            f"waits at its own pace: {AGAIN}",
            _send(
                answer(429, {"ok": False, "error_code": 429, "description": "Too Many Requests"})
            ),
        ),
        Row(
            "429 with a page of HTML",
            "throttled",
            f"waits at its own pace: {AGAIN}",
            _send(answer(429, text="<html>Slow down</html>")),
        ),
        _gone("403, the person blocked the bot", BLOCKED),
        _gone("403, the account is no more", refusal(403, "Forbidden: user is deactivated")),
        _gone(
            "403, the person has not begun",
            refusal(403, "Forbidden: bot can't initiate conversation with a user"),
        ),
        _gone(
            "403, the bot was thrown out of the group",
            refusal(403, "Forbidden: bot was kicked from the group chat"),
            in_group=True,
        ),
        Row(
            "400, the content is refused",
            "rejected",
            GOES_ON,
            _send(refusal(400, "Bad Request: message is too long")),
            ends="rejected",
        ),
        _gone("400, there is no such chat", refusal(400, "Bad Request: chat not found")),
        _gone(
            "400, the bot may not write in the group",
            refusal(400, "Bad Request: not enough rights to send text messages to the chat"),
            in_group=True,
        ),
        _gone(
            "400, the topic of the forum is gone",
            refusal(400, "Bad Request: message thread not found"),
            in_group=True,
        ),
        Row(
            "400 with `migrate_to_chat_id`",
            "moved",
            "goes to the new address with the conversation, and sends it there",
            (Move(),),
            in_group=True,
        ),
        Row(
            "401",
            "misconfigured",
            "holds the channel, reports it and tries every 30 s",
            _send(refusal(401, "Unauthorized")),
        ),
        Row(
            "404",
            "misconfigured",
            "holds the channel, reports it and tries every 30 s",
            _send(refusal(404, "Not Found")),
        ),
        Row(
            "413",
            "rejected",
            GOES_ON,
            _send(refusal(413, "Request Entity Too Large")),
            ends="rejected",
        ),
        Row(
            "302, to another page",
            "misconfigured",
            "holds the channel, reports it and tries every 30 s",
            _send(answer(302, text="", headers={"Location": "/login"})),
        ),
        *(
            Row(str(status), "unknown", AGAIN, _send(refusal(status, words)), doubted=True)
            for status, words in (
                (500, "Internal Server Error"),
                (503, "Service Unavailable"),
                (504, "Gateway Timeout"),
            )
        ),
        Row(
            "502 with a page of HTML",
            "unknown",
            AGAIN,
            _send(answer(502, text="<html>Bad Gateway</html>")),
            doubted=True,
        ),
        Row(
            '200 with `"ok": false`',
            "rejected",
            GOES_ON,
            _send(answer(200, {"ok": False, "error_code": 400, "description": "Bad Request: odd"})),
            ends="rejected",
        ),
        Row(
            "200 with no JSON",
            "unknown",
            AGAIN,
            _send(answer(200, text="<html>Welcome</html>")),
            doubted=True,
        ),
        Row(
            "200 with half of its JSON",
            "unknown",
            AGAIN,
            _send(answer(200, text='{"ok":true,"result":{"mess')),
            doubted=True,
        ),
        Row("no answer, and nothing was done", "unknown", AGAIN, _send(HANG), doubted=True),
        Row(
            "no answer, though it was done",
            "unknown",
            AGAIN,
            _send(HANG_AFTER),
            doubted=True,
            copies=2,
        ),
        Row(
            "cut off before it was read",
            "unknown",
            AGAIN,
            (Fault("sendMessage", UNREAD, about="bot"),),
            doubted=True,
        ),
        Row(
            "the answer breaks off, and nothing was done",
            "unknown",
            AGAIN,
            _send(BREAK_OFF),
            doubted=True,
        ),
        Row(
            "the answer breaks off, though it was done",
            "unknown",
            AGAIN,
            _send(BREAK_OFF_AFTER),
            doubted=True,
            copies=2,
        ),
        Row("cut off, and nothing was done", "unknown", AGAIN, _send(RESET), doubted=True),
        Row(
            "cut off, though it was done",
            "unknown",
            AGAIN,
            _send(RESET_AFTER),
            doubted=True,
            copies=2,
        ),
    ),
)
