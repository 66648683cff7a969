"""What Meta answers: read strictly, so that whatever a server says is a value."""

from typing import TypeVar

import msgspec
from msgspec import Struct

from bot.channels.platform_json import UNREADABLE


class Done(Struct, frozen=True):
    """It was taken: `body` is the answer's JSON."""

    body: bytes


class Refusal(Struct, frozen=True):
    """It was not done as asked: `code` is Meta's number of why, None where there is none.

    `retry_after` is in seconds, None where the answer does not say.
    """

    status: int
    code: int | None = None
    retry_after: float | None = None


class NotSent(Struct, frozen=True):
    """No connection came about: nobody has taken anything."""

    reason: str


class Cut(Struct, frozen=True):
    """No clear answer came: it may have been taken."""

    reason: str


Reply = Done | Refusal | NotSent | Cut
"""The closed union of how a request ends."""


class _Error(Struct):
    code: int


class _Answer(Struct):
    error: _Error | None = None


class _Named(Struct):
    id: str


class _Sent(Struct):
    messages: tuple[_Named, ...] = ()


_SUCCESS = 200

Told = TypeVar("Told", bound=Struct)


def read_reply(status: int, body: bytes, retry_after: float | None) -> Reply:
    """Return what an answer says.

    Args:
        status: the HTTP status.
        body: perhaps a proxy's page.
        retry_after: the seconds that its header asks for.
    """
    answer = _read(body, _Answer)
    if answer is not None and answer.error is not None:
        return Refusal(status, answer.error.code, retry_after)
    if status != _SUCCESS:
        return Refusal(status, None, retry_after)
    return Cut("an answer that is none of Meta's") if answer is None else Done(body)


def told_in(reply: Reply, kind: type[Told]) -> Told | None:
    """Return what an answer tells, None where it was not done or tells something else."""
    return _read(reply.body, kind) if isinstance(reply, Done) else None


def message_in(done: Done) -> str | None:
    """Return Meta's id of the message that was sent."""
    sent = told_in(done, _Sent)
    return next((one.id for one in sent.messages), None) if sent is not None else None


def id_in(done: Done) -> str | None:
    """Return the id of what was made, such as a file that was uploaded."""
    named = told_in(done, _Named)
    return None if named is None else named.id


def _read(body: bytes, kind: type[Told]) -> Told | None:
    try:
        return msgspec.json.decode(body, type=kind)
    except UNREADABLE:
        return None
