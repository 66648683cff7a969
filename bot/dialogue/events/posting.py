"""What is left of an opening where nobody can answer: the words before its first question."""

from collections.abc import Iterator

import msgspec

from bot.core.effects import Effect, ReportIncident, Send
from bot.dialogue.machine.turn import Course, Track


def keep_to_saying(course: Course, track: Track, first: int) -> None:
    """Leave of an opening what it says: nothing is asked, waited for, called or remembered.

    Args:
        course: the turn.
        track: as far as it went: until it waits, rests or ends.
        first: the place of the opening's first effect.
    """
    asked = None if track.waiting is None else track.waiting.reference
    course.effects[first:] = _said(course, asked, first)


def _said(course: Course, asked: str | None, first: int) -> Iterator[Effect]:
    for place, effect in enumerate(course.effects[first:], first):
        match effect:
            # What no step says is the product's own word to a person, as that something failed.
            case Send(message, path=str()) if course.reference(place) != asked:
                links = tuple(button for button in message.buttons if button.url is not None)
                yield msgspec.structs.replace(
                    effect, message=msgspec.structs.replace(message, buttons=links)
                )
            case ReportIncident():
                yield effect
            case _:
                pass
