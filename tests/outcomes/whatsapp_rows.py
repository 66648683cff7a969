"""What Meta may do to us on WhatsApp, by its own numbers."""

from typing import Any

from tests.outcomes.echo import ANSWERS
from tests.outcomes.fates import AGAIN, GOES_ON, HOLDS, doubted, lost, rejected
from tests.outcomes.row import RESET, RESET_AFTER, Fault, Injury, Row, Section, answer

SEND = "messages"
SOON = {"headers": {"Retry-After": "1"}}


def refusal(code: int, status: int = 400, **more: Any) -> dict[str, Any]:
    """Return a refusal in the form of the Graph API."""
    return answer(status, {"error": {"code": code, "message": "no"}}, **more)


def _send(fault: dict[str, Any]) -> tuple[Injury, ...]:
    return (Fault(SEND, fault),)


def _setup(name: str, code: int, hindered: str) -> Row:
    return Row(name, "misconfigured", HOLDS, _send(refusal(code, 401)), hindered=hindered)


def _later(code: int) -> tuple[Injury, ...]:
    return (Fault("status", refusal(code)),)


def _told(fault: dict[str, Any]) -> tuple[Injury, ...]:
    return (Fault("webhook", fault, about="bot"),)


SENDING = Section(
    "Sending to WhatsApp",
    "whatsapp",
    "Meta knows no key by which it would recognise a second try: what may have arrived is sent "
    "again, and a person may then read it twice.",
    (
        Row(
            "131056, too much to one person",
            "throttled",
            "waits six seconds, or as long as it is told, in this chat",
            _send(refusal(131056, **SOON)),
        ),
        Row(
            "130429, too many messages",
            "throttled",
            "waits as long as it is told, on the whole channel",
            _send(refusal(130429, 429, **SOON)),
        ),
        Row(
            "429 without a number",
            "throttled",
            f"waits at its own pace: {AGAIN}",
            _send(answer(429)),
        ),
        Row(
            "131016, the service is down",
            "throttled",
            f"waits at its own pace: {AGAIN}",
            _send(refusal(131016, 503)),
        ),
        _setup("190, the token is refused", 190, "the token is refused"),
        _setup("10, a permission is missing", 10, "lacks a permission"),
        _setup("368, blocked for its policies", 368, "blocked the account"),
        _setup("133010, the number is not registered", 133010, "not registered"),
        Row(
            "131047, more than 24 hours",
            "accepted",
            "says it as the approved template, at once",
            _send(refusal(131047)),
            reads=f"News of ours: {ANSWERS[1]}",
        ),
        Row(
            "131026, there is nobody",
            "unreachable",
            "writes there no more until somebody says something",
            _send(refusal(131026)),
            ends="unreachable",
        ),
        rejected("100, a parameter", SEND, refusal(100)),
        rejected("131051, not supported", SEND, refusal(131051)),
        doubted("131000, something went wrong", SEND, refusal(131000, 500)),
        doubted("500", SEND, answer(500)),
        doubted("502 with a page of HTML", SEND, answer(502, text="<html>Bad gateway</html>")),
        doubted("200 with no JSON", SEND, answer(200, text="<html>Hello</html>")),
        *lost(SEND),
    ),
)

LATER = Section(
    "Accepted by WhatsApp, and not delivered",
    "whatsapp",
    "Meta accepts a message, and says later by a status that it did not arrive.",
    (
        Row(
            "131049, Meta spares the person",
            "accepted, then rejected",
            GOES_ON,
            _later(131049),
            ends="rejected",
        ),
        Row(
            "131047, more than 24 hours",
            "accepted, then rejected",
            f"{GOES_ON}; sent again from there, it is the approved template",
            _later(131047),
            ends="rejected",
        ),
        Row(
            "131026, there is nobody",
            "accepted, then rejected",
            f"{GOES_ON}; writes there no more until somebody says something",
            _later(131026),
            ends="rejected",
        ),
    ),
)

HEARING = Section(
    "Hearing from WhatsApp",
    "whatsapp",
    "Meta posts what is said until it is answered 200, which it is once that is on disk. What "
    "comes again is known by its id.",
    (
        Row("a post does not get here", "waits", "is told the same again", _told(RESET)),
        Row("the answer to a post is lost", "waits", "is told the same again", _told(RESET_AFTER)),
    ),
)
