"""Waiting for a time or an event."""

from bot.dialogue.program.part import Part


class Wait(Part, frozen=True, tag="wait"):
    """Rest for so many seconds."""

    path: str
    seconds: int


class WaitFor(Part, frozen=True, tag="wait_for"):
    """Rest until the event comes for which `where` holds (None: any of that name).

    `slot` gets its data. `within` and `otherwise` are as those of a question.
    """

    path: str
    event: str
    slot: str | None = None
    where: str | None = None
    within: int | None = None
    otherwise: int | None = None
