"""Signs that people put to messages: events that a dialogue may wait for, or start with."""

from bot.dialogue.events.happening import happen
from bot.dialogue.machine.turn import Course

REACTION = "reaction"
"""The event by which a dialogue sees one: its data has `emoji`."""


def react(course: Course, emoji: str | None) -> None:
    """Serve a reaction; one that was taken away says nothing.

    Raises:
        OverBudget: this turn has computed too much.
    """
    if emoji is not None:
        happen(course, REACTION, {"emoji": emoji})
