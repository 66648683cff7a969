"""Handing a conversation over to people: the bot says nothing more until they hand it back."""

from bot.core.content import Media, Message
from bot.core.effects import HandBack, HandOver, HandoverEnd, TellDesk
from bot.core.markup import escaped
from bot.dialogue.expressions.display import plain
from bot.dialogue.machine.facts import resolved
from bot.dialogue.machine.product_texts import texts_in
from bot.dialogue.machine.state import HandedOver
from bot.dialogue.machine.turn import Course, OpenRun, Track
from bot.dialogue.program import Handoff

MISSES_BEFORE_PERSON = 3
"""Messages in a row that were not understood, the last of which the desk is told of."""


def hand_off(course: Course, track: Track, step: Handoff) -> None:
    """Take a `handoff` step: the dialogue rests, or ends where nothing follows."""
    run = track.runs[-1]
    reason = None if step.reason is None else plain(resolved(course, run, step.reason))
    hand_over(course, reason, run)
    if course.handed_over is None or _nothing_follows(track):
        run.go_on()
    else:
        track.rests = True


def hand_over(course: Course, reason: str | None, run: OpenRun | None = None) -> None:
    """Put on record that somebody is asked for, tell the person, and the desk if there is one.

    Args:
        course: the turn.
        reason: what the desk is told.
        run: whose step it is, None where no dialogue has asked.
    """
    has_desk = course.library.brand.desk is not None
    course.effects.append(
        HandOver(reason, course.place, has_desk, None if run is None else run.run)
    )
    if not has_desk:
        course.tell(course.texts.handed_noted)
        return
    course.handed_over = HandedOver(course.now)
    course.panel, course.lost = None, 0
    person, texts = course.person, texts_in(course.library.brand.languages[0])
    who = person.name or person.first_name or texts.desk_somebody
    opening = texts.desk_opening.format(who=who, channel=person.channel)
    tell_desk(course, f"{opening}\n{reason}" if reason else opening)
    course.tell(course.texts.handed_over)


def not_understood_reason(course: Course) -> str:
    """Return what the desk is told where nobody has asked for it."""
    return texts_in(course.library.brand.languages[0]).desk_lost.format(said=course.said)


def tell_desk(course: Course, text: str, media: tuple[Media, ...] = ()) -> None:
    """Let the desk know what happened or was said, as it stands."""
    course.effects.append(TellDesk(Message(text, escaped(text), media=media)))


def take_back(course: Course, end: HandoverEnd) -> None:
    """Let the bot speak again."""
    if course.handed_over is not None:
        course.handed_over = None
        course.effects.append(HandBack(end))


def _nothing_follows(track: Track) -> bool:
    """Say whether the dialogue and all that called it are at their ends."""
    return all(run.is_at_its_end() for run in track.runs)
