"""What Telegram may do to us, in its own words."""

from typing import Any

from tests.outcomes.row import (
    HANG,
    HANG_AFTER,
    RESET,
    RESET_AFTER,
    Fault,
    Injury,
    Move,
    Row,
    Section,
    Update,
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


def _poll(fault: dict[str, Any], times: int = 1) -> tuple[Injury, ...]:
    """The poll that is open ends with the next message: it is the one after it that goes wrong."""
    return (Fault("getUpdates", fault, times, about="bot"),)


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
            "403, the person blocked the bot",
            "unreachable",
            "writes there no more until the person says something",
            _send(BLOCKED),
            ends="unreachable",
        ),
        Row(
            "400, the content is refused",
            "rejected",
            GOES_ON,
            _send(refusal(400, "Bad Request: message is too long")),
            ends="rejected",
        ),
        Row(
            "400, there is no such chat",
            "unreachable",
            "writes there no more until the person says something",
            _send(refusal(400, "Bad Request: chat not found")),
            ends="unreachable",
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
        Row("500", "unknown", AGAIN, _send(refusal(500, "Internal Server Error")), doubted=True),
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
        Row("no answer, and nothing was done", "unknown", AGAIN, _send(HANG), doubted=True),
        Row(
            "no answer, though it was done",
            "unknown",
            AGAIN,
            _send(HANG_AFTER),
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
            _poll(
                refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
            ),
            hindered="another process polls this bot",
        ),
        Row(
            "401",
            "hindered",
            "says so, and tries every 30 s",
            _poll(refusal(401, "Unauthorized")),
            hindered="the token is refused",
        ),
        Row(
            "429 with `retry_after`",
            "waits",
            "polls again when it is told",
            _poll(refusal(429, "Too Many Requests: retry after 1", retry_after=1)),
        ),
        Row(
            "500",
            "waits",
            "polls again: 1, 2, 4 … 5 s",
            _poll(refusal(500, "Internal Server Error")),
        ),
        Row(
            "502 with a page of HTML",
            "waits",
            "polls again: 1, 2, 4 … 5 s",
            _poll(answer(502, text="<html>Bad Gateway</html>")),
        ),
        Row(
            "200 with no JSON",
            "waits",
            "polls again: 1, 2, 4 … 5 s",
            _poll(answer(200, text="<html>Welcome</html>")),
        ),
        Row("cut off", "waits", "polls again: 1, 2, 4 … 5 s", _poll(RESET)),
        Row(
            "cut off, though it was answered", "waits", "is told the same again", _poll(RESET_AFTER)
        ),
        Row(
            "three failures in a row",
            "hindered",
            "says so, and polls on",
            _poll(refusal(500, "Internal Server Error"), 3),
            hindered="Telegram cannot be reached",
        ),
        Row(
            "an update of a kind that nobody knows",
            "passed over",
            "confirms it and goes on",
            (Update({"update_of_tomorrow": {"id": 1}}),),
        ),
        Row(
            "a message with nobody and nothing in it",
            "passed over",
            "confirms it and goes on",
            (Update({"message": {"message_id": 1, "date": 0}}),),
        ),
        Row(
            "a message whose parts have other types",
            "passed over",
            "confirms it and goes on",
            (Update({"message": {"message_id": "x", "from": 17, "chat": [], "text": {}}}),),
        ),
    ),
)
