"""What a message means that is no answer: a dialogue to begin, or a question to reply to."""

from bot.core.ids import RunId
from bot.core.intents import Meant
from bot.dialogue.machine.playing import resume
from bot.dialogue.machine.state import Frame
from bot.dialogue.machine.stepping import say
from bot.dialogue.machine.turn import Course, OpenRun, Visit
from bot.dialogue.messages.panels import open_which
from bot.dialogue.messages.starting import start
from bot.dialogue.program import FAQ, Say

MOST_MEANINGS = 8
"""Meanings that a person is asked to choose from."""

_TOLD_APART = 0.05
"""How much surer one meaning has to be than another not to be asked about."""


def serve_meaning(course: Course, text: str) -> bool:
    """Serve what a message clearly means, or ask which of several; False for "I do not know"."""
    meant = course.understanding.meant(text, course.library.starts.intents)
    close = [_target(one) for one in meant if meant[0].score - one.score < _TOLD_APART]
    if len(close) == 1:
        follow(course, close[0])
    elif close:
        open_which(course, close[:MOST_MEANINGS])
    return bool(close)


def follow(course: Course, target: str) -> None:
    """Begin the dialogue of that name, or reply to a question; what is gone is told to be over.

    Args:
        course: the turn.
        target: a dialogue, or faq.yaml with a way to ask for one of its answers behind a slash.
    """
    kind, _, words = target.partition("/")
    path = course.library.starts.replies.get(words) if kind == FAQ else None
    if path is not None:
        _reply(course, path)
    elif target in course.library.dialogues:
        start(course, target)
    else:
        course.tell(course.texts.over)
        resume(course)


def _target(meant: Meant) -> str:
    """Return where a meaning leads, in words that are still understood when files have changed."""
    kind, slash, _ = meant.name.partition("/")
    return f"{kind}/{meant.words}" if slash else meant.name


def _reply(course: Course, path: str) -> None:
    """Say an answer of faq.yaml: nothing is begun, and the waiting question comes again."""
    faq = course.library.faq
    assert faq is not None
    places = enumerate(faq.program.instructions)
    found = ((at, one) for at, one in places if isinstance(one, Say) and one.path == path)
    at, step = next(found)
    course.place = f"{FAQ}/{path}"
    course.trail.append(Visit(FAQ, path))
    course.panel = None
    frame = Frame(RunId(""), faq.program.dialogue, faq.program.version, at)
    say(course, OpenRun(frame, faq.program), step)
    resume(course)
