"""What Discord's REST API may do to us, in its own words."""

from typing import Any

from tests.outcomes.row import (
    HANG,
    HANG_AFTER,
    RESET,
    RESET_AFTER,
    Fault,
    Injury,
    Row,
    Section,
    answer,
)

AGAIN = "sends it again under the same nonce: Discord shows one message"
GOES_ON = "keeps it among the rejected (`convivio deliveries list`) and goes on"
POST = "POST channels/{id}/messages"
LIMITED = {"message": "You are being rate limited.", "retry_after": 1.0}


def _send(fault: dict[str, Any], times: int = 1) -> tuple[Injury, ...]:
    return (Fault(POST, fault, times),)


def refusal(status: int, code: int, words: str, **more: Any) -> dict[str, Any]:
    """Return a refusal in the form of Discord's reference."""
    return answer(status, {"message": words, "code": code, **more})


def _server_error(status: int) -> Row:
    return Row(
        str(status),
        "tried again",
        "discord.py itself sends it again under the same nonce, after 1, 3, 5 … s",
        _send(answer(status, {"message": "", "code": 0})),
    )


SENDING = Section(
    "Sending to Discord",
    "discord",
    "Each message carries a nonce of its own. Discord knows it again for a few minutes: a second "
    "try within them shows nothing twice.",
    (
        Row(
            "429 of one channel",
            "throttled",
            "waits as long as it is told, in this channel",
            _send(answer(429, {**LIMITED, "global": False})),
        ),
        Row(
            "429 of the whole bot",
            "throttled",
            "waits as long as it is told, in every channel",
            _send(answer(429, {**LIMITED, "global": True}, headers={"X-RateLimit-Global": "true"})),
        ),
        Row(
            "429 that is not Discord's own (no `Via`)",
            "throttled",
            "waits in every channel: our address is shut out",
            _send(answer(429, text="error code: 1015", headers={"Via": "", "Retry-After": "1"})),
        ),
        Row(
            "403, code 50007: private messages are closed",
            "unreachable",
            "answers by the person's latest command or press, else writes there no more "
            "until they say something",
            _send(refusal(403, 50007, "Cannot send messages to this user")),
            ends="unreachable",
        ),
        Row(
            "403, code 50001: no access to the channel",
            "unreachable",
            "the same",
            _send(refusal(403, 50001, "Missing Access")),
            ends="unreachable",
        ),
        Row(
            "404, code 10003: no such channel",
            "unreachable",
            "the same",
            _send(refusal(404, 10003, "Unknown Channel")),
            ends="unreachable",
        ),
        Row(
            "400, code 50035: the content is refused",
            "rejected",
            GOES_ON,
            _send(
                refusal(
                    400,
                    50035,
                    "Invalid Form Body",
                    errors={
                        "content": {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "x"}]}
                    },
                )
            ),
            ends="rejected",
        ),
        Row(
            "413, code 40005: a file is too large",
            "rejected",
            GOES_ON,
            _send(refusal(413, 40005, "Request entity too large")),
            ends="rejected",
        ),
        Row(
            "401",
            "misconfigured",
            "holds the channel, reports it and tries every 30 s",
            _send(refusal(401, 0, "401: Unauthorized")),
        ),
        Row(
            "403 by something before Discord (HTML)",
            "misconfigured",
            "holds the channel, reports it and tries every 30 s",
            _send(
                answer(403, text="<html>Forbidden</html>", headers={"Content-Type": "text/html"})
            ),
        ),
        *map(_server_error, (500, 502, 504, 524)),
        Row("503", "unknown", AGAIN, _send(answer(503, {"message": "", "code": 0})), doubted=True),
        Row(
            "200 that names no message",
            "unknown",
            AGAIN,
            _send(answer(200, {})),
            doubted=True,
        ),
        Row("no answer, and nothing was done", "unknown", AGAIN, _send(HANG), doubted=True),
        Row("no answer, though it was done", "unknown", AGAIN, _send(HANG_AFTER), doubted=True),
        Row("cut off, and nothing was done", "unknown", AGAIN, _send(RESET), doubted=True),
        Row("cut off, though it was done", "unknown", AGAIN, _send(RESET_AFTER), doubted=True),
    ),
)
