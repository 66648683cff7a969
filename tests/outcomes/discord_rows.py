"""What Discord's REST API may do to us, in its own words."""

from typing import Any

from tests.outcomes.fates import GOES_ON, HOLDS, doubted, lost, rejected
from tests.outcomes.row import Fault, Injury, Row, Section, answer

AGAIN = "sends it again under the same nonce: Discord shows one message"
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


def _in_doubt(status: int) -> Row:
    fault = answer(status, text="<html>Bad gateway</html>", headers={"Content-Type": "text/html"})
    return doubted(f"{status} with a page of HTML", POST, fault, AGAIN)


Refused = tuple[int, int, str, str]
"""A status, Discord's number of an error, its words, and what it means."""


def _gone(refused: Refused) -> Row:
    status, code, words, meaning = refused
    name = f"{status}, code {code}: {meaning}"
    return Row(
        name, "unreachable", "the same", _send(refusal(status, code, words)), ends="unreachable"
    )


def _refused(refused: Refused) -> Row:
    status, code, words, meaning = refused
    name = f"{status}, code {code}: {meaning}" if code else f"{status}: {meaning}"
    return rejected(name, POST, refusal(status, code, words))


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
        *map(
            _gone,
            (
                (403, 50013, "Missing Permissions", "it may not write there"),
                (403, 20009, "Explicit content cannot be sent", "the person wants none of it"),
                (404, 10013, "Unknown User", "the account is gone"),
                (400, 50008, "Cannot send messages in a non-text channel", "no place for texts"),
                (400, 50033, "Invalid Recipient(s)", "nobody who takes messages"),
                (400, 50083, "Thread is archived", "a closed thread"),
            ),
        ),
        *map(
            _refused,
            (
                (400, 50006, "Cannot send an empty message", "there is nothing in it"),
                (400, 50109, "The request body contains invalid JSON.", "no JSON"),
                (400, 200000, "Message was blocked by automatic moderation", "moderation"),
                (405, 0, "405: Method Not Allowed", "no such method"),
            ),
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
            HOLDS,
            _send(refusal(401, 0, "401: Unauthorized")),
        ),
        Row(
            "403 by something before Discord (HTML)",
            "misconfigured",
            HOLDS,
            _send(
                answer(403, text="<html>Forbidden</html>", headers={"Content-Type": "text/html"})
            ),
        ),
        Row(
            "429 that others have used up (shared)",
            "throttled",
            "waits as long as it is told, in this channel; it counts as no refusal of ours",
            _send(
                answer(429, {**LIMITED, "global": False}, headers={"X-RateLimit-Scope": "shared"})
            ),
        ),
        Row(
            "302, to another page",
            "throttled",
            "goes nowhere else: sends it again, first after 1 s and then ever more slowly",
            _send(answer(302, text="", headers={"Location": "/login"})),
        ),
        *map(_server_error, (500, 502, 504, 524)),
        *map(_in_doubt, (503, 520, 521, 522, 523)),
        doubted(
            "200 with a page of HTML",
            POST,
            answer(200, text="<html>Welcome</html>", headers={"Content-Type": "text/html"}),
            AGAIN,
        ),
        doubted("200 that names no message", POST, answer(200, {}), AGAIN),
        *lost(POST, AGAIN, copies=1),
    ),
)
