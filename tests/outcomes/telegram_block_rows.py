"""What Telegram may do to what is no text alone: a file, an album of two, a poll."""

from typing import Any

from tests.outcomes.fates import AGAIN, doubted, lost
from tests.outcomes.row import RESET_AFTER, UNREAD, Fault, Row, Section, answer
from tests.outcomes.telegram_rows import refusal

PHOTO, POLL = "sendPhoto", "sendPoll"
IN_WORDS = "sends what is said without the file, and names it in words"
WORDS = "You said second.\n\n[hall.png]"


def _photo(name: str, outcome: str, then: str, fault: dict[str, Any], **more: Any) -> Row:
    return Row(name, outcome, then, (Fault(PHOTO, fault),), starts="show", **more)


SHOWING = Section(
    "Showing files on Telegram",
    "telegram",
    "A file of the brand's is uploaded once, and named by Telegram's id then. What Telegram does "
    "not take is told in words: no conversation waits for a picture.",
    (
        _photo(
            "400, the file is refused",
            "accepted",
            IN_WORDS,
            refusal(400, "Bad Request: IMAGE_PROCESS_FAILED"),
            reads=WORDS,
        ),
        _photo(
            "400, the id of a file is not known any more",
            "accepted",
            IN_WORDS,
            refusal(400, "Bad Request: wrong file identifier/HTTP URL specified"),
            reads=WORDS,
        ),
        _photo(
            "413 by something before Telegram (HTML)",
            "accepted",
            IN_WORDS,
            answer(413, text="<html>Request Entity Too Large</html>"),
            reads=WORDS,
        ),
        _photo(
            "403, the person blocked the bot",
            "unreachable",
            "writes there no more until the person says something",
            refusal(403, "Forbidden: bot was blocked by the user"),
            ends="unreachable",
        ),
        _photo(
            "429 with `retry_after`",
            "throttled",
            "waits as long as it is told, in this chat",
            refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        ),
        doubted("500", PHOTO, refusal(500, "Internal Server Error"), starts="show"),
        Row(
            "cut off before it was read",
            "unknown",
            AGAIN,
            (Fault(PHOTO, UNREAD, about="bot"),),
            starts="show",
            doubted=True,
        ),
        *lost(PHOTO, starts="show"),
        Row(
            "400, an album is refused",
            "accepted",
            "sends its files one by one, and what is said after them",
            (Fault("sendMediaGroup", refusal(400, "Bad Request: group send failed")),),
            starts="album",
        ),
        doubted(
            "an album is cut off, though it was done",
            "sendMediaGroup",
            RESET_AFTER,
            starts="album",
            copies=2,
        ),
    ),
)


def _vote(name: str, outcome: str, then: str, fault: dict[str, Any], **more: Any) -> Row:
    return Row(name, outcome, then, (Fault(POLL, fault),), starts="vote", **more)


ASKING = Section(
    "Asking by a poll of Telegram's",
    "telegram",
    "A vote answers the question, and so do a press and written words: where Telegram takes no "
    "poll, it is asked with buttons, or in words where several may be chosen.",
    (
        _vote(
            "400, the group allows no polls",
            "accepted",
            "asks in words",
            refusal(400, "Bad Request: not enough rights to send polls to the chat"),
            in_group=True,
            reads="You said second.\n\nfirst\nthird",
        ),
        _vote(
            "429 with `retry_after`",
            "throttled",
            "waits as long as it is told, in this chat",
            refusal(429, "Too Many Requests: retry after 1", retry_after=1),
        ),
        doubted("500", POLL, refusal(500, "Internal Server Error"), starts="vote"),
        doubted("cut off, though it was done", POLL, RESET_AFTER, starts="vote", copies=2),
    ),
)
