"""Polls: what Discord takes of them."""

from msgspec import Struct

from sandbox.discord.form import Fields

QUESTION = 300
"""Characters of a question (Discord's reference, poll media object)."""

ANSWER = 55
"""Characters of an answer (the same)."""

ANSWERS = 10
"""Answers of a poll (Discord's reference, poll create request object)."""

HOURS = 768
"""For how long a poll may be open at most (the same); 24 where nothing is said."""

_DAY_HOURS = 24


class PollDraft(Struct, frozen=True):
    """A poll to be asked."""

    question: str
    answers: tuple[str, ...]
    several: bool
    hours: int


def read_poll(fields: Fields) -> PollDraft | None:
    """Return the poll that a body asks for; what is wrong is noted.

    Args:
        fields: of the message.
    """
    poll = fields.inside("poll")
    if poll is None:
        return None
    question = poll.inside("question")
    asked = question.required_text("text", 1, QUESTION) if question is not None else ""
    for name in ("question", "answers"):
        if not poll.has(name):
            poll.note(name, "BASE_TYPE_REQUIRED", "This field is required")
    answers = tuple(_answer(each) for each in poll.each("answers", 1, ANSWERS))
    hours = poll.number("duration")
    if hours is not None and not 1 <= hours <= HOURS:
        words = f"int value should be between 1 and {HOURS}."
        poll.note("duration", "NUMBER_TYPE_MAX", words)
    return PollDraft(asked, answers, poll.flag("allow_multiselect"), hours or _DAY_HOURS)


def _answer(fields: Fields) -> str:
    media = fields.inside("poll_media")
    if media is None:
        fields.note("poll_media", "BASE_TYPE_REQUIRED", "This field is required")
        return ""
    return media.required_text("text", 1, ANSWER)
