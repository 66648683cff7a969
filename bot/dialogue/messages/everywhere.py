"""What a person can say in every dialogue, without anybody having written it."""

from collections.abc import Iterator
from itertools import islice
from typing import assert_never, get_args

from bot.core.content import Button
from bot.core.effects import StopEverything, WithdrawConsent
from bot.core.link_code import read_code
from bot.core.universal import UniversalWord, cancel_word
from bot.core.words import normalise
from bot.dialogue.events.handing_over import (
    MISSES_BEFORE_PERSON,
    hand_over,
    not_understood_reason,
    take_back,
    tell_desk,
)
from bot.dialogue.machine.ending import end_all, end_thread
from bot.dialogue.machine.playing import play, resume
from bot.dialogue.machine.product_texts import texts_in
from bot.dialogue.machine.runs import open_run
from bot.dialogue.machine.state import Live
from bot.dialogue.machine.turn import Course, Track
from bot.dialogue.messages.linking import enter_code, enter_payload, give_code, part
from bot.dialogue.messages.panels import open_language, open_privacy
from bot.dialogue.messages.starting import greet, of_command, start
from bot.dialogue.program import Dialogue
from bot.dialogue.publishing.library import Library
from bot.dialogue.questions.asking import label_of
from bot.dialogue.questions.going_back import go_back

MOST_BUTTONS = 8
"""Dialogues that help shows as buttons; the rest are named in its text."""

MOST_LINES = 30
"""Dialogues that help names, the first in the brand's order: more than anybody reads."""


def stop(course: Course) -> None:
    """End everything at once, withdraw every consent, and say so once."""
    end_all(course, "stopped")
    if course.handed_over is not None:
        tell_desk(course, texts_in(course.library.brand.languages[0]).desk_stopped)
        take_back(course, "stopped")
    course.live, course.panel, course.heard, course.opened = [], None, [], None
    course.effects.append(WithdrawConsent(None, "stop"))
    course.effects.append(StopEverything())
    course.confide(course.texts.stopped)


def cancels(library: Library, text: str) -> bool:
    """Say whether a message ends what all in a group share; a brand's own command takes its place.

    Args:
        library: the brand's dialogues.
        text: the message.
    """
    word = cancel_word(text)
    return word is not None and word not in library.starts.commands


def cancel(course: Course) -> None:
    """End what all in a group share, and say so; what is each one's own goes on."""
    end_all(course, "stopped")
    course.live, course.panel, course.heard = [], None, []
    course.tell(course.texts.cancelled)


def obey(course: Course, word: UniversalWord) -> None:
    """Do what a universal word says; a dialogue may take its place, but never that of *stop*."""
    own = _in_place_of(course, word) or of_command(course, normalise(course.said))
    if word != "stop" and own is not None:
        start(course, own)
        return
    match word:
        case "stop":
            stop(course)
        case "help":
            help_out(course)
        case "back":
            go_back(course)
        case "restart":
            restart(course)
        case "language":
            open_language(course)
        case "privacy":
            open_privacy(course)
        case "link":
            link(course)
        case "unlink":
            part(course)
        case _:
            assert_never(word)


def link(course: Course) -> None:
    """Give a code, or enter the one that stands behind the word."""
    code = read_code(course.said.partition(" ")[2])
    if code is None:
        give_code(course)
    else:
        enter_code(course, code)


def arrive_with_code(course: Course, payload: str) -> bool:
    """Enter the code that a link carries, unless a dialogue takes the place of *link*."""
    return _in_place_of(course, "link") is None and enter_payload(course, payload)


def help_out(course: Course) -> None:
    """Say what can be talked about, or what the brand says in its place, and ask again."""
    own = _in_place_of(course, "help")
    if own is not None:
        start(course, own)
        return
    say_help(course)
    resume(course)


def say_help(course: Course, opening: str | None = None) -> None:
    """Say what can be talked about, with a button for each dialogue."""
    texts = course.texts
    written = ((found, line) for found in _listed(course) if (line := _line(course, found)))
    named = list(islice(written, MOST_LINES))
    lines = [] if opening is None else [opening]
    lines.append(texts.can_talk_about if named else texts.nothing_to_talk_about)
    lines += [f"• {line}" for _, line in named]
    lines += ["…"] if next(written, None) is not None else []
    lines.append(texts.always)
    lines += [] if course.party is None else [texts.cancel_here]
    reference = course.reference()
    shown = [found for found, _ in named][:MOST_BUTTONS]
    buttons = tuple(
        Button(f"{reference}.{place}", label_of(course, found.program.title, None), authored=False)
        for place, found in enumerate(shown)
    )
    course.tell("\n".join(lines), buttons)
    if shown:
        course.remember_live(Live(reference, "which", tuple(found.name for found in shown)))


def not_understood(course: Course) -> None:
    """Say honestly that nothing was understood, and what can be talked about."""
    course.lost += 1
    own = _in_place_of(course, "help")
    has_desk = course.library.brand.desk is not None and not course.is_shared
    if course.lost >= MISSES_BEFORE_PERSON and has_desk:
        hand_over(course, not_understood_reason(course))
    elif own is not None:
        start(course, own)
    else:
        say_help(course, course.texts.not_understood)


def restart(course: Course) -> None:
    """Begin the dialogue under way anew, or else the one that ended last."""
    if not course.threads:
        last = None if course.last is None else course.last.dialogue
        if last is not None and last in course.library.dialogues:
            start(course, last)
        elif not greet(course):
            help_out(course)
        return
    outermost = course.threads[-1].frames[0]
    name, version = outermost.dialogue, outermost.version
    program = course.library.current(name) or course.library.program(name, version)
    if program is None:
        resume(course)
        return
    thread = course.threads.pop()
    end_thread(course, thread, "restarted")
    play(course, Track([open_run(course, program)], topic=thread.topic))


def _in_place_of(course: Course, word: UniversalWord) -> str | None:
    """Return the dialogue that takes a word's place, by its name or by its command."""
    return word if word in course.library.dialogues else of_command(course, word)


def _listed(course: Course) -> Iterator[Dialogue]:
    """Yield the dialogues that take no universal word's place, in the brand's order."""
    universal = get_args(UniversalWord)
    return (found for found in course.library.dialogues.values() if found.name not in universal)


def _line(course: Course, dialogue: Dialogue) -> str | None:
    """Return a dialogue's title and how to start it, None where no words start it."""
    title = label_of(course, dialogue.program.title, None)
    command = next((trigger.command for trigger in dialogue.triggers if trigger.command), None)
    if command is not None:
        return f"{title}: /{command}"
    spoken = (trigger.keyword or trigger.phrase for trigger in dialogue.triggers)
    word = next((word for word in spoken if word), None)
    return None if word is None else f"{title}: {course.texts.say_keyword.format(word=word)}"
