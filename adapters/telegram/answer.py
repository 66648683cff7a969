"""Reading Telegram's answers: whatever a server says becomes a result or a clean refusal."""

from http import HTTPStatus

import msgspec
from msgspec import Struct

from bot.channels.platform_json import UNREADABLE

LONGEST_REASON = 200
"""As much of a refusal's words as is kept, in characters."""

_HIDDEN = b"<token>"


class Parameters(Struct, frozen=True, omit_defaults=True):
    """What helps to try again (Bot API: ResponseParameters); `retry_after` is in seconds."""

    migrate_to_chat_id: int | None = None
    retry_after: float | None = None


class Answer(Struct, frozen=True, omit_defaults=True):
    """One answer of the Bot API (Making requests), without its result."""

    ok: bool = False
    error_code: int | None = None
    description: str | None = None
    parameters: Parameters | None = None


_ANSWERS = msgspec.json.Decoder(Answer)


def read_answer(payload: bytes, secret: bytes) -> Answer | None:
    """Return an answer without the token that it may quote, None where it is none of Telegram's.

    Args:
        payload: the body, perhaps a proxy's page.
        secret: the token, which a page may quote together with the address.
    """
    try:
        return _ANSWERS.decode(payload.replace(secret, _HIDDEN))
    except UNREADABLE:
        return None


def words_of(status: int, answer: Answer | None) -> str:
    """Return why a request was refused: Telegram's own words, else the name of the status."""
    if answer is not None and answer.description:
        return answer.description[:LONGEST_REASON]
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"
