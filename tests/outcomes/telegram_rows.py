"""What Telegram may do to us, in its own words."""

from typing import Any

from tests.outcomes.fates import AGAIN, HOLDS, doubted, lost, rejected
from tests.outcomes.row import UNREAD, Fault, Injury, Move, Row, Section, answer

SEND = "sendMessage"


def refusal(status: int, words: str, **parameters: Any) -> dict[str, Any]:
    """Return a refusal in the form of the Bot API."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": words}
    return answer(status, body | ({"parameters": parameters} if parameters else {}))


def _send(fault: dict[str, Any], times: int = 1) -> tuple[Injury, ...]:
    return (Fault(SEND, fault, times),)


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
        rejected(
            "400, the content is refused", SEND, refusal(400, "Bad Request: message is too long")
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
            HOLDS,
            _send(refusal(401, "Unauthorized")),
        ),
        Row(
            "404",
            "misconfigured",
            HOLDS,
            _send(refusal(404, "Not Found")),
        ),
        rejected("413", SEND, refusal(413, "Request Entity Too Large")),
        Row(
            "302, to another page",
            "misconfigured",
            HOLDS,
            _send(answer(302, text="", headers={"Location": "/login"})),
        ),
        *(
            doubted(str(status), SEND, refusal(status, words))
            for status, words in (
                (500, "Internal Server Error"),
                (503, "Service Unavailable"),
                (504, "Gateway Timeout"),
            )
        ),
        doubted("502 with a page of HTML", SEND, answer(502, text="<html>Bad Gateway</html>")),
        rejected(
            '200 with `"ok": false`',
            SEND,
            answer(200, {"ok": False, "error_code": 400, "description": "Bad Request: odd"}),
        ),
        doubted("200 with no JSON", SEND, answer(200, text="<html>Welcome</html>")),
        doubted("200 with half of its JSON", SEND, answer(200, text='{"ok":true,"result":{"mess')),
        Row(
            "cut off before it was read",
            "unknown",
            AGAIN,
            (Fault(SEND, UNREAD, about="bot"),),
            doubted=True,
        ),
        *lost(SEND),
    ),
)
