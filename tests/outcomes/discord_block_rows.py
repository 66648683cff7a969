"""What Discord may do to polls, lists and files of ours."""

from typing import Any

from tests.outcomes.discord_rows import AGAIN, LIMITED, POST, refusal
from tests.outcomes.fates import doubted
from tests.outcomes.row import RESET_AFTER, Fault, Row, Section, answer

BY_BUTTONS = "asks with buttons"
IN_WORDS = "tells the file in words"
SILENT = answer(503, {"message": "", "code": 0})


def _show(name: str, outcome: str, then: str, fault: dict[str, Any], **more: Any) -> Row:
    return Row(name, outcome, then, (Fault(POST, fault),), starts="show", **more)


def _ask(name: str, outcome: str, then: str, fault: dict[str, Any], **more: Any) -> Row:
    return Row(name, outcome, then, (Fault(POST, fault),), starts="ballot", **more)


SHOWING = Section(
    "Showing files on Discord",
    "discord",
    "What is said comes all the same where Discord does not take the file beside it.",
    (
        _show(
            "413, code 40005: the file is too large",
            "accepted",
            IN_WORDS,
            refusal(413, 40005, "Request entity too large"),
            reads="You said second.\n\n[hall.png]",
        ),
        _show(
            "400, code 50035: the file is refused",
            "accepted",
            IN_WORDS,
            refusal(400, 50035, "Invalid Form Body"),
            reads="You said second.\n\n[hall.png]",
        ),
        doubted("503", POST, SILENT, AGAIN, starts="show"),
        doubted("cut off, though it was done", POST, RESET_AFTER, AGAIN, starts="show"),
    ),
)

ASKING = Section(
    "Asking by a poll of Discord's",
    "discord",
    "A vote answers the question, and so do a press and written words: where Discord takes no "
    "poll, it is asked with buttons.",
    (
        _ask(
            "400, code 520002: no polls in such channels",
            "accepted",
            BY_BUTTONS,
            refusal(400, 520002, "Invalid channel type for poll creation"),
        ),
        _ask(
            "403, code 50013: the bot may create none",
            "accepted",
            BY_BUTTONS,
            refusal(403, 50013, "Missing Permissions"),
        ),
        _ask(
            "429 of one channel",
            "throttled",
            "waits as long as it is told, in this channel",
            answer(429, {**LIMITED, "global": False}),
        ),
        doubted("503", POST, SILENT, AGAIN, starts="ballot"),
        doubted("cut off, though it was done", POST, RESET_AFTER, AGAIN, starts="ballot"),
    ),
)
