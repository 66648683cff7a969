"""What Discord's gateway may do to us: every close code of its reference, and worse."""

from typing import Any

from tests.outcomes.row import (
    BREAK_OFF,
    HANG,
    HANG_AFTER,
    RESET,
    RESET_AFTER,
    Fault,
    Gateway,
    Injury,
    Row,
    Section,
    answer,
)

RESUMES = "resumes the session and is told what it missed"
ANEW = "begins a new session, and fetches what was said meanwhile from the conversations it holds"


def _gateway(**order: Any) -> tuple[Injury, ...]:
    return (Gateway(order),)


def _closed(code: int, name: str, then: str = RESUMES, **more: Any) -> Row:
    return Row(
        f"close code {code}, {name}",
        "session lost",
        then,
        _gateway(action="close", code=code),
        **more,
    )


_TOKEN_REFUSED = 4004


def _for_good(code: int, name: str, words: str | None) -> Row:
    waits = "every 30 s" if code == _TOKEN_REFUSED else "again: 1, 2, 4 … 5 s"
    then = f"says what is wrong, and tries {waits}"
    return Row(
        f"close code {code}, {name}",
        "hindered",
        then,
        _gateway(action="close", code=code, forget=True),
        hindered=words,
    )


UNTYPED = {
    "id": "1",
    "channel_id": "2",
    "content": "x",
    "author": {"id": "3", "username": "y", "bot": True},
}
NOTHING = {"message": "", "code": 0}
LOG_INS = {
    "is refused with 401": answer(401, {"message": "401: Unauthorized", "code": 0}),
    "is answered 503": answer(503, NOTHING),
    "is answered by a page of HTML": answer(
        200, text="<html>Welcome</html>", headers={"Content-Type": "text/html"}
    ),
    "is cut off": RESET,
    "is broken off in the middle of the answer": BREAK_OFF,
}
HISTORIES = {
    "cannot be read at first": answer(500, NOTHING),
    "is answered 429 at first": answer(
        429, {"message": "slow", "retry_after": 1.0, "global": False}
    ),
    "is answered 503 at first": answer(503, NOTHING),
    "is cut off at first": RESET,
    "does not come at first": HANG,
}


def _log_in(name: str, fault: dict[str, Any]) -> Row:
    injuries = (
        Fault("GET users/@me", fault, about="bot"),
        *_gateway(action="close", code=4011, forget=True),
    )
    then = f"tries again: 1, 2, 4 … 5 s, every 30 s where the token is refused; {ANEW}"
    return Row(f"a new log-in {name}", "hindered", then, injuries, hindered="sharding")


def _history(name: str, fault: dict[str, Any]) -> Row:
    injuries = (
        Fault("GET channels/{id}/messages", fault),
        *_gateway(action="drop", forget=True),
    )
    return Row(f"the history {name}", "session lost", ANEW, injuries)


LOSING = Section(
    "Hearing from Discord",
    "discord",
    "In each case the person says something while nobody listens; it is answered once.",
    (
        Row("the connection breaks", "session lost", RESUMES, _gateway(action="drop")),
        Row(
            "the connection breaks, and the session is forgotten",
            "session lost",
            ANEW,
            _gateway(action="drop", forget=True),
        ),
        _closed(1000, "normal closure"),
        _closed(1001, "going away"),
        _closed(1006, "no close frame"),
        *(
            _closed(code, name)
            for code, name in (
                (4000, "unknown error"),
                (4001, "unknown opcode"),
                (4002, "decode error"),
                (4003, "not authenticated"),
                (4005, "already authenticated"),
                (4007, "invalid seq"),
                (4008, "rate limited"),
                (4009, "session timed out"),
                (4999, "one that nobody knows"),
            )
        ),
        _for_good(4004, "authentication failed", "token"),
        _for_good(4010, "invalid shard", "gateway does not listen"),
        _for_good(4011, "sharding required", "sharding"),
        _for_good(4012, "invalid API version", "update discord.py"),
        _for_good(4013, "invalid intents", "intents"),
        Row(
            "close code 4014, disallowed intents",
            "hindered",
            "does without the privileged intent, and says what to click",
            _gateway(action="close", code=4014, forget=True),
            hindered="Message Content",
        ),
        Row("op 7, reconnect", "session lost", RESUMES, _gateway(action="reconnect")),
        Row(
            "op 9, invalid session, resumable",
            "session lost",
            RESUMES,
            _gateway(action="invalid", resumable=True),
        ),
        Row(
            "op 9, invalid session",
            "session lost",
            f"waits 5 s, {ANEW}",
            _gateway(action="invalid", resumable=False),
        ),
        Row(
            "a message without its type",
            "passed over",
            "reads the raw event itself: it costs nothing",
            _gateway(action="malformed", t="MESSAGE_CREATE", d=UNTYPED),
        ),
        Row(
            "an event that is no object",
            "passed over",
            "goes on",
            _gateway(action="malformed", t="MESSAGE_CREATE", d=[1]),
        ),
        Row(
            "a frame that is no JSON",
            "passed over",
            "goes on, or connects anew and resumes",
            _gateway(action="malformed", raw="{"),
        ),
        Row(
            "heartbeats are not answered",
            "session lost",
            f"takes the connection for dead, {RESUMES}",
            _gateway(action="stall"),
        ),
        Row(
            "the gateway refuses three connections",
            "session lost",
            f"tries again: 1, 2, 4 … 5 s; {RESUMES}",
            _gateway(action="refuse", times=3, status=503) + _gateway(action="drop"),
            apart=True,
        ),
        Row(
            "the gateway cuts three connections off",
            "session lost",
            f"tries again: 1, 2, 4 … 5 s; {RESUMES}",
            _gateway(action="refuse", times=3) + _gateway(action="drop"),
            apart=True,
        ),
        Row(
            "the first connection of a new log-in is refused",
            "hindered",
            f"tries again: 1, 2, 4 … 5 s; {ANEW}",
            _gateway(action="refuse", times=2, status=503)
            + _gateway(action="close", code=4010, forget=True),
            hindered="gateway",
            apart=True,
        ),
        Row(
            "the REST API fails at a new log-in",
            "hindered",
            f"tries again: 1, 2, 4 … 5 s; {ANEW}",
            (
                Fault("GET users/@me", answer(500, {"message": "", "code": 0}), 2, about="bot"),
                *_gateway(action="close", code=4011, forget=True),
            ),
            hindered="sharding",
        ),
        *(_log_in(name, fault) for name, fault in LOG_INS.items()),
        *(_history(name, fault) for name, fault in HISTORIES.items()),
    ),
)

CALLBACK = "POST interactions/{id}/{token}/callback"


def _callback(name: str, fault: dict[str, Any], then: str) -> Row:
    injury = Fault(CALLBACK, fault, about="bot")
    return Row(name, "goes on", then, (injury,), by_command=True)


def _tidying(name: str, status: int, code: int) -> Row:
    fault = answer(status, {"message": "", "code": code})
    injury = Fault("DELETE webhooks/{id}/{token}/messages/{message}", fault, about="bot")
    return Row(name, "goes on", "answers all the same", (injury,), by_command=True)


ANSWERING = Section(
    "Acknowledging a command on Discord",
    "discord",
    "Discord wants a sign within 3 s. It is sent as soon as the command is on disk, and at the "
    "latest after 2 s; the answer itself is an ordinary message, and comes all the same.",
    (
        _callback("500", answer(500, {"message": "", "code": 0}), "acknowledges once more"),
        _callback(
            "404, code 10062: the interaction is unknown by now",
            answer(404, {"message": "Unknown interaction", "code": 10062}),
            "answers all the same",
        ),
        _callback(
            "400, code 40060: it is acknowledged already",
            answer(400, {"message": "Interaction has already been acknowledged.", "code": 40060}),
            "answers all the same",
        ),
        _callback(
            "429",
            answer(429, {"message": "slow", "retry_after": 0.5, "global": False}),
            "acknowledges once more",
        ),
        _callback("503", answer(503, {"message": "", "code": 0}), "acknowledges once more"),
        _callback("cut off, and nothing was done", RESET, "acknowledges once more"),
        _callback("cut off, though it was done", RESET_AFTER, "acknowledges once more"),
        _tidying("404, code 10008, as “thinking…” is taken away", 404, 10008),
        _tidying("404, code 10015, as “thinking…” is taken away", 404, 10015),
        _tidying("500, as “thinking…” is taken away", 500, 0),
        _callback("no answer, though it was done", HANG_AFTER, "answers meanwhile"),
    ),
)
