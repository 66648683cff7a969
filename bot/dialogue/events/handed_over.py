"""While people have taken over: the bot is silent but for *stop* and *privacy*."""

from collections.abc import Iterator
from contextlib import suppress
from typing import assert_never

import msgspec

from bot.core.attached import contact_in
from bot.core.content import Media, Message
from bot.core.effects import Postpone, Send
from bot.core.events import (
    Answered,
    Began,
    Due,
    Handled,
    Happened,
    Opened,
    Pressed,
    Reacted,
    Said,
    Voted,
)
from bot.core.markup import escaped
from bot.core.media_address import is_web
from bot.core.universal import universal_word
from bot.core.values import Value
from bot.dialogue.events.handing_over import take_back, tell_desk
from bot.dialogue.events.happening import happen
from bot.dialogue.events.waking import fall_due, go_on_from_rest
from bot.dialogue.expressions.display import plain
from bot.dialogue.machine.playing import resume
from bot.dialogue.machine.runs import reopen
from bot.dialogue.machine.state import Resting
from bot.dialogue.machine.turn import Course
from bot.dialogue.messages.everywhere import stop
from bot.dialogue.messages.leaving import LEAVE, STOP, press_leave, says_stop
from bot.dialogue.messages.live_buttons import press_live
from bot.dialogue.messages.panels import CONFIDED, open_privacy
from bot.dialogue.messages.using_panels import answer_panel
from bot.dialogue.program import Handoff

DESK_SAID = "handoff.said"
"""The event by which the desk says something to the person: its data has `text`, or `media`."""

DESK_ENDED = "handoff.ended"
"""The event by which the desk hands the conversation back."""

DESK_EVENTS = frozenset({DESK_SAID, DESK_ENDED})


def serve_handed_over(course: Course, happening: Handled) -> None:
    """Serve what happens meanwhile: what the person says is told to the desk, and nobody else."""
    match happening:
        case Said():
            _hear(course, happening)
        case Pressed(button):
            _press(course, button)
        case Opened() | Answered() | Voted() | Reacted():
            pass
        case Happened(name, data):
            _happen(course, name, data)
        case Due(timer):
            fall_due(course, timer)
        case Began():
            course.effects.append(Postpone())
        case _:
            assert_never(happening)


def _hear(course: Course, said: Said) -> None:
    text = said.text.strip()
    panel, course.panel = course.panel, None
    if says_stop(course, text):
        stop(course)
    elif answer_panel(course, panel, text):
        pass  # it concerns nobody of the desk
    elif universal_word(text, course.library.brand.languages) == "privacy":
        open_privacy(course)
    else:
        tell_desk(course, _in_words(said), said.attachments)


def _in_words(said: Said) -> str:
    """Return what was said or sent as the desk reads it; files go with it as they are."""
    contact = None if said.contact is None else plain(contact_in(said.contact))
    return "\n".join(part for part in (said.text.strip(), contact, ", ".join(said.poll)) if part)


def _press(course: Course, button: str) -> None:
    reference, _, sign = button.partition(".")
    live = course.live_of(reference)
    if sign == STOP:
        stop(course)
    elif sign.startswith(LEAVE):
        press_leave(course, sign)
    elif live is not None and live.kind in CONFIDED and sign.isdecimal():
        press_live(course, live, int(sign))


def _happen(course: Course, name: str, data: Value) -> None:
    """Let the desk speak, or hand back; what another event starts has to wait until then."""
    if name == DESK_SAID:
        _pass_on(course, data)
    elif name == DESK_ENDED:
        _end(course)
    else:
        happen(course, name, data)


def _pass_on(course: Course, data: Value) -> None:
    """Say to the person what the desk says, with the files that stand somewhere in the web."""
    told = data if isinstance(data, dict) else {"text": data}
    text, sent = plain(told.get("text")).strip(), told.get("media")
    media = tuple(_files(sent)) if isinstance(sent, list) else ()
    if text or media:
        course.show(Message(text, escaped(text), media=media))


def _files(sent: list[Value]) -> Iterator[Media]:
    """Yield what is a file; other systems call its kind `type`, as deliveries do."""
    for one in sent:
        named = {"kind": one.get("type"), **one} if isinstance(one, dict) else one
        with suppress(msgspec.ValidationError):
            media = msgspec.convert(named, Media)
            if is_web(media.url):
                yield media


def _end(course: Course) -> None:
    """Go on behind the step that handed over, or ask the waiting question again."""
    take_back(course, "ended")
    resting = next((one for one in course.resting if _is_handed_over(course, one)), None)
    if resting is None:
        resume(course)
    else:
        course.take_from_rest(resting)
        go_on_from_rest(course, resting)
    if not any(isinstance(effect, Send) for effect in course.effects):
        course.tell(course.texts.handed_back)


def _is_handed_over(course: Course, resting: Resting) -> bool:
    track = reopen(course, resting)
    return track is not None and isinstance(track.runs[-1].instruction(), Handoff)
