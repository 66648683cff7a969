"""sendPoll: a question that people vote on."""

from collections.abc import Sequence

from msgspec import Struct, structs

from sandbox.telegram.calls import Call
from sandbox.telegram.methods.framing import frame, hold_back
from sandbox.telegram.objects import Message
from sandbox.telegram.poll_objects import Poll, PollOption
from sandbox.telegram.refusals import bad_request
from sandbox.telegram.utf16 import utf16_length

QUESTION_UNITS = 300
OPTION_UNITS = 100
OPTION_LIMIT = 12
"""Bot API, sendPoll: a question of 1-300 characters, 1-12 options of 1-100 characters."""

_TYPES = frozenset({"", "regular", "quiz"})


class _Option(Struct, frozen=True):
    text: str


def send_poll(call: Call) -> Message:
    """Let a poll stand in a chat.

    Raises:
        RefusedError: it asks nothing or too much, or it may not stand there.
    """
    given = call.parameters
    asked = given.text("question").strip()
    options = given.nested("options", list[_Option], "can't parse options JSON object")
    labels = [option.text.strip() for option in options or ()]
    _check(asked, labels, given.text("type"))
    room, message = frame(call)
    is_anonymous = given.flag("is_anonymous") or not given.text("is_anonymous")
    if room.is_channel and not is_anonymous:
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    hold_back(call, room)
    kind = given.text("type") or "regular"
    poll = Poll(
        id=str(5_000_000_000_000_000_000 + len(call.world.votes) + 1),
        question=asked,
        options=[PollOption(str(place), label) for place, label in enumerate(labels)],
        total_voter_count=0,
        is_closed=given.flag("is_closed"),
        is_anonymous=is_anonymous,
        type=kind,
        allows_multiple_answers=given.flag("allows_multiple_answers"),
        allows_revoting=given.flag("allows_revoting") or kind == "regular",
        members_only=False,
    )
    call.world.votes[poll.id] = {}
    return call.world.put(room, structs.replace(message, poll=poll))


def _check(asked: str, labels: Sequence[str], kind: str) -> None:
    if not asked:
        raise bad_request("poll question must be non-empty")
    if utf16_length(asked) > QUESTION_UNITS:
        raise bad_request(f"poll question length must not exceed {QUESTION_UNITS}")
    if not labels:
        raise bad_request("poll must have at least 1 option")
    if len(labels) > OPTION_LIMIT:
        raise bad_request(f"poll can't have more than {OPTION_LIMIT} options")
    if not all(labels):
        raise bad_request("poll options must be non-empty")
    if any(utf16_length(label) > OPTION_UNITS for label in labels):
        raise bad_request(f"poll options length must not exceed {OPTION_UNITS}")
    if kind not in _TYPES:
        raise bad_request("unsupported poll type specified")
